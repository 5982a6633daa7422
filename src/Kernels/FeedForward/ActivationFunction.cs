using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>Arguments of the activation kernel (feedforward.cpp). The bias may be absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ActivationArguments
    {
        internal NativeTensor X,
            Bias;
        internal long Function,
            Gated;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_activate(in ActivationArguments arguments, in NativeTensor y);

    [LibraryImport(Library)]
    internal static partial nint workbench_activate_backward(
        in ActivationArguments arguments,
        in NativeTensor yGradient,
        in NativeTensor xGradient,
        in NativeTensor biasGradient,
        in NativeTensor y
    );
}

/// <summary>The function, and whether the second half of each row is gated by the first.</summary>
internal sealed record ActivationCall(Activation Function, bool Gated);

/// <summary>The activation and its gradients, without autograd.</summary>
internal static class ActivationNative
{
    /// <summary>f(x + bias), or its gated form.</summary>
    internal static Tensor Forward(ActivationCall call, Tensor x, Tensor? bias)
    {
        using Operand from = Operand.Rows(x),
            added = Operand.Contiguous(bias);
        var shape = x.Sizes();
        if (call.Gated)
            shape[^1] /= 2;
        var y = FloatTensor.New(shape); // [..., F]
        NativeMethods.Check(NativeMethods.workbench_activate(Arguments(call, from, added), NativeTensor.Of(y)));
        return y;
    }

    /// <summary>Writes the gradient of x to <paramref name="ofX"/>, which may be <paramref name="given"/> itself if the activation is not
    /// gated. Writes the result of <see cref="Forward"/> again to <paramref name="again"/>, if not null; that may be <paramref name="x"/>
    /// itself if the activation is not gated.</summary>
    /// <returns>The gradient of the bias, if wanted.</returns>
    internal static Tensor? Backward(
        ActivationCall call,
        Tensor x,
        Tensor? bias,
        Tensor given,
        Tensor ofX,
        bool biasWanted,
        Tensor? again = null
    )
    {
        using Operand from = Operand.Rows(x),
            added = Operand.Contiguous(bias),
            above = Operand.Rows(given);
        var ofBias = biasWanted ? FloatTensor.New([x.size(-1)]) : null;
        NativeMethods.Check(
            NativeMethods.workbench_activate_backward(
                Arguments(call, from, added),
                above.Native,
                NativeTensor.Of(ofX),
                NativeTensor.Of(ofBias),
                NativeTensor.Of(again)
            )
        );
        GC.KeepAlive((ofX, ofBias, again));
        return ofBias;
    }

    private static NativeMethods.ActivationArguments Arguments(ActivationCall call, in Operand x, in Operand bias) =>
        new()
        {
            X = x.Native,
            Bias = bias.Native,
            Function = (long)call.Function,
            Gated = call.Gated ? 1 : 0,
        };
}

/// <summary>The activation as one autograd function. Inputs: x, bias.</summary>
internal sealed class ActivationFunction : KernelFunction<ActivationFunction, ActivationCall>
{
    internal static Tensor Run(Tensor x, Tensor? bias, ActivationCall call) => Run(call, [x, bias])[0];

    // Saved for backward: x and the bias; f and its derivative are recomputed.
    protected override Tensor[] Forward(ActivationCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        keep?.AddRange(inputs);
        return [ActivationNative.Forward(call, inputs[0]!, inputs[1])];
    }

    protected override Tensor?[] Gradients(ActivationCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var ofX = FloatTensor.New(kept[0]!.Sizes());
        var ofBias = ActivationNative.Backward(call, kept[0]!, kept[1], given[0]!, ofX, wanted[1]);
        if (wanted[0])
            return [ofX, ofBias];
        ofX.Dispose();
        return [null, ofBias];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(ActivationCall call, Tensor?[] kept, Tensor?[] given) =>
        ([FusedActivation.Composite(kept[0]!, kept[1], call.Function, call.Gated)], kept);
}
