using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_linear(
        in NativeTensor x,
        in NativeTensor weight,
        in NativeTensor bias,
        in NativeTensor y,
        int bf16
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_linear_backward(
        in NativeTensor x,
        in NativeTensor weight,
        in NativeTensor yGradient,
        in NativeTensor xGradient,
        in NativeTensor weightGradient,
        in NativeTensor biasGradient,
        int bf16
    );
}

/// <summary>The products of a linear layer without autograd, shared by all autograd functions that contain one.</summary>
internal static class LinearNative
{
    /// <summary>Whether the kernel supports these tensors: float32 on the CPU with matching shapes.</summary>
    /// <param name="x">[..., K]</param>
    /// <param name="weight">[N, K]</param>
    /// <param name="bias">[N]; null for none.</param>
    internal static bool Takes(Tensor x, Tensor weight, Tensor? bias) =>
        NativeKernels.Takes("linear", x) && x.dim() > 0 && TakesWeight(weight, bias) && weight.size(1) == x.size(-1);

    /// <summary>Whether the kernel supports a layer's weights.</summary>
    /// <param name="weight">[N, K]</param>
    /// <param name="bias">[N]; null for none.</param>
    internal static bool TakesWeight(Tensor weight, Tensor? bias) =>
        NativeKernels.Takes("linear", weight)
        && weight.dim() == 2
        && (bias is null || (NativeKernels.Takes("linear", bias) && bias.dim() == 1 && bias.size(0) == weight.size(0)));

    private static int Rounds => MixedPrecision.Current == ProductPrecision.Bf16 ? 1 : 0;

    /// <summary>x weight' + bias in the current <see cref="MixedPrecision"/>.</summary>
    /// <param name="x">[..., K]</param>
    /// <param name="weight">[N, K]</param>
    /// <param name="bias">[N]; null for none.</param>
    /// <param name="shape">Shape of the result, [..., N]; default: that of x with the last dimension replaced.</param>
    internal static Tensor Forward(Tensor x, Tensor weight, Tensor? bias, long[]? shape = null)
    {
        using Operand from = Operand.Contiguous(x),
            by = Operand.Contiguous(weight),
            added = Operand.Contiguous(bias);
        var y = FloatTensor.New(shape ?? [.. x.Sizes()[..^1], weight.size(0)]);
        NativeMethods.Check(NativeMethods.workbench_linear(from.Native, by.Native, added.Native, NativeTensor.Of(y), Rounds));
        return y;
    }

    /// <summary>The wanted gradients of <see cref="Forward"/>, in the current <see cref="MixedPrecision"/>.</summary>
    /// <param name="x">[..., K]</param>
    /// <param name="weight">[N, K]</param>
    /// <param name="given">Gradient of the result, [..., N].</param>
    /// <param name="wanted">Which gradients to compute: of x, of the weight, of the bias.</param>
    internal static (Tensor? X, Tensor? Weight, Tensor? Bias) Backward(
        Tensor x,
        Tensor weight,
        Tensor given,
        (bool X, bool Weight, bool Bias) wanted
    )
    {
        using Operand from = Operand.Contiguous(x),
            by = Operand.Contiguous(weight),
            above = Operand.Contiguous(given);
        var ofX = wanted.X ? FloatTensor.New(x.Sizes()) : null;
        var ofWeight = wanted.Weight ? FloatTensor.New(weight.Sizes()) : null;
        var ofBias = wanted.Bias ? FloatTensor.New([weight.size(0)]) : null;
        NativeMethods.Check(
            NativeMethods.workbench_linear_backward(
                from.Native,
                by.Native,
                above.Native,
                NativeTensor.Of(ofX),
                NativeTensor.Of(ofWeight),
                NativeTensor.Of(ofBias),
                Rounds
            )
        );
        GC.KeepAlive((ofX, ofWeight, ofBias));
        return (ofX, ofWeight, ofBias);
    }
}
