using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Benches;

/// <summary>Work that is ready to be timed, and the tensors that it holds.</summary>
/// <param name="run">Does it once and gives what it computed. All tensors that it makes belong to a scope that the caller opens.</param>
/// <param name="held">What is freed at the end.</param>
internal sealed class Workload(Func<IReadOnlyList<Tensor>> run, params IReadOnlyList<IDisposable> held) : IDisposable
{
    public Workload(Action run, params IReadOnlyList<IDisposable> held)
        : this(
            () =>
            {
                run();
                return [];
            },
            held
        ) { }

    /// <summary>Does it once.</summary>
    public IReadOnlyList<Tensor> Run() => run();

    /// <summary>What must be done before each run and is not timed. Default: nothing.</summary>
    public Action Before { get; init; } = () => { };

    public void Dispose()
    {
        foreach (var one in held)
            one.Dispose();
    }

    /// <summary>Forward, and backward to the leaves under a fixed weighting of the output. Gives the gradients.</summary>
    /// <param name="forward">Makes the output.</param>
    /// <param name="leaves">What gets gradients; freed at the end.</param>
    /// <param name="held">What else is freed at the end.</param>
    public static Workload ForwardBackward(Func<Tensor> forward, IReadOnlyList<Tensor> leaves, params IReadOnlyList<Tensor> held) =>
        ForwardBackward(forward, leaves, ScalarType.Float32, held);

    /// <summary>The same where the output has another type.</summary>
    /// <param name="forward">Makes the output.</param>
    /// <param name="leaves">What gets gradients; freed at the end.</param>
    /// <param name="dtype">The output's type.</param>
    /// <param name="held">What else is freed at the end.</param>
    public static Workload ForwardBackward(
        Func<Tensor> forward,
        IReadOnlyList<Tensor> leaves,
        ScalarType dtype,
        params IReadOnlyList<Tensor> held
    )
    {
        var weights = Weighting(forward, dtype);
        Tensor[] inputs = [.. leaves];
        return new(() => autograd.grad([forward()], inputs, [weights]), [weights, .. leaves, .. held]);
    }

    /// <summary>A leaf of normal numbers, the same for the same name and shape.</summary>
    public static Tensor Leaf(string name, params ReadOnlySpan<long> shape) =>
        Philox.normal(shape, RandomStream.Named(0, $"bench/{name}")).requires_grad_();

    private static Tensor Weighting(Func<Tensor> forward, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        return Philox.normal(forward().shape, RandomStream.Named(0, "bench/weights")).to(dtype).DetachFromDisposeScope();
    }
}
