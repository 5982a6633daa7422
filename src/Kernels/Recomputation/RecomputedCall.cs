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
    private readonly ProductPrecision _precision = MixedPrecision.Current;
    private ComputationState _before = ComputationState.None;

    /// <summary>The backward pass of every call.</summary>
    internal static IBackward Backward { get; } = new BackwardPass();

    private int WeightCount => weights.Length;

    /// <summary>Computes the outputs without recording anything.</summary>
    /// <returns>The outputs, and the tensors to keep besides inputs and outputs.</returns>
    internal (Tensor[] Outputs, IReadOnlyList<Tensor> Kept) First(IReadOnlyList<Tensor> inputs, IReadOnlyList<nn.Module> modules)
    {
        using var scope = NewDisposeScope();
        var before = ComputationState.Of(modules);
        Tensor[] apart = [.. inputs.Select(static one => one.detach())];
        IReadOnlyList<Tensor> outputs;
        // Recording stays on, but no known tensor requires a gradient. An output that does depends on an unknown one, whose gradient would
        // be lost.
        Require(false);
        try
        {
            outputs = function(apart, false);
        }
        finally
        {
            Require(true);
        }
        if (outputs.Any(static one => one.requires_grad))
            throw Broken("a recomputed function uses no differentiable tensor besides its inputs and the parameters of its modules");
        _before = before.Changed();
        // The outputs of a node are tensors of its own; the function may have returned an input, or one tensor twice.
        HashSet<nint> taken = [0, .. apart.Select(Memory)];
        Tensor[] own = [.. outputs.Select(one => (taken.Add(Memory(one)) ? one : one.clone()).MoveToOuterDisposeScope())];
        return (own, [.. _before.Tensors.Select(static one => one.DetachFromDisposeScope())]);
    }

    private RecomputationException Broken(string rule) => new(rule, name);

    private void Require(bool gradient)
    {
        foreach (var weight in weights)
            weight.requires_grad = gradient;
    }

    private Tensor?[] Gradients(Tensor[] inputs, Tensor[] outputs, Tensor?[] given, bool[] wanted)
    {
        using var scope = NewDisposeScope();
        Tensor[] leaves = [.. inputs.Select((one, i) => one.detach().requires_grad_(wanted[i]))];
        var again = Again(leaves);
        if (again.Count != outputs.Length || !again.Zip(outputs).All(static pair => SameBits(pair.First, pair.Second)))
            throw Broken("a recomputed function gives the same values when it is computed again");
        var used = Enumerable.Range(0, outputs.Length).Where(i => given[i] is not null && again[i].requires_grad).ToArray();
        Tensor[] sources = [.. leaves, .. weights];
        var by = Enumerable.Range(0, sources.Length).Where(i => wanted[i]).ToArray();
        var made = new Tensor?[sources.Length];
        if (used.Length == 0 || by.Length == 0)
            return made;
        var gradients = Differentiated([.. used.Select(i => again[i])], [.. by.Select(i => sources[i])], [.. used.Select(i => given[i]!)]);
        KernelGraphs.ReleaseReturned();
        // A weight takes its gradient without a copy, so no two tensors may share one.
        HashSet<nint> taken = [0, .. used.Select(i => Memory(given[i]!))];
        for (var i = 0; i < by.Length; i++)
            if (gradients[i] is { IsInvalid: false } gradient)
                made[by[i]] = (taken.Add(Memory(gradient)) ? gradient : gradient.clone()).DetachFromDisposeScope();
        return made;
    }

    private IReadOnlyList<Tensor> Again(Tensor[] inputs)
    {
        using var precision = MixedPrecision.Use(_precision);
        using var recorded = enable_grad();
        using var state = _before.Restore();
        return function(inputs, true);
    }

    private static IList<Tensor> Differentiated(Tensor[] outputs, Tensor[] inputs, Tensor[] given)
    {
        try
        {
            return autograd.grad(outputs, inputs, given, allow_unused: true);
        }
        catch (ExternalException) when (BackwardFailure.Take() is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    // 0 where unknown.
    private static unsafe nint Memory(Tensor tensor)
    {
        void* start = null;
        if (TorchAbi.DataPointer != null)
            TorchAbi.Check(TorchAbi.DataPointer(tensor.Handle, &start));
        return (nint)start;
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
            if (is_grad_enabled())
                throw recomputed.Broken("gradients through a recomputed function cannot be differentiated again");
            var inputs = wanted.Length - recomputed.WeightCount;
            return recomputed.Gradients(kept[..inputs]!, kept[inputs..(inputs + given.Length)]!, given, wanted);
        }
    }
}
