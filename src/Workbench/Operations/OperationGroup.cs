namespace Workbench.Operations;

/// <summary>Operations that are subcommands of one command: <c>runs list</c>, <c>runs show</c>.</summary>
/// <param name="Name">The command's name.</param>
/// <param name="Summary">A one-line description.</param>
/// <param name="Examples">Examples for the help text.</param>
/// <param name="Operations">The operations.</param>
public sealed record OperationGroup(string Name, string Summary, IReadOnlyList<Example> Examples, IReadOnlyList<Operation> Operations)
    : IOperationEntry
{
    /// <summary>The subcommand that a notebook runs when none is given; null when one must be given.</summary>
    public string? Usual { get; init; }

    /// <inheritdoc/>
    public TResult Accept<TResult>(IOperationVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }
}
