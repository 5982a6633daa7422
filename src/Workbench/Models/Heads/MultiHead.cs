using Workbench.Models.Contracts;

namespace Workbench.Models.Heads;

/// <summary>A key/value head for every query head, G = H. Vaswani et al. 2017.</summary>
public sealed record MultiHead : HeadsConfig, IExactLimits
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => headCount;

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) =>
        [new("as many groups as heads is multi-head", model with { Heads = new GroupedQuery(model.HeadCount) }, model)];
}
