using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>What is activated, and how (feedforward.cpp). Without a bias, that is none.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ActivationArguments
    {
        internal NativeTensor X, Bias;
        internal long Function, Gated;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_activate(in ActivationArguments arguments, in NativeTensor y);

    [LibraryImport(Library)]
    internal static partial nint workbench_activate_backward(
        in ActivationArguments arguments, in NativeTensor yGradient, in NativeTensor xGradient, in NativeTensor biasGradient);
}

/// <summary>The function, and whether the second half of each row is gated by the first.</summary>
internal sealed record ActivationCall(Activation Function, bool Gated);

/// <summary>The activation as one step of autograd. Inputs: x, bias.</summary>
internal sealed class ActivationFunction : KernelFunction<ActivationFunction, ActivationCall>
{
    internal static Tensor Run(Tensor x, Tensor? bias, ActivationCall call) => Run(call, [x, bias])[0];

    // Kept for backward: x, of which f and its slope are made again.
    protected override Tensor[] Forward(ActivationCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var x = inputs[0]!;
        using Operand from = Operand.Rows(x), bias = Operand.Contiguous(inputs[1]);
        var shape = x.shape;
        if (call.Gated) shape[^1] /= 2;
        var y = empty(shape); // [..., F]
        NativeMethods.Check(NativeMethods.workbench_activate(Arguments(call, from, bias), NativeTensor.Of(y)));
        keep?.AddRange(inputs);
        return [y];
    }

    protected override Tensor?[] Gradients(ActivationCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var x = kept[0]!;
        using Operand from = Operand.Rows(x), bias = Operand.Contiguous(kept[1]), above = Operand.Rows(given[0]);
        var shape = x.shape;
        var (ofX, ofBias) = (empty(shape), wanted[1] ? empty(shape[^1]) : null);
        NativeMethods.Check(NativeMethods.workbench_activate_backward(
            Arguments(call, from, bias), above.Native, NativeTensor.Of(ofX), NativeTensor.Of(ofBias)));
        if (wanted[0]) return [ofX, ofBias];
        ofX.Dispose();
        return [null, ofBias];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(ActivationCall call, Tensor?[] kept, Tensor?[] given) =>
        ([FusedActivation.Composite(kept[0]!, kept[1], call.Function, call.Gated)], kept);

    private static NativeMethods.ActivationArguments Arguments(ActivationCall call, in Operand x, in Operand bias) => new()
    {
        X = x.Native,
        Bias = bias.Native,
        Function = (long)call.Function,
        Gated = call.Gated ? 1 : 0,
    };
}
