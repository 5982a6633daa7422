namespace Workbench.Operations;

/// <summary>Operations that share a word: <c>runs list</c>, <c>runs show</c>.</summary>
/// <param name="Name">The word.</param>
/// <param name="Summary">What they have in common, in one line.</param>
/// <param name="Examples">Lines to copy.</param>
/// <param name="Operations">The operations.</param>
public sealed record OperationGroup(string Name, string Summary, IReadOnlyList<Example> Examples, IReadOnlyList<Operation> Operations)
    : IOperationEntry
{
    /// <summary>The operation that the word alone means in a notebook; null when one must be named.</summary>
    public string? Usual { get; init; }

    /// <inheritdoc/>
    public TResult Accept<TResult>(IOperationVisitor<TResult> visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        return visitor.Visit(this);
    }
}
