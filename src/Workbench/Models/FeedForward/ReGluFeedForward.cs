using Workbench.Kernels;

namespace Workbench.Models.FeedForward;

/// <summary>(relu(x W + b) * (x V + c)) W2 + b2. Shazeer 2020, equation 6.</summary>
public sealed record ReGluFeedForward : GatedFeedForward
{
    private protected override Activation Function => Activation.Relu;
}
