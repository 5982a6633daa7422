using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The sizes of an attention, its terms without their tensors, and the layout of the rotary tables, if any.</summary>
internal sealed record SelfAttentionCall(AttentionShape Shape, AttentionTerms Terms, RopeLayout Layout);

/// <summary>
/// Attention on a packed projection as one autograd function. Inputs: qkv, bias, relative, and the constants prefix, key padding, cosine
/// and sine. Also saved for backward: the output and the log-sum-exp.
/// </summary>
internal sealed class SelfAttentionFunction : KernelFunction<SelfAttentionFunction, SelfAttentionCall>
{
    internal static Tensor Run(Tensor qkv, in AttentionShape shape, in AttentionTerms terms, RotaryTables? rotary) =>
        Run(
            new SelfAttentionCall(shape, AttentionCall.WithoutTensors(terms), rotary?.Layout ?? default),
            [qkv, terms.Bias, terms.Relative, terms.Prefix, terms.KeyPadding, rotary?.Cosine, rotary?.Sine]
        )[0];

    protected override Tensor[] Forward(SelfAttentionCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var (output, logSumExp) = SelfAttentionNative.Forward(call, inputs);
        if (keep is null)
            logSumExp.Dispose();
        else
            keep.AddRange([.. inputs, output, logSumExp]);
        return [output];
    }

    protected override Tensor?[] Gradients(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (ofQkv, ofBias, ofRelative) = SelfAttentionNative.Backward(call, kept, kept[7]!, kept[8]!, given[0]!, wanted[1], wanted[2]);
        return [AttentionResults.Wanted(ofQkv, wanted[0]), ofBias, ofRelative, null, null, null, null];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given) =>
        ([SelfAttentionNative.Composite(call, kept)], [.. kept[..3], null, null, null, null]);
}

/// <summary>
/// Attention on a packed projection and its gradients, without autograd. Inputs: qkv, bias, relative, prefix, key padding, cosine, sine.
/// </summary>
internal static class SelfAttentionNative
{
    internal static (Tensor Output, Tensor LogSumExp) Forward(SelfAttentionCall call, ReadOnlySpan<Tensor?> inputs)
    {
        using Operand qkv = Operand.Rows(inputs[0]),
            cosine = Operand.Rows(inputs[5]),
            sine = Operand.Rows(inputs[6]);
        using var terms = new AttentionOperands(Terms(call, inputs), call.Shape.Scale(call.Terms));
        var (output, logSumExp) = (AttentionResults.Output(call.Shape), AttentionResults.LogSumExp(call.Shape));
        NativeMethods.Check(
            NativeMethods.workbench_self_attention(
                Packed(call, qkv, cosine, sine),
                terms.Native,
                NativeTensor.Of(output),
                NativeTensor.Of(logSumExp)
            )
        );
        return (output, logSumExp);
    }

    /// <summary>The gradients of qkv, [B, T, H + 2G, K], and of the bias and the relative terms if requested.</summary>
    internal static (Tensor Qkv, Tensor? Bias, Tensor? Relative) Backward(
        SelfAttentionCall call,
        ReadOnlySpan<Tensor?> inputs,
        Tensor output,
        Tensor logSumExp,
        Tensor given,
        bool biasWanted,
        bool relativeWanted
    )
    {
        using Operand qkv = Operand.Rows(inputs[0]),
            cosine = Operand.Rows(inputs[5]),
            sine = Operand.Rows(inputs[6]),
            above = Operand.Rows(given);
        using var terms = new AttentionOperands(Terms(call, inputs), call.Shape.Scale(call.Terms));
        var gradient = AttentionResults.Like(inputs[0]!);
        var ofBias = biasWanted ? AttentionResults.Like(inputs[1]!) : null;
        var ofRelative = relativeWanted ? AttentionResults.Like(inputs[2]!) : null;
        var backward = new NativeMethods.AttentionBackward
        {
            Output = NativeTensor.Of(output),
            LogSumExp = NativeTensor.Of(logSumExp),
            OutputGradient = above.Native,
            BiasGradient = NativeTensor.Of(ofBias),
            RelativeGradient = NativeTensor.Of(ofRelative),
        };
        NativeMethods.Check(
            NativeMethods.workbench_self_attention_backward(
                Packed(call, qkv, cosine, sine),
                terms.Native,
                backward,
                NativeTensor.Of(gradient)
            )
        );
        GC.KeepAlive((output, logSumExp, gradient, ofBias, ofRelative));
        return (gradient, ofBias, ofRelative);
    }

    /// <summary>Reference implementation with plain operators.</summary>
    internal static Tensor Composite(SelfAttentionCall call, ReadOnlySpan<Tensor?> inputs)
    {
        RotaryTables? rotary = inputs[5] is { } cosine ? new(cosine, inputs[6]!, call.Layout) : null;
        return FusedAttention.Composite(inputs[0]!, call.Shape, Terms(call, inputs), rotary);
    }

    private static NativeMethods.PackedArguments Packed(SelfAttentionCall call, in Operand qkv, in Operand cosine, in Operand sine) =>
        new()
        {
            Packed = qkv.Native,
            Cosine = cosine.Native,
            Sine = sine.Native,
            Heads = call.Shape.Heads,
            Interleaved = call.Layout == RopeLayout.Interleaved ? 1 : 0,
        };

    private static AttentionTerms Terms(SelfAttentionCall call, ReadOnlySpan<Tensor?> inputs) =>
        call.Terms with
        {
            Bias = inputs[1],
            Relative = inputs[2],
            Prefix = inputs[3],
            KeyPadding = inputs[4],
        };
}
