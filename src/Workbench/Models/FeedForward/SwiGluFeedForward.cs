using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>(swish(x W + b) * (x V + c)) W2 + b2 with swish(x) = x sigmoid(x). Shazeer 2020, "GLU Variants Improve Transformer".</summary>
public sealed record SwiGluFeedForward : FeedForwardConfig
{
    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) =>
        new GatedNetwork(plan, InnerWidth(plan.Model.Width), Activation.Silu);

    /// <summary>About two thirds of the plain width: the width whose parameter count is closest to the plain network's.</summary>
    public override int InnerWidth(int width) => Math.Max(1, (int)Math.Round((PlainParameters(width) - width) / (3.0 * width + 2)));

    /// <inheritdoc/>
    public override long ParameterCount(int width) => (3L * width + 2) * InnerWidth(width) + width;

    /// <inheritdoc/>
    public override double FlopsPerToken(int width) => 6.0 * width * InnerWidth(width);
}
