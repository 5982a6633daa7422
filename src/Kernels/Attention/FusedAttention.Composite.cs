using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedAttention
{
    /// <summary>
    /// Reference implementation with plain operators, for any device and floating dtype. Materialises the scores [B, H, T, S].
    /// </summary>
    /// <inheritdoc cref="attention"/>
    public static Tensor Composite(Tensor q, Tensor k, Tensor v, in AttentionTerms terms)
    {
        var shape = AttentionShape.Of(q, k, v);
        shape.Check(terms, q);
        return Composite(q, k, v, shape, terms);
    }

    internal static Tensor Composite(Tensor q, Tensor k, Tensor v, in AttentionShape shape, in AttentionTerms terms)
    {
        using var scope = NewDisposeScope();
        var (batch, heads, groups, queries, keys, width) = shape;
        var grouped = q.reshape(batch, groups, heads / groups, queries, width); // [B, G, R, T, K]
        // [B, H, T, S]
        var scores = matmul(MixedPrecision.Factor(grouped * shape.Scale(terms)), MixedPrecision.Factor(k).unsqueeze(2).transpose(-1, -2))
            .reshape(batch, heads, queries, keys);
        var distance = Distances(queries, keys, q.device); // [T, S]: query position minus key position
        if (terms.Bias is { } bias)
            scores = scores + bias.index_select(1, (distance + (queries - 1)).flatten()).view(heads, queries, keys);
        if (terms.Relative is { } relative)
        {
            var clip = (relative.shape[3] - 1) / 2;
            var entries = (-distance).clamp(-clip, clip) + clip; // [T, S]
            scores = scores + relative.gather(3, entries.expand(batch, heads, queries, keys));
        }
        var hidden = Hidden(distance, batch, terms); // [B or 1, 1, T or 1, S]
        // If a query has no visible key, softmax and its gradient would be NaN. Leave its scores unmasked and zero its weights afterwards.
        if (hidden is not null)
            scores = scores.masked_fill(hidden & hidden.all(-1, keepdim: true).eq(false), double.NegativeInfinity);
        var weights = scores.softmax(-1);
        if (hidden is not null)
            weights = weights.masked_fill(hidden, 0);
        if (terms.Dropout > 0)
        {
            var rows = terms.DropoutRows.Of(batch);
            using var mask = Philox.dropout_mask([heads, rows.Total, queries, keys], terms.Dropout, terms.DropoutStream, q.device, q.dtype);
            weights = weights * mask.narrow(1, rows.First, batch).transpose(0, 1);
        }
        return matmul(
                MixedPrecision.Factor(weights).view(batch, groups, heads / groups, queries, keys),
                MixedPrecision.Factor(v).unsqueeze(2)
            )
            .reshape(batch, heads, queries, width)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Reference implementation for a packed projection [B, T, H + 2G, K].</summary>
    internal static Tensor Composite(Tensor qkv, in AttentionShape shape, in AttentionTerms terms, RotaryTables? rotary)
    {
        using var scope = NewDisposeScope();
        var parts = qkv.transpose(1, 2).split([shape.Heads, shape.Groups, shape.Groups], 1); // [B, H, T, K], 2 x [B, G, T, K]
        return Composite(Rotated(parts[0]), Rotated(parts[1]), parts[2], shape, terms).MoveToOuterDisposeScope();

        Tensor Rotated(Tensor x) => rotary is { } tables ? Rotary.Composite(x, tables.Cosine, tables.Sine, tables.Layout, 0) : x;
    }

    private static Tensor Distances(long queries, long keys, Device device) =>
        (arange(keys - queries, keys, ScalarType.Int64, device).unsqueeze(1) - arange(keys, ScalarType.Int64, device).unsqueeze(0));

    private static Tensor? Hidden(Tensor distance, long batch, in AttentionTerms terms)
    {
        Tensor? hidden = null;
        if (terms.Causal)
            hidden = distance < 0;
        if (terms.Window > 0)
        {
            var far = distance.abs() >= terms.Window;
            hidden = hidden is null ? far : hidden | far;
        }
        hidden = hidden?.view(1, 1, distance.shape[0], distance.shape[1]);
        if (hidden is not null && terms.Prefix is { } prefix)
        {
            var later = arange(distance.shape[1], ScalarType.Int64, distance.device).unsqueeze(0) >= prefix.unsqueeze(1); // [B, S]
            hidden = hidden & later.view(batch, 1, 1, distance.shape[1]);
        }
        if (terms.KeyPadding is { } padding)
        {
            var absent = padding.view(batch, 1, 1, distance.shape[1]);
            hidden = hidden is null ? absent : hidden | absent;
        }
        return hidden;
    }
}
