using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>gelu(x W1 + b1) W2 + b2 with the exact gelu(x) = x Phi(x). Hendrycks and Gimpel 2016.</summary>
public sealed record GeluFeedForward : FeedForwardConfig
{
    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) =>
        new PlainNetwork(plan, InnerWidth(plan.Model.Width), Activation.Gelu);
}
