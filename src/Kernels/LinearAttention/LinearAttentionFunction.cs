using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Inputs of the kernel (run.h). Tensors may be absent; a floor of 0 means no division.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinearAttentionInputs
    {
        internal NativeTensor Q,
            K,
            V,
            U,
            W,
            Before,
            P,
            R,
            Sums,
            Normaliser;
        internal double Floor;
        internal long Chunk,
            Elu;
    }

    /// <summary>Outputs of the forward pass, which are inputs of the backward pass.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinearAttentionOutputs
    {
        internal NativeTensor Output,
            Sums,
            Normaliser,
            Kept;
    }

    /// <summary>The gradients of the inputs that are present.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct LinearAttentionGradients
    {
        internal NativeTensor Q,
            K,
            V,
            U,
            W,
            Before,
            P,
            R,
            Sums,
            Normaliser;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_linear_attention_kept(in LinearAttentionInputs inputs, out long count);

    [LibraryImport(Library)]
    internal static partial nint workbench_linear_attention(in LinearAttentionInputs inputs, in LinearAttentionOutputs outputs);

    [LibraryImport(Library)]
    internal static partial nint workbench_linear_attention_backward(
        in LinearAttentionInputs inputs,
        in LinearAttentionOutputs outputs,
        in NativeTensor outputGradient,
        in NativeTensor sumsGradient,
        in NativeTensor normaliserGradient,
        in LinearAttentionGradients gradients
    );
}

/// <summary>The feature map, the floor of the denominator, the chunk length, and whether the state is an output.</summary>
internal sealed record LinearAttentionCall(FeatureMap Map, double? Floor, long Chunk, bool Moves)
{
    internal bool Divides => Floor is not null;
}

/// <summary>
/// Causal linear attention as one autograd function. Inputs: q, k, v, the weights' query, key and before, the denominator's query and key
/// features, the state's sums and normaliser; outputs: the mixed values, and if requested the new state (with a normaliser if there is a
/// division).
/// </summary>
internal sealed class LinearAttentionFunction : KernelFunction<LinearAttentionFunction, LinearAttentionCall>
{
    // Indices of the inputs, followed by the indices of the additionally saved tensors.
    private const int Q = 0,
        K = 1,
        V = 2,
        U = 3,
        W = 4,
        Before = 5,
        P = 6,
        R = 7,
        Sums = 8,
        Normaliser = 9,
        InputCount = 10;
    private const int Output = 10,
        LastSums = 11,
        LastNormaliser = 12,
        Kept = 13;

    internal static (Tensor Output, LinearState? State) Run(CausalLinearAttention.Call call, bool moves)
    {
        var outputs = Run(
            new LinearAttentionCall(call.Map, call.Floor, call.Chunk, moves),
            [
                call.Q,
                call.K,
                call.V,
                call.Weights?.query,
                call.Weights?.key,
                call.Weights?.before,
                call.Totals?.query,
                call.Totals?.key,
                call.State?.sums,
                call.State?.normaliser,
            ]
        );
        return (outputs[0], moves ? new LinearState(outputs[1], outputs.Length > 2 ? outputs[2] : null) : null);
    }

    protected override Tensor[] Forward(LinearAttentionCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var (q, k, v, totals) = (inputs[Q]!, inputs[K]!, inputs[V]!, inputs[P] ?? inputs[Q]!);
        var isEmpty = LinearLayout.IsEmpty(q);
        var (groups, batch) = (k.shape[0], k.shape[1]);
        var output = LinearLayout.Output(q, v); // [G, R, B, T, K]
        var sums = call.Moves ? State(inputs[Sums], groups, batch, k.shape[3], v.shape[3]) : null; // [G, B, F, K]
        var normaliser = call.Moves && call.Divides ? State(inputs[Normaliser], groups, batch, totals.shape[4]) : null; // [G, B, D]
        var weighted = inputs[U] is not null;
        Tensor? kept = null;
        if (!isEmpty)
        {
            using var operands = new Operands(call, inputs);
            var native = operands.Native;
            if (keep is not null)
            {
                NativeMethods.Check(NativeMethods.workbench_linear_attention_kept(native, out var count));
                if (count > 0)
                    kept = empty(count);
            }
            NativeMethods.Check(NativeMethods.workbench_linear_attention(native, Outputs(output, sums, normaliser, kept)));
        }
        keep?.AddRange(inputs);
        // The gradients of the denominator and of u are computed from the outputs.
        keep?.AddRange([call.Divides || weighted ? output : null, weighted ? sums : null, weighted ? normaliser : null, kept]);
        return !call.Moves ? [output]
            : normaliser is null ? [output, sums!]
            : [output, sums!, normaliser];

        Tensor State(Tensor? given, params ReadOnlySpan<long> shape) => !isEmpty ? empty(shape) : given?.clone() ?? zeros(shape);
    }

