using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>relu(x W1 + b1) W2 + b2. Vaswani et al. 2017.</summary>
public sealed record ReluFeedForward : PlainFeedForward
{
    private protected override Activation Function => Activation.Relu;
}
