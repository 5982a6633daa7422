using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>
/// What every kernel is held to: float64, its own gradients by finite differences, the same bits at any number of threads.
/// </summary>
internal static class Expect
{
    /// <summary>Equal within a part of the largest expected value.</summary>
    internal static void Close(Tensor exact, Tensor actual, double tolerance, string what)
    {
        Assert.Equal(exact.shape, actual.shape);
        if (exact.numel() == 0)
            return;
        using var scope = NewDisposeScope();
        var (wide, other) = (exact.detach().to(ScalarType.Float64), actual.detach().to(ScalarType.Float64));
        // Infinities must be the same ones; elsewhere they would make every difference NaN.
        Assert.True(wide.isinf().equal(other.isinf()).all().item<bool>(), $"{what}: infinities in other places");
        var finite = wide.isfinite();
        if (!finite.any().item<bool>())
            return;
        var error = (wide - other).masked_select(finite).abs().max().item<double>();
        var scale = Math.Max(wide.masked_select(finite).abs().max().item<double>(), 0.1); // inputs are of order 1: a gradient that cancels to nothing keeps their rounding
        Assert.True(error <= tolerance * scale, $"{what}: off by {error:G3} at scale {scale:G3}, allowed {tolerance * scale:G3}"); // NaN fails too
    }

    /// <summary>
    /// The kernel in float32 gives the values and the gradients (of a random weighting of its outputs) that the plain operators give in
    /// float64.
    /// </summary>
    /// <param name="kernel">Inputs to outputs, by the kernel.</param>
    /// <param name="plain">The same by plain operators.</param>
    /// <param name="inputs">float32; those that require a gradient get one.</param>
    /// <param name="tolerance">A part of the largest value.</param>
    /// <param name="what">For the message.</param>
    internal static void ValuesAndGradients(
        Func<Tensor[], Tensor[]> kernel,
        Func<Tensor[], Tensor[]> plain,
        Tensor[] inputs,
        double tolerance,
        string what
    )
    {
        using var scope = NewDisposeScope();
        var (values, gradients) = Run(kernel, inputs, ScalarType.Float32);
        var (exactValues, exactGradients) = Run(plain, inputs, ScalarType.Float64);
        Assert.Equal(exactValues.Length, values.Length);
        for (var i = 0; i < values.Length; i++)
            Close(exactValues[i], values[i], tolerance, $"{what}: output {i}");
        for (var i = 0; i < gradients.Length; i++)
        {
            Assert.Equal(exactGradients[i] is null, gradients[i] is null);
            if (exactGradients[i] is { } exact)
                Close(exact, gradients[i]!, tolerance, $"{what}: gradient of input {i}");
        }
    }

    private static (Tensor[] Values, Tensor?[] Gradients) Run(Func<Tensor[], Tensor[]> compute, Tensor[] inputs, ScalarType dtype)
    {
        var leaves = inputs.Select(input => Leaf(input, dtype)).ToArray();
        var values = compute(leaves);
        if (!inputs.Any(input => input.requires_grad))
            return (values, []);
        Weighted(values).backward();
        return (values, [.. leaves.Select(leaf => leaf.grad)]);
    }

    private static Tensor Leaf(Tensor input, ScalarType dtype)
    {
        // clone keeps the strides of a dense tensor; an expanded or sliced one is laid out anew, so it is copied into its like.
        var leaf = input.is_floating_point() ? input.detach().to(dtype) : input.detach().clone();
        return input.requires_grad ? leaf.requires_grad_() : leaf;
    }

    // A fixed random weighting of all outputs: one scalar whose gradient reaches every element.
    private static Tensor Weighted(Tensor[] values) =>
        values
            .Select(
                (value, i) =>
                    (
                        value.to(ScalarType.Float64)
                        * Philox.normal(value.shape, RandomStream.Named(7, "weighting", i), dtype: ScalarType.Float64)
                    ).sum()
            )
            .Aggregate((a, b) => a + b);

    /// <summary>
    /// The kernel's gradient along random directions is what finite differences of the kernel itself give (float32: to about a percent).
    /// </summary>
    internal static void FiniteDifferences(Func<Tensor[], Tensor[]> kernel, Tensor[] inputs, double step, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        var (_, gradients) = Run(kernel, inputs, ScalarType.Float32);
        for (var i = 0; i < inputs.Length; i++)
        {
            if (!inputs[i].requires_grad)
                continue;
            var direction = Philox.normal(inputs[i].shape, RandomStream.Named(8, "direction", i));
            var along = (gradients[i]!.to(ScalarType.Float64) * direction).sum().item<double>();
            var scale = gradients[i]!.to(ScalarType.Float64).norm().item<double>();
            var measured = (At(i, direction * step) - At(i, direction * -step)) / (2 * step);
            Assert.True(
                Math.Abs(measured - along) <= tolerance * Math.Max(scale, 1e-3),
                $"{what}: input {i} changes by {measured:G6}, its gradient says {along:G6}"
            );
        }

        double At(int moved, Tensor by)
        {
            using var guard = no_grad();
            return Weighted(kernel([.. inputs.Select((input, i) => i == moved ? input.detach() + by : input.detach())])).item<double>();
        }
    }

    /// <summary>The same bits on one, two and three threads.</summary>
    internal static void SameBitsOnAnyThreads(Func<Tensor[]> compute, string what)
    {
        var before = get_num_threads();
        try
        {
            set_num_threads(1);
            var alone = compute();
            foreach (var threads in new[] { 2, 3 })
            {
                set_num_threads(threads);
                foreach (var (one, other) in alone.Zip(compute()))
                    Assert.True(one.contiguous().bytes.SequenceEqual(other.contiguous().bytes), $"{what} on {threads} threads");
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    /// <summary>The gradients, by all inputs, of the squares of the gradients of a fixed weighting of the output's squares.</summary>
    internal static Tensor[] SecondGradients(Func<Tensor[], Tensor> compute, Tensor[] inputs)
    {
        var first = autograd.grad([Weighted([compute(inputs).square()])], inputs, retain_graph: true, create_graph: true);
        return [.. autograd.grad([first.Select(one => one.square().sum()).Aggregate((a, b) => a + b)], inputs)];
    }

    /// <summary>The same numbers as leaves in float64.</summary>
    internal static Tensor[] Doubled(Tensor[] inputs) =>
        [.. inputs.Select(input => input.detach().to(ScalarType.Float64).requires_grad_(input.requires_grad))];

    /// <summary>How many tensors there are, without those that other tests have left to the garbage collector.</summary>
    internal static long LiveTensors()
    {
        KernelGraphs.ReleaseReturned();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    /// <summary>A step, its gradients let go, holds no tensor that was not there before.</summary>
    /// <param name="step">Forward and backward, in a dispose scope.</param>
    /// <param name="release">Lets the gradients go.</param>
    internal static void NoLiveHandles(Action step, Action release)
    {
        for (var round = 0; round < 3; round++)
        {
            var before = LiveTensors();
            using (NewDisposeScope())
                step();
            release();
            KernelGraphs.ReleaseReturned();
            Assert.Equal(before, Tensor.TotalCount);
        }
    }

    /// <inheritdoc cref="NoLiveHandles"/>
    internal static void NoHandleLeft(Action step, Tensor[] leaves)
    {
        Release();
        NoLiveHandles(step, Release);

        void Release()
        {
            foreach (var leaf in leaves)
                leaf.grad = null;
        }
    }
}