    protected override Tensor?[] Gradients(LinearAttentionCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (q, v) = (kept[Q]!, kept[V]!);
        var (ofSums, ofNormaliser) = (given.ElementAtOrDefault(1), given.ElementAtOrDefault(2));
        if (LinearLayout.IsEmpty(q))
        {
            Tensor?[] passed = [.. kept.Take(InputCount).Select((x, i) => x is null || !wanted[i] || i >= Sums ? null : zeros_like(x))];
            if (wanted[Sums])
                passed[Sums] = ofSums?.alias() ?? zeros_like(kept[Sums]!);
            if (wanted[Normaliser])
                passed[Normaliser] = ofNormaliser?.alias() ?? zeros_like(kept[Normaliser]!);
            return passed;
        }
        using var unused = given[0] is null ? zeros([.. q.shape[..4], v.shape[3]]) : null; // [G, R, B, T, K]
        using Operand outputGradient = Operand.Rows(given[0] ?? unused),
            sumsGradient = Operand.Contiguous(ofSums);
        using var normaliserGradient = Operand.Contiguous(ofNormaliser);
        using var operands = new Operands(call, kept);
        Tensor?[] made = [.. kept.Take(InputCount).Select(Like)];
        NativeMethods.Check(
            NativeMethods.workbench_linear_attention_backward(
                operands.Native,
                Outputs(kept[Output], kept[LastSums], kept[LastNormaliser], kept[Kept]),
                outputGradient.Native,
                sumsGradient.Native,
                normaliserGradient.Native,
                new()
                {
                    Q = NativeTensor.Of(made[Q]),
                    K = NativeTensor.Of(made[K]),
                    V = NativeTensor.Of(made[V]),
                    U = NativeTensor.Of(made[U]),
                    W = NativeTensor.Of(made[W]),
                    Before = NativeTensor.Of(made[Before]),
                    P = NativeTensor.Of(made[P]),
                    R = NativeTensor.Of(made[R]),
                    Sums = NativeTensor.Of(made[Sums]),
                    Normaliser = NativeTensor.Of(made[Normaliser]),
                }
            )
        );
        GC.KeepAlive((kept, made));
        return [.. made.Select((one, i) => LinearLayout.Wanted(one, wanted[i]))];

        static Tensor? Like(Tensor? x, int i) =>
            x is null ? null
            : i is Before or >= Sums ? empty(x.shape)
            : LinearLayout.Rows(x);
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(LinearAttentionCall call, Tensor?[] kept, Tensor?[] given)
    {
        var weights = kept[U] is { } u ? new PairWeights(u, kept[W]!, kept[Before]!) : null;
        var totals = kept[P] is { } p ? new TotalFeatures(p, kept[R]!) : null;
        var first = kept[Sums] is { } sums ? new LinearState(sums, kept[Normaliser]) : null;
        var (output, state) = CausalLinearAttention.Composite(
            new(kept[Q]!, kept[K]!, kept[V]!, call.Map, weights, totals, first, call.Floor, call.Chunk),
            call.Moves
        );
        return (
            state is null ? [output]
            : state.normaliser is null ? [output, state.sums]
            : [output, state.sums, state.normaliser],
            kept[..InputCount]
        );
    }

    private static NativeMethods.LinearAttentionOutputs Outputs(Tensor? output, Tensor? sums, Tensor? normaliser, Tensor? kept) =>
        new()
        {
            Output = NativeTensor.Of(output),
            Sums = NativeTensor.Of(sums),
            Normaliser = NativeTensor.Of(normaliser),
            Kept = NativeTensor.Of(kept),
        };

    // The inputs with the layouts that the kernel requires: contiguous rows for features, any strides for weights, contiguous states.
    private readonly ref struct Operands(LinearAttentionCall call, Tensor?[] x)
    {
        private readonly Operand _q = Operand.Rows(x[Q]),
            _k = Operand.Rows(x[K]),
            _v = Operand.Rows(x[V]);
        private readonly Operand _p = Operand.Rows(x[P]),
            _r = Operand.Rows(x[R]),
            _before = Operand.Contiguous(x[Before]);
        private readonly Operand _sums = Operand.Contiguous(x[Sums]),
            _normaliser = Operand.Contiguous(x[Normaliser]);

        internal NativeMethods.LinearAttentionInputs Native =>
            new()
            {
                Q = _q.Native,
                K = _k.Native,
                V = _v.Native,
                U = NativeTensor.Of(x[U]),
                W = NativeTensor.Of(x[W]),
                Before = _before.Native,
                P = _p.Native,
                R = _r.Native,
                Sums = _sums.Native,
                Normaliser = _normaliser.Native,
                Floor = call.Floor ?? 0,
                Chunk = call.Chunk,
                Elu = call.Map == FeatureMap.Elu ? 1 : 0,
            };

        public void Dispose()
        {
            _q.Dispose();
            _k.Dispose();
            _v.Dispose();
            _p.Dispose();
            _r.Dispose();
            _before.Dispose();
            _sums.Dispose();
            _normaliser.Dispose();
            GC.KeepAlive(x);
        }
    }
}
