namespace Workbench.Models.Heads;

/// <summary>One key/value head for all query heads, G = 1. Shazeer 2019.</summary>
public sealed record MultiQuery : HeadsConfig
{
    /// <inheritdoc/>
    public override int KeyValueHeads(int headCount) => 1;
}
