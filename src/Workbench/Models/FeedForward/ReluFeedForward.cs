using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.FeedForward;

/// <summary>relu(x W1 + b1) W2 + b2. Vaswani et al. 2017.</summary>
public sealed record ReluFeedForward : FeedForwardConfig
{
    /// <inheritdoc/>
    public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) =>
        new PlainNetwork(plan, InnerWidth(plan.Model.Width), Activation.Relu);
}
