using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches;

/// <summary>Our side of a comparison, made ready: what is timed, and the tensors that it works on.</summary>
/// <param name="once">Does it once; tensors that it leaves belong to a scope that the caller opens.</param>
/// <param name="held">What is freed at the end.</param>
internal sealed class Work(Action once, params IReadOnlyList<IDisposable> held) : IDisposable
{
    public Action Once => once;

    public void Dispose()
    {
        foreach (var one in held)
            one.Dispose();
    }

    /// <summary>Forward, and backward to the given leaves under a fixed weighting of the output.</summary>
    /// <param name="forward">The output.</param>
    /// <param name="leaves">What gets gradients; freed at the end.</param>
    /// <param name="held">What else is freed at the end.</param>
    public static Work BothWays(Func<Tensor> forward, IReadOnlyList<Tensor> leaves, params IReadOnlyList<Tensor> held)
    {
        var weights = Weighting(forward);
        Tensor[] inputs = [.. leaves];
        return new(() => autograd.grad([forward()], inputs, [weights]), [weights, .. leaves, .. held]);
    }

    /// <summary>A leaf of normal numbers.</summary>
    public static Tensor Leaf(string name, params ReadOnlySpan<long> shape) =>
        Philox.normal(shape, RandomStream.Named(0, $"bench/{name}")).requires_grad_();

    private static Tensor Weighting(Func<Tensor> forward)
    {
        using var scope = NewDisposeScope();
        return randn_like(forward()).DetachFromDisposeScope();
    }
}
