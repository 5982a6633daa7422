using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>Weights of the projections of self-attention.</summary>
/// <param name="Qkv">[(H + 2G) K, D]: all query heads, all key heads, all value heads.</param>
/// <param name="QkvBias">[(H + 2G) K]; null for none.</param>
/// <param name="Output">[D, H K].</param>
/// <param name="OutputBias">[D]; null for none.</param>
public readonly record struct ProjectionWeights(Tensor Qkv, Tensor? QkvBias, Tensor Output, Tensor? OutputBias);

public static partial class FusedAttention
{
    /// <summary>
    /// Self-attention including its projections (Vaswani et al. 2017, section 3.2.2). One autograd function where the kernels support the
    /// tensors, separate operators otherwise.
    /// </summary>
    /// <param name="x">[B, T, D]</param>
    /// <param name="weights">Weights of the input and output projections.</param>
    /// <param name="heads">H.</param>
    /// <param name="terms">Masks and score terms. Relative must be null, because it would have to be computed from the queries.</param>
    /// <param name="rotary">Rotary tables for queries and keys; null for no rotation.</param>
    /// <returns>[B, T, D]</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or values are invalid.</exception>
    public static Tensor projected(Tensor x, in ProjectionWeights weights, long heads, in AttentionTerms terms, RotaryTables? rotary = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() != 3)
            throw new ArgumentException($"x is [B, T, D], not [{string.Join(", ", x.Sizes())}]", nameof(x));
        if (heads < 1)
            throw new ArgumentOutOfRangeException(nameof(heads), heads, "there is at least one head");
        if (terms.Relative is not null)
            throw new ArgumentException("relative terms depend on the queries: use self_attention", nameof(terms));
        var (rows, width) = (weights.Qkv.size(0), weights.Output.size(1) / heads); // (H + 2G) K, K
        var groups = width > 0 ? (rows / width - heads) / 2 : 0;
        if (
            Takes(x)
            && LinearNative.Takes(x, weights.Qkv, weights.QkvBias)
            && LinearNative.TakesWeight(weights.Output, weights.OutputBias)
            && width > 0
            && width * heads == weights.Output.size(1)
            && (heads + 2 * groups) * width == rows
        )
        {
            var shape = new AttentionShape(x.size(0), heads, groups, x.size(1), x.size(1), width);
            shape.Check(terms, x);
            if (rotary is { } tables)
                Rotary.Refuse(x, shape.Queries, shape.Width, tables, 0);
            return ProjectedAttentionFunction.Run(x, weights, shape, terms, rotary);
        }
        using var scope = NewDisposeScope();
        var qkv = FusedLinear.linear(x, weights.Qkv, weights.QkvBias).unflatten(2, [-1, width]); // [B, T, H + 2G, K]
        var mixed = self_attention(qkv, heads, terms, rotary).transpose(1, 2).flatten(2); // [B, T, H K]
        return FusedLinear.linear(mixed, weights.Output, weights.OutputBias).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Self-attention with its projections as one autograd function. Inputs: x, the four weights, bias, and the constants prefix, key padding,
/// cosine and sine. Also saved for backward: the packed projection, the mixed values, and the log-sum-exp.
/// </summary>
internal sealed class ProjectedAttentionFunction : KernelFunction<ProjectedAttentionFunction, SelfAttentionCall>
{
    internal static Tensor Run(
        Tensor x,
        in ProjectionWeights weights,
        in AttentionShape shape,
        in AttentionTerms terms,
        RotaryTables? rotary
    ) =>
        Run(
            new SelfAttentionCall(shape, AttentionCall.WithoutTensors(terms), rotary?.Layout ?? default),
            [
                x,
                weights.Qkv,
                weights.QkvBias,
                weights.Output,
                weights.OutputBias,
                terms.Bias,
                terms.Prefix,
                terms.KeyPadding,
                rotary?.Cosine,
                rotary?.Sine,
            ]
        )[0];

    protected override ReadOnlySpan<int> Weights(SelfAttentionCall call) => [1, 3];

    protected override Tensor[] Forward(SelfAttentionCall call, Tensor?[] inputs, List<Tensor?>? keep)
    {
        var (batch, heads, groups, tokens, _, width) = call.Shape;
        var qkv = LinearNative.Forward(inputs[0]!, inputs[1]!, inputs[2], [batch, tokens, heads + 2 * groups, width]);
        var (mixed, logSumExp) = SelfAttentionNative.Forward(call, AttentionInputs(qkv, inputs));
        using var together = MergeHeads(mixed);
        var y = LinearNative.Forward(together, inputs[3]!, inputs[4]);
        if (keep is not null)
        {
            keep.AddRange([.. inputs, qkv, mixed, logSumExp]);
            return [y];
        }
        qkv.Dispose();
        mixed.Dispose();
        logSumExp.Dispose();
        return [y];
    }

    protected override Tensor?[] Gradients(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given, bool[] wanted)
    {
        var (qkv, mixed) = (kept[10]!, kept[11]!);
        using var together = MergeHeads(mixed);
        var innerWanted = wanted[0] || wanted[1] || wanted[2] || wanted[5];
        var (ofTogether, ofOutput, ofOutputBias) = LinearNative.Backward(
            together,
            kept[3]!,
            given[0]!,
            (innerWanted, wanted[3], wanted[4])
        );
        if (ofTogether is null)
            return [null, null, null, ofOutput, ofOutputBias, null, null, null, null, null];
        using var ofMixed = ofTogether.view(call.Shape.Batch, call.Shape.Queries, call.Shape.Heads, call.Shape.Width).transpose_(1, 2);
        var (ofQkv, ofBias, _) = SelfAttentionNative.Backward(
            call,
            AttentionInputs(qkv, kept),
            mixed,
            kept[12]!,
            ofMixed,
            wanted[5],
            false
        );
        ofTogether.Dispose();
        using var ofProjection = ofQkv.flatten(2);
        ofQkv.Dispose();
        var (ofX, ofQkvWeight, ofQkvBias) = LinearNative.Backward(kept[0]!, kept[1]!, ofProjection, (wanted[0], wanted[1], wanted[2]));
        return [ofX, ofQkvWeight, ofQkvBias, ofOutput, ofOutputBias, ofBias, null, null, null, null];
    }

    protected override (Tensor[] Outputs, Tensor?[] Inputs) Plain(SelfAttentionCall call, Tensor?[] kept, Tensor?[] given)
    {
        var qkv = nn.functional.linear(kept[0]!, kept[1]!, kept[2]).unflatten(2, [-1, call.Shape.Width]);
        var together = SelfAttentionNative.Composite(call, AttentionInputs(qkv, kept)).transpose(1, 2).flatten(2);
        return ([nn.functional.linear(together, kept[3]!, kept[4])], [.. kept[..6], null, null, null, null]);
    }

    // Arranges the inputs for SelfAttentionNative.
    private static Tensor?[] AttentionInputs(Tensor qkv, Tensor?[] inputs) =>
        [qkv, inputs[5], null, inputs[6], inputs[7], inputs[8], inputs[9]];

    // [B, H, T, K] with the memory layout [B, T, H, K] to [B, T, H K], without a copy.
    private static Tensor MergeHeads(Tensor mixed)
    {
        using var turned = mixed.transpose(1, 2);
        return turned.flatten(2);
    }
}
