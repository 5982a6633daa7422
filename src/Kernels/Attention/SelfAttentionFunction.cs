using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The sizes of an attention, its terms without their tensors, and the layout of rotary tables where there are some.</summary>
internal sealed record SelfAttentionCall(AttentionShape Shape, AttentionTerms Terms, RotaryLayout Layout);

/// <summary>
/// Attention on one packed projection as one step of autograd. Inputs: qkv, bias, relative, and constants: prefix, key padding, cosine,
/// sine. Kept beside them for backward: the output and the logarithms of sums.
/// </summary>
internal sealed class SelfAttentionFunction : KernelFunction<SelfAttentionFunction, SelfAttentionCall>
{
    internal static Tensor Run(Tensor qkv, in AttentionShape shape, in AttentionTerms terms, RotaryTables? rotary) => Run(
        new SelfAttentionCall(shape, AttentionCall.WithoutTensors(terms), rotary?.Layout ?? default),
        [qkv, terms.Bias, terms.Relative, terms.Prefix, terms.KeyPadding, rotary?.Cosine, rotary?.Sine])[0];

    protected override Tensor[] Forward(SelfAttentionCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        using Operand qkv = Operand.Rows(inputs[0]), cosine = Operand.Rows(inputs[5]), sine = Operand.Rows(inputs[6]);
        using var terms = new AttentionOperands(Terms(call, inputs), call.Shape.Scale(call.Terms));
        var (output, logSumExp) = (AttentionResults.Output(call.Shape), AttentionResults.LogSumExp(call.Shape));
        NativeMethods.Check(NativeMethods.workbench_self_attention(
            Packed(call, qkv, cosine, sine), terms.Native, NativeTensor.Of(output), NativeTensor.Of(logSumExp)));
        if (keep is null) logSumExp.Dispose();
        else keep.AddRange([.. inputs, output, logSumExp]);
        return [output];
    }

    protected override Tensor?[] Gradients(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        using Operand qkv = Operand.Rows(kept[0]), cosine = Operand.Rows(kept[5]), sine = Operand.Rows(kept[6]);
        using var above = Operand.Rows(given[0]);
        using var terms = new AttentionOperands(Terms(call, kept), call.Shape.Scale(call.Terms));
        var gradient = AttentionResults.Like(kept[0]!); // [B, T, H + 2G, K]
        var (ofBias, ofRelative) = (wanted[1] ? AttentionResults.Like(kept[1]!) : null, wanted[2] ? AttentionResults.Like(kept[2]!) : null);
        var backward = new NativeMethods.AttentionBackward
        {
            Output = NativeTensor.Of(kept[7]),
            LogSumExp = NativeTensor.Of(kept[8]),
            OutputGradient = above.Native,
            BiasGradient = NativeTensor.Of(ofBias),
            RelativeGradient = NativeTensor.Of(ofRelative),
        };
        NativeMethods.Check(NativeMethods.workbench_self_attention_backward(
            Packed(call, qkv, cosine, sine), terms.Native, backward, NativeTensor.Of(gradient)));
        GC.KeepAlive((kept, gradient, ofBias, ofRelative));
        return [AttentionResults.Wanted(gradient, wanted[0]), ofBias, ofRelative, null, null, null, null];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given)
    {
        RotaryTables? rotary = kept[5] is { } cosine ? new(cosine, kept[6]!, call.Layout) : null;
        return ([FusedAttention.Composite(kept[0]!, call.Shape, Terms(call, kept), rotary)], [.. kept[..3], null, null, null, null]);
    }

    private static NativeMethods.PackedArguments Packed(SelfAttentionCall call, in Operand qkv, in Operand cosine, in Operand sine) => new()
    {
        Packed = qkv.Native,
        Cosine = cosine.Native,
        Sine = sine.Native,
        Heads = call.Shape.Heads,
        Interleaved = call.Layout == RotaryLayout.Interleaved ? 1 : 0,
    };

    private static AttentionTerms Terms(SelfAttentionCall call, Tensor?[] inputs) =>
        call.Terms with { Bias = inputs[1], Relative = inputs[2], Prefix = inputs[3], KeyPadding = inputs[4] };
}
