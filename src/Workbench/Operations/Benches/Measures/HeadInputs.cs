using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>A linear head under cross-entropy with a large vocabulary: loss and gradients.</summary>
internal static class HeadInputs
{
    public const int Rows = 1024, Width = 256, Vocabulary = 32768;

    public static Work BothWays(int rows, int vocabulary)
    {
        var (x, weight) = (Work.Leaf("x", rows, Width), Work.Leaf("weight", vocabulary, Width));
        using (no_grad())
            weight.mul_(0.02);
        var targets = arange(rows) * 31 % vocabulary; // [N]
        return new(() => autograd.grad([Head.linear_cross_entropy(x, weight, targets)], [x, weight]), x, weight, targets);
    }

    /// <summary>Three products: logits, and the gradients of x and of the weight.</summary>
    public static double Flops => 3 * 2.0 * Rows * Width * Vocabulary;
}
