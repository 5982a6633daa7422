using Workbench.Configuration;

namespace Workbench.Models.Norms;

/// <summary>(x - mean) / sqrt(variance + epsilon) * gain + bias over the width; invariant to shift and scale of x. Ba et al. 2016.</summary>
public sealed record LayerNorm : NormConfig
{
    /// <summary>Added to the variance. Default 1e-5.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;
}
