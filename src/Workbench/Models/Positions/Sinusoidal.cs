using Workbench.Configuration;

namespace Workbench.Models.Positions;

/// <summary>
/// amplitude * (sin(t w_i), cos(t w_i)) with w_i = base^(-2i/D), interleaved and added to the token embedding: f(t + d) is a fixed linear map of f(t).
/// Vaswani et al. 2017, section 3.5.
/// </summary>
public sealed record Sinusoidal : PositionConfig
{
    /// <summary>The base of the wavelengths. Default 10000.</summary>
    [InRange(1, Above = true)]
    public double Base { get; init; } = 10_000;

    /// <summary>
    /// The factor on the table. Default null: the initial standard deviation of the token embedding, the ratio of the original paper
    /// (whose embeddings have unit size; a table of unit size would drown embeddings of 0.02).
    /// </summary>
    [InRange(0, 1000, Above = true)]
    public double? Amplitude { get; init; }

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;
}
