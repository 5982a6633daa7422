namespace Workbench.Models.Positions;

/// <summary>
/// A bias -m_h |i - j| on the scores, slopes m_h = 2^(-8h/H) for h = 1…H; when H is not a power of two, those of the power below, then
/// every second of the power above. Press et al. 2022, "Train Short, Test Long".
/// </summary>
public sealed record Alibi : PositionConfig
{
    /// <inheritdoc/>
    public override bool CanExtrapolate => true;
}
