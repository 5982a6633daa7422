using Workbench.Configuration;

namespace Workbench.Models.Heads;

/// <summary>G groups of query heads, each with one key/value head: <c>gqa:2</c>. G = H is multi-head, G = 1 multi-query. Ainslie et al. 2023.</summary>
/// <param name="Groups">The number of key/value heads; must divide the number of heads.</param>
public sealed record GroupedQuery([property: InRange(1)] int Groups) : HeadsConfig
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => Groups;
}
