using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The sizes of an attention, and its terms without their tensors.</summary>
internal sealed record AttentionCall(AttentionShape Shape, AttentionTerms Terms)
{
    internal static AttentionCall Of(in AttentionShape shape, in AttentionTerms terms) => new(shape, WithoutTensors(terms));

    internal static AttentionTerms WithoutTensors(in AttentionTerms terms) =>
        terms with
        {
            Prefix = null,
            KeyPadding = null,
            Bias = null,
            Relative = null,
        };
}

/// <summary>
/// Attention as one autograd function. Inputs: q, k, v, bias, relative, and the constants prefix and key padding. Also saved for backward:
/// the output and the log-sum-exp.
/// </summary>
internal sealed class AttentionFunction : KernelFunction<AttentionFunction, AttentionCall>
{
    internal static Tensor Run(Tensor q, Tensor k, Tensor v, in AttentionShape shape, in AttentionTerms terms) =>
        Run(AttentionCall.Of(shape, terms), [q, k, v, terms.Bias, terms.Relative, terms.Prefix, terms.KeyPadding])[0];

    protected override Tensor[] Forward(AttentionCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        using Operand q = Operand.Rows(inputs[0]),
            k = Operand.Rows(inputs[1]),
            v = Operand.Rows(inputs[2]);
        using var terms = new AttentionOperands(Terms(call, inputs), call.Shape.Scale(call.Terms));
        var (output, logSumExp) = (AttentionResults.Output(call.Shape), AttentionResults.LogSumExp(call.Shape));
        NativeMethods.Check(
            NativeMethods.workbench_attention(
                q.Native,
                k.Native,
                v.Native,
                terms.Native,
                NativeTensor.Of(output),
                NativeTensor.Of(logSumExp)
            )
        );
        if (keep is null)
            logSumExp.Dispose();
        else
            keep.AddRange([.. inputs, output, logSumExp]);
        return [output];
    }

    protected override Tensor?[] Gradients(AttentionCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        using Operand q = Operand.Rows(kept[0]),
            k = Operand.Rows(kept[1]),
            v = Operand.Rows(kept[2]),
            above = Operand.Rows(given[0]);
        using var terms = new AttentionOperands(Terms(call, kept), call.Shape.Scale(call.Terms));
        var (ofQ, ofK, ofV) = (AttentionResults.Like(kept[0]!), AttentionResults.Like(kept[1]!), AttentionResults.Like(kept[2]!));
        var (ofBias, ofRelative) = (wanted[3] ? AttentionResults.Like(kept[3]!) : null, wanted[4] ? AttentionResults.Like(kept[4]!) : null);
        var backward = new NativeMethods.AttentionBackward
        {
            Output = NativeTensor.Of(kept[7]),
            LogSumExp = NativeTensor.Of(kept[8]),
            OutputGradient = above.Native,
            BiasGradient = NativeTensor.Of(ofBias),
            RelativeGradient = NativeTensor.Of(ofRelative),
        };
        NativeMethods.Check(
            NativeMethods.workbench_attention_backward(
                q.Native,
                k.Native,
                v.Native,
                terms.Native,
                backward,
                NativeTensor.Of(ofQ),
                NativeTensor.Of(ofK),
                NativeTensor.Of(ofV)
            )
        );
        GC.KeepAlive((kept, ofQ, ofK, ofV, ofBias, ofRelative));
        return
        [
            AttentionResults.Wanted(ofQ, wanted[0]),
            AttentionResults.Wanted(ofK, wanted[1]),
            AttentionResults.Wanted(ofV, wanted[2]),
            ofBias,
            ofRelative,
            null,
            null,
        ];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(AttentionCall call, Tensor?[] kept, Tensor?[] given)
    {
        // One tensor may be used as two inputs. A view per input gives each use its own gradient; alias would be the same variable.
        Tensor?[] inputs = [.. kept[..5].Select(static input => input?.view_as(input)), null, null];
        var terms = Terms(call, [.. inputs[..5], kept[5], kept[6]]);
        return ([FusedAttention.Composite(inputs[0]!, inputs[1]!, inputs[2]!, call.Shape, terms)], inputs);
    }

    private static AttentionTerms Terms(AttentionCall call, Tensor?[] inputs) =>
        call.Terms with
        {
            Bias = inputs[3],
            Relative = inputs[4],
            Prefix = inputs[5],
            KeyPadding = inputs[6],
        };
}
