using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>((x W + b) * (x V + c)) W2 + b2, without a nonlinear gate. Shazeer 2020, equation 4.</summary>
public sealed record BilinearFeedForward : GatedFeedForward
{
    private protected override Activation Function => Activation.Identity;
}
