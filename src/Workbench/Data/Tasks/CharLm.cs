namespace Workbench.Data.Tasks;

/// <summary>
/// Predict the next character of a text. One document in ten is for validation (<see cref="DocumentSplit"/>); the documents of a side stand
/// behind each other with a line end between; training windows begin anywhere, validation windows are spread evenly.
/// </summary>
public sealed partial record CharLm : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";
}
