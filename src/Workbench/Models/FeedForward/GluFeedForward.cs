using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>(sigmoid(x W + b) * (x V + c)) W2 + b2. Dauphin et al. 2017; Shazeer 2020, equation 4.</summary>
public sealed record GluFeedForward : GatedFeedForward
{
    private protected override Activation Function => Activation.Sigmoid;
}
