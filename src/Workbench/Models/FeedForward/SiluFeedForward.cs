using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>silu(x W1 + b1) W2 + b2 with silu(x) = x sigmoid(x), also called swish. Ramachandran et al. 2017.</summary>
public sealed record SiluFeedForward : PlainFeedForward
{
    private protected override Activation Function => Activation.Silu;
}
