using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>
/// (x - mean) / sqrt(variance + epsilon) * gain + bias over the width; invariant to shift and scale of x. Ba et al. 2016.
/// </summary>
public sealed record LayerNorm : NormConfig
{
    /// <summary>Added to the variance. Default 1e-5.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) =>
        new MeanAndVariance(plan.Constant(1, plan.Model.Width), plan.Constant(0, plan.Model.Width), Epsilon);

    /// <inheritdoc/>
    public override long ParameterCount(int width) => 2L * width;
}
