namespace Workbench.Data.Tasks;

/// <summary>
/// Next-character prediction on a text. One document in ten is used for validation (<see cref="DocumentSplit"/>). The documents of each
/// part are joined with line ends. Training windows start at random positions; validation windows are evenly spaced.
/// </summary>
public sealed partial record CharLm : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";
}
