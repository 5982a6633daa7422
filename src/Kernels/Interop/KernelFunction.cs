using System.Diagnostics.CodeAnalysis;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A step of autograd that a native kernel computes: TorchSharp's custom function, with what it leaves open settled in one place. Nothing is recorded
/// where nobody wants a gradient; no exception leaves the backward pass, which has native frames below it; no handle outlives its use; a gradient
/// that is to be differentiated again is computed by plain operators.
/// </summary>
/// <typeparam name="TSelf">The kernel's function.</typeparam>
/// <typeparam name="TCall">What a call is made of beside its tensors. An immutable record.</typeparam>
internal abstract class KernelFunction<TSelf, TCall> : autograd.MultiTensorFunction<TSelf>
    where TSelf : KernelFunction<TSelf, TCall>, new()
    where TCall : class
{
    private const string CallKey = "call";
    private static readonly TSelf Self = new();

    /// <summary>Computes the outputs, recorded for the backward pass where an input requires a gradient.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="inputs">What is differentiated, in the order in which <see cref="Gradients"/> answers; null for what is not there.</param>
    protected static Tensor[] Run(TCall call, params Tensor?[] inputs)
    {
        if (!is_grad_enabled() || !Array.Exists(inputs, static input => input is { requires_grad: true }))
            return Self.Forward(call, inputs, null);
        KernelGraphs.Made();
        var state = new State(call, inputs);
        List<Tensor> outputs;
        try
        {
            outputs = apply([.. inputs, state]);
        }
        finally
        {
            // The recorded outputs and what is kept have handles of their own.
            foreach (var raw in state.Raw) raw.Dispose();
        }
        return [.. outputs];
    }

    /// <summary>Computes the outputs, below autograd.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="inputs">As they were given.</param>
    /// <param name="keep">
    /// Takes what the backward pass needs: inputs, outputs, and tensors made for it alone (null for what is not there). Null when there will be no
    /// backward pass.
    /// </param>
    protected abstract Tensor[] Forward(TCall call, Tensor?[] inputs, List<Tensor?>? keep);

    /// <summary>The gradients of the inputs, below autograd.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="kept">What <see cref="Forward"/> kept.</param>
    /// <param name="given">The gradients of the outputs; null where an output is not used. One at least is there.</param>
    /// <param name="wanted">Which inputs require a gradient. What is not wanted need not be made.</param>
    /// <returns>One for each input, as long as the list of inputs; null where there is none. Never a tensor of <paramref name="kept"/> or <paramref name="given"/> itself.</returns>
    protected abstract Tensor?[] Gradients(TCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted);

    /// <summary>The outputs again by plain operators, and the inputs that they were computed from: for gradients that are differentiated again.</summary>
    /// <param name="call">What the call is made of beside its tensors.</param>
    /// <param name="kept">What <see cref="Forward"/> kept, with its history.</param>
    /// <param name="given">The gradients of the outputs, for their shapes.</param>
    /// <returns>The outputs, and for each input the tensor to differentiate by; null where there is none.</returns>
    protected abstract (Tensor[] Outputs, Tensor?[] Inputs) Plain(TCall call, Tensor?[] kept, Tensor?[] given);

    /// <summary>A tensor that the native library will write: float32 on the CPU, whatever the process's defaults are.</summary>
    /// <param name="shape">Its sizes.</param>
    protected static Tensor New(params long[] shape) => empty(shape, ScalarType.Float32, CPU);

    /// <inheritdoc/>
    public sealed override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var state = (State)vars[^1];
        ctx.set_materialize_grads(false);
        ctx.save_data(CallKey, state.Kept());
        var keep = new List<Tensor?>();
        var outputs = Forward(state.Call, state.Inputs, keep);
        ctx.save_for_backward(keep!);
        state.Raw.AddRange(outputs);
        state.Raw.AddRange(keep.Where(tensor => tensor is not null && !Array.Exists(state.Inputs, input => ReferenceEquals(input, tensor)))!);
        state.Clear();
        return [.. outputs];
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "An exception that leaves this method ends the process.")]
    public sealed override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        KernelGraphs.ReleaseReturned();
        var state = (State)ctx.get_data(CallKey);
        List<Tensor>? kept = null;
        try
        {
            kept = ctx.get_saved_variables();
            var given = grad_outputs.Select(static gradient => gradient is null || gradient.IsInvalid ? null : gradient).ToArray();
            var made = Array.TrueForAll(given, static one => one is null) ? new Tensor?[state.Wanted.Length]
                : is_grad_enabled() ? Differentiable(state, [.. kept], given)
                : Gradients(state.Call, [.. kept], given, state.Wanted);
            KernelGraphs.Return(made);
            return [.. made.Select(static one => one!), null!];
        }
        catch (Exception failure)
        {
            // libtorch refuses a gradient that cannot have this shape, and TorchSharp throws that refusal where backward() was called.
            return [.. state.Wanted.Select(wanted => wanted ? KernelGraphs.Refusal(Name, failure) : null!), null!];
        }
        finally
        {
            foreach (var tensor in kept ?? []) tensor?.Dispose();
            foreach (var gradient in grad_outputs) if (gradient is { IsInvalid: false }) gradient.Dispose();
        }
    }

    /// <inheritdoc/>
    public override string Name => typeof(TSelf).Name;

    private Tensor?[] Differentiable(State state, Tensor?[] kept, Tensor?[] given)
    {
        // One tensor may be two inputs, or have another in its history (a bias that x was made of, the inputs of a sum that this function
        // made), and the way back would lead through it: as views they are told apart.
        Tensor?[] apart = [.. kept.Select(static tensor => tensor is { requires_grad: true } ? tensor.view_as(tensor) : tensor?.alias())];
        var (outputs, inputs) = Plain(state.Call, apart, given);
        var used = Enumerable.Range(0, given.Length).Where(i => given[i] is not null && outputs[i].requires_grad).ToArray();
        var by = Enumerable.Range(0, inputs.Length).Where(i => state.Wanted[i] && inputs[i] is { requires_grad: true }).ToArray();
        var made = new Tensor?[inputs.Length];
        if (used.Length > 0 && by.Length > 0)
        {
            var gradients = autograd.grad([.. used.Select(i => outputs[i])], [.. by.Select(i => inputs[i]!)], [.. used.Select(i => given[i]!)],
                retain_graph: true, create_graph: true, allow_unused: true);
            for (var i = 0; i < by.Length; i++) made[by[i]] = gradients[i] is { IsInvalid: false } gradient ? gradient : null;
        }
        foreach (var tensor in apart) tensor?.Dispose();
        foreach (var output in outputs) output.Dispose();
        return made;
    }

    // What travels from Run to the forward pass, and without its tensors on to the backward pass.
    private sealed class State(TCall call, Tensor?[] inputs)
    {
        internal TCall Call { get; } = call;
        internal Tensor?[] Inputs { get; private set; } = inputs;
        internal bool[] Wanted { get; private init; } = [.. inputs.Select(static input => input is { requires_grad: true })];
        internal List<Tensor> Raw { get; } = [];

        internal State Kept() => new(Call, []) { Wanted = Wanted };

        internal void Clear() => Inputs = [];
    }
}
