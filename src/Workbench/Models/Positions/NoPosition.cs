namespace Workbench.Models.Positions;

/// <summary>
/// No position encoding; with a causal mask, the number of visible tokens still distinguishes positions. Haviv et al. 2022; Kazemnejad et
/// al. 2023 (NoPE).
/// </summary>
public sealed record NoPosition : PositionConfig
{
    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Nothing();

    private sealed class Nothing() : PositionEncoding("none");
}
