using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>(gelu(x W + b) * (x V + c)) W2 + b2 with the exact gelu. Shazeer 2020, equation 6.</summary>
public sealed record GeGluFeedForward : GatedFeedForward
{
    private protected override Activation Function => Activation.Gelu;
}
