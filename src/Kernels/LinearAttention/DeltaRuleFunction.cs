using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Inputs of the delta rule (delta.cpp). The state may be absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct DeltaRuleInputs
    {
        internal NativeTensor Q,
            K,
            V,
            Beta,
            State;
        internal long Chunk;
    }

    /// <summary>Outputs of the forward pass.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct DeltaRuleOutputs
    {
        internal NativeTensor Output,
            State,
            Kept;
    }

    /// <summary>The gradients of the inputs; the state's may be absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct DeltaRuleGradients
    {
        internal NativeTensor Q,
            K,
            V,
            Beta,
            State;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_delta_rule_kept(in DeltaRuleInputs inputs, out long count);

    [LibraryImport(Library)]
    internal static partial nint workbench_delta_rule(in DeltaRuleInputs inputs, in DeltaRuleOutputs outputs);

    [LibraryImport(Library)]
    internal static partial nint workbench_delta_rule_backward(
        in DeltaRuleInputs inputs,
        in NativeTensor kept,
        in NativeTensor outputGradient,
        in NativeTensor stateGradient,
        in DeltaRuleGradients gradients
    );
}

/// <summary>The chunk, and whether the state is an output too.</summary>
internal sealed record DeltaRuleCall(long Chunk, bool Moves);

/// <summary>
/// The delta rule as one autograd function. Inputs: q, k, v, beta, state; outputs: the output, and the new state if requested.
/// </summary>
internal sealed class DeltaRuleFunction : KernelFunction<DeltaRuleFunction, DeltaRuleCall>
{
    // Indices of the inputs, followed by the index of the additionally saved tensor.
    private const int Q = 0,
        K = 1,
        V = 2,
        Beta = 3,
        State = 4,
        InputCount = 5,
        Kept = 5;

    internal static (Tensor Output, Tensor? State) Run(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? state, DeltaRuleCall call)
    {
        var outputs = Run(call, [q, k, v, beta, state]);
        return (outputs[0], call.Moves ? outputs[1] : null);
    }

    protected override Tensor[] Forward(DeltaRuleCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var (q, k, v) = (inputs[Q]!, inputs[K]!, inputs[V]!);
        var isEmpty = IsEmpty(q, v);
        long[] shape = [k.shape[0], k.shape[1], k.shape[3], v.shape[3]]; // [G, B, F, K]
        var output = LinearLayout.Output(q, v); // [G, R, B, T, K]
        var state =
            !call.Moves ? null
            : !isEmpty ? empty(shape)
            : inputs[State]?.clone() ?? zeros(shape);
        Tensor? kept = null;
        if (!isEmpty)
        {
            using Operand queries = Operand.Rows(q),
                keys = Operand.Rows(k),
                values = Operand.Rows(v);
            using var first = Operand.Contiguous(inputs[State]);
            var native = Inputs(call, queries, keys, values, inputs[Beta]!, first);
            if (keep is not null)
            {
                NativeMethods.Check(NativeMethods.workbench_delta_rule_kept(native, out var count));
                if (count > 0)
                    kept = empty(count);
            }
            NativeMethods.Check(
                NativeMethods.workbench_delta_rule(
                    native,
                    new()
                    {
                        Output = NativeTensor.Of(output),
                        State = NativeTensor.Of(state),
                        Kept = NativeTensor.Of(kept),
                    }
                )
            );
            GC.KeepAlive(inputs);
        }
        keep?.AddRange([.. inputs, kept]);
        return state is null ? [output] : [output, state];
    }

    protected override Tensor?[] Gradients(DeltaRuleCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (q, k, v, beta, state) = (kept[Q]!, kept[K]!, kept[V]!, kept[Beta]!, kept[State]);
        var ofState = given.ElementAtOrDefault(1);
        if (IsEmpty(q, v))
        {
            Tensor?[] passed = [.. kept.Take(State).Select((x, i) => wanted[i] ? zeros_like(x!) : null)];
            return [.. passed, wanted[State] ? ofState?.alias() ?? zeros_like(state!) : null];
        }
        using var unused = given[0] is null ? zeros([.. q.shape[..4], v.shape[3]]) : null; // [G, R, B, T, K]
        using Operand outputGradient = Operand.Rows(given[0] ?? unused),
            stateGradient = Operand.Contiguous(ofState);
        using Operand queries = Operand.Rows(q),
            keys = Operand.Rows(k),
            values = Operand.Rows(v),
            first = Operand.Contiguous(state);
        Tensor?[] made =
        [
            LinearLayout.Rows(q),
            LinearLayout.Rows(k),
            LinearLayout.Rows(v),
            empty_like(beta),
            state is null ? null : empty(state.shape),
        ];
        NativeMethods.Check(
            NativeMethods.workbench_delta_rule_backward(
                Inputs(call, queries, keys, values, beta, first),
                NativeTensor.Of(kept[Kept]),
                outputGradient.Native,
                stateGradient.Native,
                new()
                {
                    Q = NativeTensor.Of(made[Q]),
                    K = NativeTensor.Of(made[K]),
                    V = NativeTensor.Of(made[V]),
                    Beta = NativeTensor.Of(made[Beta]),
                    State = NativeTensor.Of(made[State]),
                }
            )
        );
        GC.KeepAlive((kept, made));
        return [.. made.Select((one, i) => LinearLayout.Wanted(one, wanted[i]))];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(DeltaRuleCall call, Tensor?[] kept, Tensor?[] given)
    {
        var (output, state) = DeltaRule.Composite(kept[Q]!, kept[K]!, kept[V]!, kept[Beta]!, kept[State]);
        if (call.Moves)
            return ([output, state], kept[..InputCount]);
        state.Dispose();
        return ([output], kept[..InputCount]);
    }

    private static bool IsEmpty(Tensor q, Tensor v) => LinearLayout.IsEmpty(q) || v.size(3) == 0;

    private static NativeMethods.DeltaRuleInputs Inputs(
        DeltaRuleCall call,
        in Operand q,
        in Operand k,
        in Operand v,
        Tensor beta,
        in Operand state
    ) =>
        new()
        {
            Q = q.Native,
            K = k.Native,
            V = v.Native,
            Beta = NativeTensor.Of(beta),
            State = state.Native,
            Chunk = call.Chunk,
        };
}
