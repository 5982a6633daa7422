using Workbench.Models.Contracts;

namespace Workbench.Models.Heads;

/// <summary>One key/value head for all query heads, G = 1. Shazeer 2019.</summary>
public sealed record MultiQuery : HeadsConfig, IExactLimits
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => 1;

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) =>
        [new("one group is multi-query", model with { Heads = new GroupedQuery(1) }, model)];
}
