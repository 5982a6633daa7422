namespace Workbench.Models.Positions;

/// <summary>A trained vector for every position of the context, added to the token embedding. Nothing is defined beyond the context. Radford et al. 2018.</summary>
public sealed record LearnedPosition : PositionConfig
{
    /// <inheritdoc/>
    public override bool CanExtrapolate => false;
}
