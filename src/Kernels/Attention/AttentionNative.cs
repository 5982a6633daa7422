using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>What is seen, and what is added (run.h). A tensor that is there is contiguous.</summary>
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
            Step;
    }

    /// <summary>A projection [B, T, H + 2G, K], and rotary tables where queries and keys are turned (self_attention.cpp).</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct PackedArguments
    {
        internal NativeTensor Packed,
            Cosine,
            Sine;
        internal long Heads,
            Interleaved;
    }

    /// <summary>What backward reads of the forward pass and from above, and the gradients of terms that it writes (run.h).</summary>
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

/// <summary>The terms' tensors as the native library takes them.</summary>
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
        };
    }

    /// <summary>What is handed over.</summary>
    internal NativeMethods.AttentionArguments Native { get; }

    /// <summary>Frees the copies, and keeps the tensors alive until here.</summary>
    internal void Dispose()
    {
        _prefix.Dispose();
        _padding.Dispose();
        _bias.Dispose();
        _relative.Dispose();
    }
}

/// <summary>What an attention makes beside the gradients of what it reads.</summary>
internal static class AttentionResults
{
    /// <summary>[B, H, T, K] that lies as [B, T, H, K]; no view, so that the output of a custom function can be changed in place.</summary>
    internal static Tensor Output(in AttentionShape shape)
    {
        var (batch, heads, _, queries, _, width) = shape;
        return FloatTensor.Strided([batch, heads, queries, width], [queries * heads * width, width, heads * width, 1]);
    }

    /// <summary>[B, H, T]: of each query the logarithm of the sum of its weights.</summary>
    internal static Tensor LogSumExp(in AttentionShape shape) => FloatTensor.New(shape.Batch, shape.Heads, shape.Queries);

    /// <summary>A tensor like this one without gaps, not initialised.</summary>
    internal static Tensor Like(Tensor tensor) => FloatTensor.New(tensor.Sizes());

    /// <summary>What was made where it is wanted; frees it where it is not.</summary>
    internal static Tensor? Wanted(Tensor made, bool wanted)
    {
        if (wanted)
            return made;
        made.Dispose();
        return null;
    }
}
