using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>The attention terms as declared in run.h. Tensors are contiguous or absent.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AttentionArguments
    {
        internal NativeTensor Prefix,
            KeyPadding,
            Bias,
            Relative;
        internal double Scale,
            Dropout;
        internal long Causal,
            Window,
            Seed,
            Role,
            Step,
            FirstRow,
            BatchRows,
            Bf16;
    }

    /// <summary>A packed projection [B, T, H + 2G, K], and the rotary tables if queries and keys are rotated
    /// (self_attention.cpp).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PackedArguments
    {
        internal NativeTensor Packed,
            Cosine,
            Sine;
        internal long Heads,
            Interleaved;
    }

    /// <summary>Inputs of backward (output, log-sum-exp, output gradient) and the gradients of the terms that it writes (run.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AttentionBackward
    {
        internal NativeTensor Output,
            LogSumExp,
            OutputGradient,
            BiasGradient,
            RelativeGradient;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_attention(
        in NativeTensor q,
        in NativeTensor k,
        in NativeTensor v,
        in AttentionArguments terms,
        in NativeTensor output,
        in NativeTensor logSumExp
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_attention_backward(
        in NativeTensor q,
        in NativeTensor k,
        in NativeTensor v,
        in AttentionArguments terms,
        in AttentionBackward backward,
        in NativeTensor qGradient,
        in NativeTensor kGradient,
        in NativeTensor vGradient
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_self_attention(
        in PackedArguments packed,
        in AttentionArguments terms,
        in NativeTensor output,
        in NativeTensor logSumExp
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_self_attention_backward(
        in PackedArguments packed,
        in AttentionArguments terms,
        in AttentionBackward backward,
        in NativeTensor packedGradient
    );
}

/// <summary>The tensors of the terms, converted for the native library.</summary>
internal readonly ref struct AttentionOperands
{
    private readonly Operand _prefix,
        _padding,
        _bias,
        _relative;

    internal AttentionOperands(in AttentionTerms terms, double scale)
    {
        _prefix = Operand.Contiguous(terms.Prefix);
        _padding = Operand.Contiguous(terms.KeyPadding);
        _bias = Operand.Contiguous(terms.Bias);
        _relative = Operand.Contiguous(terms.Relative);
        Native = new()
        {
            Prefix = _prefix.Native,
            KeyPadding = _padding.Native,
            Bias = _bias.Native,
            Relative = _relative.Native,
            Scale = scale,
            Dropout = terms.Dropout,
            Causal = terms.Causal ? 1 : 0,
            Window = terms.Window,
            Seed = unchecked((long)terms.DropoutStream.Seed),
            Role = terms.DropoutStream.Role,
            Step = terms.DropoutStream.Step,
            FirstRow = terms.DropoutRows.First,
            BatchRows = terms.DropoutRows.Total,
            Bf16 = MixedPrecision.Current == ProductPrecision.Bf16 ? 1 : 0,
        };
    }

    /// <summary>The native arguments.</summary>
    internal NativeMethods.AttentionArguments Native { get; }

    /// <summary>Disposes the copies and keeps the tensors alive until this call.</summary>
    internal void Dispose()
    {
        _prefix.Dispose();
        _padding.Dispose();
        _bias.Dispose();
        _relative.Dispose();
    }
}

/// <summary>Allocates the result tensors of attention.</summary>
internal static class AttentionResults
{
    /// <summary>[B, H, T, K] with the memory layout [B, T, H, K]. Not a view, so that the output of the custom function can be modified in
    /// place.</summary>
    internal static Tensor Output(in AttentionShape shape)
    {
        var (batch, heads, _, queries, _, width) = shape;
        return FloatTensor.Strided([batch, heads, queries, width], [queries * heads * width, width, heads * width, 1]);
    }

    /// <summary>[B, H, T]: the log-sum-exp of each query's scores.</summary>
    internal static Tensor LogSumExp(in AttentionShape shape) => FloatTensor.New(shape.Batch, shape.Heads, shape.Queries);

    /// <summary>An uninitialised contiguous tensor of the same shape.</summary>
    internal static Tensor Like(Tensor tensor) => FloatTensor.New(tensor.Sizes());

    /// <summary>Returns a tensor if it is wanted; otherwise disposes it and returns null.</summary>
    internal static Tensor? Wanted(Tensor made, bool wanted)
    {
        if (wanted)
            return made;
        made.Dispose();
        return null;
    }
}
