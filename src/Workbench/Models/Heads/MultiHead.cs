namespace Workbench.Models.Heads;

/// <summary>A key/value head for every query head, G = H. Vaswani et al. 2017.</summary>
public sealed record MultiHead : HeadsConfig
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => headCount;
}
