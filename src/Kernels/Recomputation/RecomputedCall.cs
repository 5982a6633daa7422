using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>One call of a recomputed function, and its backward pass.</summary>
/// <param name="name">The function's name.</param>
/// <param name="function">The function.</param>
/// <param name="weights">The parameters that require a gradient, each once.</param>
internal sealed class RecomputedCall(string name, RecomputedFunction function, Tensor[] weights)
{
    private static readonly ConditionalWeakTable<nn.Module, object> Checked = [];

    private readonly ProductPrecision _precision = MixedPrecision.Current;
    private ComputationState _before = ComputationState.None;

    /// <summary>The backward pass of every call.</summary>
    internal static IBackward Backward { get; } = new BackwardPass();

    private int WeightCount => weights.Length;

    /// <summary>Computes the outputs. Records what the function itself would record, because libtorch chooses some operators (the products
    /// of <c>matmul</c>) by what requires a gradient; the record is freed at the end.</summary>
    /// <returns>The outputs, and the tensors to keep besides inputs and outputs.</returns>
    internal (Tensor[] Outputs, IReadOnlyList<Tensor> Kept) First(IReadOnlyList<Tensor> inputs, IReadOnlyList<nn.Module> modules)
    {
        using var scope = NewDisposeScope();
        var before = ComputationState.Of(modules);
        var outputs = function([.. inputs.Select(static one => one.detach().requires_grad_(one.requires_grad))], false);
        _before = before.Changed();
        if (modules.Count == 0 || Checked.TryAdd(modules[0], Checked))
            CheckInputs(inputs);
        return (
            [.. outputs.Select(static one => one.detach().MoveToOuterDisposeScope())],
            [.. _before.Tensors.Select(static one => one.DetachFromDisposeScope())]
        );
    }

    // Once per module. Where no known tensor requires a gradient, an output that does depends on an unknown one, whose gradient would be
    // lost.
    private void CheckInputs(IReadOnlyList<Tensor> inputs)
    {
        using var scope = NewDisposeScope();
        using var state = _before.Restore();
        IReadOnlyList<Tensor> outputs;
        Require(false);
        try
        {
            outputs = function([.. inputs.Select(static one => one.detach())], true);
        }
        finally
        {
            Require(true);
        }
        if (outputs.Any(static one => one.requires_grad))
            throw new RecomputationException(
                "a recomputed function uses no differentiable tensor besides its inputs and the parameters of its modules",
                name
            );
    }

    private void Require(bool gradient)
    {
        foreach (var weight in weights)
            weight.requires_grad = gradient;
    }

    private Tensor?[] Gradients(Tensor[] inputs, Tensor[] outputs, Tensor?[] given, bool[] wanted)
    {
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(_precision);
        // Until the end: what the second computation has saved for its gradients must not change.
        using var state = _before.Restore();
        var gates = inputs.Select((one, i) => new GradientGate(one, wanted[i])).ToArray();
        IReadOnlyList<Tensor> again;
        using (enable_grad())
            again = function([.. gates.Select(static one => one.Output)], true);
        if (again.Count != outputs.Length || !again.Zip(outputs).All(static pair => SameBits(pair.First, pair.Second)))
            throw new RecomputationException("a recomputed function gives the same values when it is computed again", name);
        var before = weights.Select(static one => one.grad).ToArray();
        SetGradients(new Tensor?[weights.Length]);
        try
        {
            Differentiate(again, given);
            return [.. gates.Select(static one => one.Take()), .. weights.Select(static one => one.grad?.DetachFromDisposeScope())];
        }
        finally
        {
            SetGradients(before);
            KernelGraphs.ReleaseReturned();
        }
    }

    private void SetGradients(Tensor?[] gradients)
    {
        for (var i = 0; i < weights.Length; i++)
            weights[i].grad = gradients[i];
    }

    // Gradients go to the leaves' grad: an error in autograd.grad would end the process, one in backward is an exception.
    private static void Differentiate(IReadOnlyList<Tensor> outputs, Tensor?[] given)
    {
        var used = Enumerable.Range(0, outputs.Count).Where(i => given[i] is not null && outputs[i].requires_grad).ToArray();
        if (used.Length == 0)
            return;
        try
        {
            var differentiable = is_grad_enabled();
            autograd.backward(
                [.. used.Select(i => outputs[i])],
                [.. used.Select(i => given[i]!)],
                retain_graph: differentiable,
                create_graph: differentiable
            );
        }
        catch (ExternalException) when (BackwardFailure.Take() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private static bool SameBits(Tensor one, Tensor other)
    {
        if (one.dtype != other.dtype || !one.Sizes().AsSpan().SequenceEqual(other.Sizes()))
            return false;
        if (one.device_type == DeviceType.CPU && one.is_contiguous() && other.is_contiguous())
            return one.bytes.SequenceEqual(other.bytes);
        using var scope = NewDisposeScope();
        return one.eq(other).logical_or(one.ne(one).logical_and(other.ne(other))).all().item<bool>();
    }

    private sealed class BackwardPass : IBackward
    {
        Tensor?[] IBackward.Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
        {
            var recomputed = (RecomputedCall)call;
            var inputs = wanted.Length - recomputed.WeightCount;
            return recomputed.Gradients(kept[..inputs]!, kept[inputs..(inputs + given.Length)]!, given, wanted);
        }
    }
}
