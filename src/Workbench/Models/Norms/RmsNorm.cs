using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>x / sqrt(mean(x^2) + epsilon) * gain over the width; invariant to the scale of x. Zhang and Sennrich 2019.</summary>
public sealed record RmsNorm : NormConfig
{
    /// <summary>Added to the mean square. Default 1e-5.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new RootMeanSquare(plan.Constant(1, plan.Model.Width), Epsilon);

    /// <inheritdoc/>
    public override long ParameterCount(int width) => width;
}
