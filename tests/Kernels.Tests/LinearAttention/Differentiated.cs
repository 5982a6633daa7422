using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>A step of autograd, beside its gradients: second gradients, gradients of single outputs, no handle left behind.</summary>
internal static class Differentiated
{
    /// <summary>The gradient of the squared gradients, beside that of plain operators in float64.</summary>
    internal static void Twice(
        Func<Tensor[], Tensor[]> kernel,
        Func<Tensor[], Tensor[]> plain,
        Tensor[] inputs,
        double tolerance,
        string what
    )
    {
        using var scope = NewDisposeScope();
        var (actual, exact) = (Second(kernel, inputs, ScalarType.Float32), Second(plain, inputs, ScalarType.Float64));
        for (var i = 0; i < exact.Length; i++)
            Expect.Close(exact[i], actual[i], tolerance, $"{what}: second gradient of input {i}");

        static Tensor[] Second(Func<Tensor[], Tensor[]> compute, Tensor[] inputs, ScalarType dtype)
        {
            var leaves = Leaves(inputs, dtype);
            Tensor[] by = [.. leaves.Where(leaf => leaf.requires_grad)];
            var first = autograd.grad([Sum(compute(leaves))], by, retain_graph: true, create_graph: true);
            first.Select(gradient => gradient.square().sum()).Aggregate((a, b) => a + b).backward();
            return [.. by.Select(Gradient)];
        }
    }

    /// <summary>
    /// The gradients of each output alone, as the others go unused; an input that one output does not depend on may have none or zeros.
    /// </summary>
    internal static void FromEachOutput(
        Func<Tensor[], Tensor[]> kernel,
        Func<Tensor[], Tensor[]> plain,
        Tensor[] inputs,
        double tolerance,
        string what
    )
    {
        for (var output = 0; ; output++)
        {
            using var scope = NewDisposeScope();
            var (actual, exact) = (Leaves(inputs, ScalarType.Float32), Leaves(inputs, ScalarType.Float64));
            var outputs = kernel(actual);
            if (output == outputs.Length)
                return;
            outputs[output].square().sum().backward();
            plain(exact)[output].square().sum().backward();
            for (var i = 0; i < inputs.Length; i++)
            {
                if (!inputs[i].requires_grad)
                    continue;
                Expect.Close(Gradient(exact[i]), Gradient(actual[i]), tolerance, $"{what}: input {i} by output {output}");
            }
        }
    }

    /// <summary>After a forward and a backward pass, and a forward pass without gradients, there are as many tensors as before.</summary>
    internal static void LeavesNothing(Func<Tensor[], Tensor[]> compute, Tensor[] inputs, string what)
    {
        Step();
        var before = Expect.LiveTensors();
        Step();
        Assert.True(before == Tensor.TotalCount, $"{what}: {Tensor.TotalCount - before} more tensors after a step");

        void Step()
        {
            using (NewDisposeScope())
            {
                var leaves = Leaves(inputs, ScalarType.Float32);
                Sum(compute(leaves)).backward();
                using (no_grad())
                    compute(leaves);
            }
            KernelGraphs.ReleaseReturned();
        }
    }

    private static Tensor[] Leaves(Tensor[] inputs, ScalarType dtype) =>
        [.. inputs.Select(input => input.detach().to(dtype, copy: true).requires_grad_(input.requires_grad))];

    private static Tensor Gradient(Tensor leaf) => leaf.grad ?? zeros_like(leaf);

    private static Tensor Sum(Tensor[] outputs) => outputs.Select(output => output.square().sum()).Aggregate((a, b) => a + b);
}
