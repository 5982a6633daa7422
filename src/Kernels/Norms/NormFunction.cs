using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Arguments of the norm kernel (norms.cpp). Branch, weight and bias may be absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct NormArguments
    {
        internal NativeTensor X,
            Branch,
            Weight,
            Bias;
        internal double Epsilon;
        internal long Centred;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_norm(
        in NormArguments arguments,
        in NativeTensor sum,
        in NativeTensor y,
        in NativeTensor statistics
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_norm_backward(
        in NormArguments arguments,
        in NativeTensor statistics,
        in NativeTensor yGradient,
        in NativeTensor sumGradient,
        in NativeTensor xGradient,
        in NativeTensor weightGradient,
        in NativeTensor biasGradient
    );
}

/// <summary>The kind of norm, and whether the sum is an output.</summary>
internal sealed record NormCall(FusedNorm.Form Form, double Epsilon, bool KeepSum)
{
    internal bool Centred => Form == FusedNorm.Form.Layer;

    /// <summary>The norm alone, from the sum, weight and bias.</summary>
    internal Tensor Again(Tensor?[] sources) =>
        NormFunction.Run(sources[0]!, null, sources[1], sources[2], this with { KeepSum = false }).Normed;
}

/// <summary>The norm as one autograd function. Inputs: x, branch, weight, bias; outputs: the sum if requested, and the norm.</summary>
internal sealed class NormFunction : KernelFunction<NormFunction, NormCall>
{
    internal static (Tensor? Sum, Tensor Normed) Run(Tensor x, Tensor? branch, Tensor? weight, Tensor? bias, NormCall call)
    {
        var outputs = Run(call, [x, branch, weight, bias]);
        var (sum, normed) = (call.KeepSum ? outputs[0] : null, outputs[^1]);
        // Without the sum, x and the branch would be kept in its place.
        if (sum is not null || branch is null)
            RemadeTensor.Declare(normed, [sum ?? x, weight, bias], call.Again);
        return (sum, normed);
    }

    // Saved for backward: the sum if it is an output, otherwise its terms; and per-row statistics: the inverse deviation, for LayerNorm
    // also the mean.
    protected override Tensor[] Forward(NormCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var x = inputs[0]!;
        using Operand from = Operand.Rows(x),
            branch = Operand.Rows(inputs[1]),
            weight = Operand.Contiguous(inputs[2]),
            bias = Operand.Contiguous(inputs[3]);
        var sizes = x.Sizes();
        var (y, sum) = (FloatTensor.New(sizes), call.KeepSum ? FloatTensor.New(sizes) : null); // [..., D]
        var statistics = FloatTensor.New(sizes[^1] == 0 ? 0 : x.numel() / sizes[^1], call.Centred ? 3 : 1);
        NativeMethods.Check(
            NativeMethods.workbench_norm(
                Arguments(call, from, branch, weight, bias),
                NativeTensor.Of(sum),
                NativeTensor.Of(y),
                NativeTensor.Of(statistics)
            )
        );
        if (keep is null)
            statistics.Dispose();
        else
            keep.AddRange([sum ?? x, sum is null ? inputs[1] : null, inputs[2], inputs[3], statistics]);
        return sum is null ? [y] : [sum, y];
    }

    protected override Tensor?[] Gradients(NormCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        if (given[^1] is not { } above)
            return [Passed(given[0]), wanted[1] ? Passed(given[0]) : null, null, null];
        var (x, weight, statistics) = (kept[0]!, kept[2], kept[4]!);
        var learned = wanted[2] || wanted[3];
        using Operand from = Operand.Rows(x),
            branch = Operand.Rows(kept[1]),
            scale = Operand.Contiguous(weight);
        using Operand above_ = Operand.Rows(above),
            passing = Operand.Rows(call.KeepSum ? given[0] : null);
        var gradient = FloatTensor.New(x.Sizes());
        var (ofWeight, ofBias) = (
            learned ? FloatTensor.New(weight?.Sizes() ?? [x.Sizes()[^1]]) : null,
            learned && call.Centred ? FloatTensor.New(x.Sizes()[^1]) : null
        );
        NativeMethods.Check(
            NativeMethods.workbench_norm_backward(
                Arguments(call, from, branch, scale, default),
                NativeTensor.Of(statistics),
                above_.Native,
                passing.Native,
                NativeTensor.Of(gradient),
                NativeTensor.Of(ofWeight),
                NativeTensor.Of(ofBias)
            )
        );
        return [gradient, wanted[1] ? gradient : null, Kept(ofWeight, wanted[2]), Kept(ofBias, wanted[3])];

        static Tensor? Passed(Tensor? given) => given?.alias();

        static Tensor? Kept(Tensor? made, bool wanted)
        {
            if (!wanted)
                made?.Dispose();
            return wanted ? made : null;
        }
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(NormCall call, Tensor?[] kept, Tensor?[] given)
    {
        var (x, branch, weight, bias) = (kept[0]!, kept[1], kept[2], kept[3]);
        var (sum, normed) = FusedNorm.Composite(x, branch, weight, bias, call.Form, call.Epsilon, keepSum: branch is not null);
        // If the sum was saved, it replaces both terms, whose gradients equal that of the sum.
        return call.KeepSum ? ([x, normed], [x, x, weight, bias]) : ([normed], [x, branch, weight, bias]);
    }

    private static NativeMethods.NormArguments Arguments(
        NormCall call,
        in Operand x,
        in Operand branch,
        in Operand weight,
        in Operand bias
    ) =>
        new()
        {
            X = x.Native,
            Branch = branch.Native,
            Weight = weight.Native,
            Bias = bias.Native,
            Epsilon = call.Epsilon,
            Centred = call.Centred ? 1 : 0,
        };
}
