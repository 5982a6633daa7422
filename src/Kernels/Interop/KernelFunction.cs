using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A step of autograd that a native kernel computes: a custom function, with what TorchSharp's leave open settled in one place. Nothing is
/// recorded where nobody wants a gradient; no exception leaves the backward pass, which has native frames below it; no handle outlives its
/// use; a gradient that is to be differentiated again is computed by plain operators.
/// </summary>
/// <typeparam name="TSelf">The kernel's function.</typeparam>
/// <typeparam name="TCall">What a call is made of beside its tensors. An immutable record.</typeparam>
internal abstract class KernelFunction<TSelf, TCall> : IBackward
    where TSelf : KernelFunction<TSelf, TCall>, new()
    where TCall : class
{
    private static readonly TSelf Self = new();

    /// <summary>Computes the outputs, recorded for the backward pass where an input requires a gradient.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="inputs">What is differentiated, in the order in which <see cref="Gradients"/> answers; null for what is not
    /// there.</param>
    protected static Tensor[] Run(TCall call, params Tensor?[] inputs)
    {
        if (!is_grad_enabled() || !Array.Exists(inputs, static input => input is { requires_grad: true }))
            return Self.Forward(call, inputs, null);
        KernelGraphs.Made();
        using var views = new WeightViews(inputs, Self.Weights(call));
        var node = AutogradNode.Begin(Self, call, inputs);
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

    /// <summary>Computes the outputs, below autograd.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="inputs">As they were given.</param>
    /// <param name="keep">
    /// Takes what the backward pass needs: inputs, outputs, and tensors made for it alone (null for what is not there). Null when there
    /// will be no
    /// backward pass.
    /// </param>
    protected abstract Tensor[] Forward(TCall call, Tensor?[] inputs, List<Tensor?>? keep);

    /// <summary>The gradients of the inputs, below autograd.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="kept">What <see cref="Forward"/> kept.</param>
    /// <param name="given">The gradients of the outputs; null where an output is not used. One at least is there.</param>
    /// <param name="wanted">Which inputs require a gradient. What is not wanted need not be made.</param>
    /// <returns>
    /// One for each input, as long as the list of inputs; null where there is none. Never a tensor of <paramref name="kept"/> or
    /// <paramref name="given"/> itself.
    /// </returns>
    protected abstract Tensor?[] Gradients(TCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted);

    /// <summary>
    /// The outputs again by plain operators, and the inputs that they were computed from: for gradients that are differentiated again.
    /// </summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="kept">What <see cref="Forward"/> kept, with its history.</param>
    /// <param name="given">The gradients of the outputs, for their shapes.</param>
    /// <returns>The outputs, and for each input the tensor to differentiate by; null where there is none.</returns>
    protected abstract (Tensor[] Outputs, Tensor?[] Inputs) Plain(TCall call, Tensor?[] kept, Tensor?[] given);

    /// <summary>
    /// Which inputs are large weights: <see cref="Gradients"/> makes a dense gradient of each, in memory that is nobody else's, and the
    /// weight takes it without copying it. Default: none.
    /// </summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    protected virtual ReadOnlySpan<int> Weights(TCall call) => [];

    Tensor?[] IBackward.Backward(object call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        try
        {
            return is_grad_enabled() ? Differentiable((TCall)call, kept, given, wanted) : Gradients((TCall)call, kept, given, wanted);
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"the backward pass of {typeof(TSelf).Name} failed: {failure.Message}", failure);
        }
    }

    private Tensor?[] Differentiable(TCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        // One tensor may be two inputs, or have another in its history (a bias that x was made of, the inputs of a sum that this function
        // made), and the way back would lead through it: as views they are told apart.
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

    // A weight stands in the graph as a view of itself. TorchSharp's handle of a returned gradient is still there when libtorch hands it to
    // the weight, which would therefore copy it; what a view hands on has no other handle, and is taken as it is.
    private readonly ref struct WeightViews : IDisposable
    {
        private readonly List<Tensor> _views = [];

        internal WeightViews(Tensor?[] inputs, ReadOnlySpan<int> weights)
        {
            foreach (var i in weights)
                if (inputs[i] is { requires_grad: true, is_leaf: true } leaf)
                    _views.Add(inputs[i] = leaf.view_as(leaf));
        }

        public void Dispose()
        {
            foreach (var view in _views)
                view.Dispose();
        }
    }
}
