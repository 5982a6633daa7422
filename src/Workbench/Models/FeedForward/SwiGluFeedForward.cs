using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>(swish(x W + b) * (x V + c)) W2 + b2 with swish(x) = x sigmoid(x). Shazeer 2020, equation 6.</summary>
public sealed record SwiGluFeedForward : GatedFeedForward
{
    private protected override Activation Function => Activation.Silu;
}
