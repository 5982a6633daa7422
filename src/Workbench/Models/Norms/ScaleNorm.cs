using Workbench.Configuration;
using static TorchSharp.torch;

namespace Workbench.Models.Norms;

/// <summary>g x / |x| with one gain g for the whole width, g at first sqrt(D): RMSNorm with one shared gain. Nguyen and Salazar 2019.</summary>
public sealed record ScaleNorm : NormConfig
{
    /// <summary>Added to the mean square. Default 1e-5.</summary>
    [InRange(0, 1, Above = true)]
    public double Epsilon { get; init; } = 1e-5;

    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new RootMeanSquare(plan.Constant(1, 1), Epsilon);

    /// <inheritdoc/>
    public override long ParameterCount(int width) => 1;
}
