using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Base class of autograd functions computed by native kernels. Records a node only if an input requires a gradient; lets no exception
/// escape from the backward pass, which is called from native code; disposes all handles; and computes gradients with plain operators when
/// they must be differentiable themselves.
/// </summary>
/// <typeparam name="TSelf">The kernel's function.</typeparam>
/// <typeparam name="TCall">The non-tensor arguments of a call. An immutable record.</typeparam>
internal abstract class KernelFunction<TSelf, TCall> : IBackward
    where TSelf : KernelFunction<TSelf, TCall>, new()
    where TCall : class
{
    private static readonly TSelf Self = new();

    /// <summary>Computes the outputs, and records the call for the backward pass if an input requires a gradient.</summary>
    /// <param name="call">The non-tensor arguments.</param>
    /// <param name="inputs">The tensor arguments, in the order of the results of <see cref="Gradients"/>; null for an absent one.</param>
    protected static Tensor[] Run(TCall call, params Tensor?[] inputs)
    {
        if (!is_grad_enabled() || !Array.Exists(inputs, static input => input is { requires_grad: true }))
            return Self.Forward(call, inputs, null);
        KernelGraphs.Made();
        using var views = new WeightViews(inputs, Self.Weights(call));
        var node = AutogradNode.Begin(Self, new RecordedCall(call, MixedPrecision.Current), inputs);
        var ended = false;
        try
        {
            var keep = new List<Tensor?>();
            Tensor[] outputs;
            using (no_grad())
                outputs = Self.Forward(call, inputs, keep);
            var results = node.End(inputs, outputs, keep);
            ended = true;
            return results;
        }
        finally
        {
            if (!ended)
                node.Release();
        }
    }

    /// <summary>Computes the outputs, without autograd.</summary>
    /// <param name="call">The non-tensor arguments.</param>
    /// <param name="inputs">The tensor arguments.</param>
    /// <param name="keep"> Receives the tensors to save for the backward pass: inputs, outputs and intermediate tensors (null for an absent
    /// one). Null when there will be no backward pass.
    /// </param>
    protected abstract Tensor[] Forward(TCall call, Tensor?[] inputs, List<Tensor?>? keep);

    /// <summary>Computes the gradients of the inputs, without autograd.</summary>
    /// <param name="call">The non-tensor arguments.</param>
    /// <param name="kept">The tensors saved by <see cref="Forward"/>.</param>
    /// <param name="given">The gradients of the outputs; null for an unused output. At least one is not null.</param>
    /// <param name="wanted">Which inputs require a gradient; other gradients need not be computed.</param>
    /// <returns> One gradient per input; null for none. Must not contain a tensor of <paramref name="kept"/> or <paramref name="given"/>.
    /// </returns>
    protected abstract Tensor?[] Gradients(TCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted);

    /// <summary>
    /// Recomputes the outputs with plain operators, for gradients that are differentiated again.
    /// </summary>
    /// <param name="call">The non-tensor arguments.</param>
    /// <param name="kept">The tensors saved by <see cref="Forward"/>, with their autograd history.</param>
    /// <param name="given">The gradients of the outputs, for their shapes.</param>
    /// <returns>The outputs, and for each input the tensor to differentiate with respect to; null for none.</returns>
    protected abstract (Tensor[] Outputs, Tensor?[] Inputs) Plain(TCall call, Tensor?[] kept, Tensor?[] given);

    /// <summary>
    /// Indices of inputs that are large weights. <see cref="Gradients"/> must return a dense gradient in unshared memory for each; the
    /// weight then takes the gradient without a copy. Default: none.
    /// </summary>
    /// <param name="call">The non-tensor arguments.</param>
    protected virtual ReadOnlySpan<int> Weights(TCall call) => [];

    Tensor?[] IBackward.Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var recorded = (RecordedCall)call;
        using var precision = MixedPrecision.Use(recorded.Precision);
        try
        {
            return is_grad_enabled() ? Differentiable(recorded.Call, kept, given, wanted) : Gradients(recorded.Call, kept, given, wanted);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"the backward pass of {typeof(TSelf).Name} failed: {failure.Message}", failure);
        }
    }

    // The backward pass has the precision of the forward pass.
    private sealed record RecordedCall(TCall Call, ProductPrecision Precision);

    private Tensor?[] Differentiable(TCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        // One tensor may be two inputs, or be in the history of another one (a bias from which x was computed, the inputs of a sum that
        // this function computed), and differentiation would continue through it. Views keep the inputs distinct.
        Tensor?[] apart = [.. kept.Select(static tensor => tensor is { requires_grad: true } ? tensor.view_as(tensor) : tensor?.alias())];
        var (outputs, inputs) = Plain(call, apart, given);
        var used = Enumerable.Range(0, given.Length).Where(i => given[i] is not null && outputs[i].requires_grad).ToArray();
        var by = Enumerable.Range(0, inputs.Length).Where(i => wanted[i] && inputs[i] is { requires_grad: true }).ToArray();
        var made = new Tensor?[inputs.Length];
        if (used.Length > 0 && by.Length > 0)
        {
            var gradients = autograd.grad(
                [.. used.Select(i => outputs[i])],
                [.. by.Select(i => inputs[i]!)],
                [.. used.Select(i => given[i]!)],
                retain_graph: true,
                create_graph: true,
                allow_unused: true
            );
            for (var i = 0; i < by.Length; i++)
                made[by[i]] = gradients[i] is { IsInvalid: false } gradient ? gradient : null;
        }
        foreach (var tensor in apart)
            tensor?.Dispose();
        foreach (var output in outputs)
            output.Dispose();
        return made;
    }
}
