using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// softmax(Q K^T / sqrt(K) + mask + bias) V. Uses the attention kernel where it supports the tensors; uses plain operators otherwise, when
/// weights are captured, and when the position encoding computes its bias pair by pair.
/// </summary>
/// <param name="plan">The build plan of the block's attention.</param>
/// <param name="window">Number of keys that a query sees, including its own. Default 0: all.</param>
internal sealed class SoftmaxMechanism(BuildPlan plan, long window = 0) : AttentionMechanism("softmax", plan.Path)
{
    private readonly int layer = plan.Layer;
    private readonly ConstantTensorCache<(long Queries, long Keys, bool Causal)> masks = new();

    public override LayerState NewState(int batch) => new KeyValueState(window);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state)
    {
        if (state is KeyValueState memory)
            (k, v) = memory.Append(k, v);
        if (Fuses(q, pass))
        {
            var queryHeads = q.flatten(0, 1).transpose(0, 1); // [B, H, T, K]
            var terms = Terms(pass, q, q.shape[3], k.shape[2]) with { Relative = Relative(pass, () => queryHeads) };
            return FusedAttention
                .attention(queryHeads, k.transpose(0, 1), v.transpose(0, 1), terms) // [B, H, T, K]
                .transpose(0, 1)
                .unflatten(0, [q.shape[0], q.shape[1]]); // [G, R, B, T, K]
        }
        var (groups, shared, batch, queries, width) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var keys = k.shape[2];
        var scale = 1 / Math.Sqrt(width);
        // Stack the query heads that share a key/value head as rows of one product.
        var rows = (shared == 1 ? q : q.transpose(1, 2)).reshape(groups * batch, shared * queries, width); // [GB, RT, K]
        var columns = k.reshape(groups * batch, keys, width).transpose(1, 2); // [GB, K, S]
        // ScoreBias assumes key j at position j, so compute the bias for dropped keys too and cut it off afterwards.
        var forgotten = pass.Position.BiasesPairs ? pass.Start + queries - keys : 0;
        // A mask that differs between sequences is applied to the scores afterwards.
        var mask = pass.Mask.IsShared
            ? Mask(queries, forgotten + keys, pass.Mask.Causal, q)
            : zeros([queries, forgotten + keys], q.dtype, q.device);
        var bias = pass.Position.ScoreBias(mask, pass.Start); // [T, S] or [H, T, S]
        if (forgotten > 0)
            bias = bias.narrow(-1, forgotten, keys);
        var scores = bmm(rows * scale, columns); // [GB, RT, S]
        if (ReferenceEquals(bias, mask) && shared == 1)
        {
            scores.add_(mask);
        }
        else
        {
            var spread = bias.dim() == 2 ? bias.view(1, 1, 1, queries, keys) : bias.view(groups, 1, shared, queries, keys);
            scores = scores.view(groups, batch, shared, queries, keys).add_(spread).view(groups * batch, shared * queries, keys);
        }
        if (Relative(pass, () => q) is { } relative)
        {
            var spread = ByKey(relative, keys).transpose(1, 2); // [G, B, R, T, S]
            scores = scores.view(groups, batch, shared, queries, keys).add_(spread).view(groups * batch, shared * queries, keys);
        }
        if (pass.Mask.IsShared)
        {
            scores = scores.softmax(-1); // [GB, RT, S]
        }
        else
        {
            var hidden = Hidden(pass.Mask, queries, keys, q.device).unsqueeze(1); // [B, 1, T, S]
            scores = SoftmaxOver(scores.view(groups, batch, shared, queries, keys), hidden).view(groups * batch, shared * queries, keys);
        }
        var weights = scores; // [GB, RT, S]
        if (pass.Wants(WeightsName))
            RecordWeights(pass, weights.view(groups, batch, shared, queries, keys).transpose(1, 2));
        if (pass.Drops)
        {
            // Drop in the layout [G, R, B, T, S] = [H, B, T, S], so that a head's mask does not depend on whether it shares its keys.
            weights = pass.Dropout(weights.view(groups, batch, shared, queries, keys).transpose(1, 2), WeightsName, batchDimension: 2)
                .transpose(1, 2)
                .reshape(groups * batch, shared * queries, keys);
        }
        return bmm(weights, v.reshape(groups * batch, keys, width)) // [GB, RT, K]
            .view(groups, batch, shared, queries, width)
            .transpose(1, 2); // [G, R, B, T, K]
    }

    public override Tensor? AttendProjected(Tensor x, in ProjectionWeights weights, long heads, ForwardPass pass)
    {
        if (!Fuses(x, pass) || pass.Position.RelativeKeys(layer) is not null)
            return null;
        var tokens = x.shape[1];
        var rotary = pass.Position.Rotary(tokens, x);
        return pass.Position.Rotates && rotary is null
            ? null
            : FusedAttention.projected(x, weights, heads, Terms(pass, x, tokens, tokens), rotary);
    }

    public override Tensor? AttendPacked(Tensor projected, long heads, ForwardPass pass)
    {
        if (!Fuses(projected, pass))
            return null;
        var tokens = projected.shape[1];
        var rotary = pass.Position.Rotary(tokens, projected);
        if (pass.Position.Rotates && rotary is null)
            return null;
        var terms = Terms(pass, projected, tokens, tokens) with
        {
            Relative = Relative(pass, () => projected.narrow(2, 0, heads).transpose(1, 2)),
        };
        return FusedAttention.self_attention(projected, heads, terms, rotary);
    }

    private bool Fuses(Tensor like, ForwardPass pass) =>
        FusedAttention.Takes(like) && !pass.Wants(WeightsName) && !pass.Position.BiasesPairs && pass.Mask.Order is null;

    private AttentionTerms Terms(ForwardPass pass, Tensor like, long queries, long keys) =>
        new AttentionTerms
        {
            Causal = pass.Mask.Causal,
            Prefix = pass.Mask.Prefix,
            KeyPadding = pass.Mask.Padding,
            Window = window,
            Bias = pass.Position.DistanceBias(pass.Start, queries, keys, like),
            Dropout = pass.DropoutProbability,
            DropoutStream = pass.Drops ? pass.DropoutStream(WeightsName) : default,
            DropoutRows = pass.DropoutRows,
        };

    /// <summary>
    /// Score terms of the relative-key embeddings, [..., T, 2c + 1], for queries [..., T, K]; null when the position encoding has none.
    /// </summary>
    private Tensor? Relative(ForwardPass pass, Func<Tensor> q) =>
        pass.Position.RelativeKeys(layer) is { } embeddings ? matmul(q(), (embeddings * (1 / Math.Sqrt(embeddings.shape[1]))).t()) : null;

    /// <summary>Expands score terms by distance, [..., T, 2c + 1], to score terms by key, [..., T, S].</summary>
    private static Tensor ByKey(Tensor relative, long keys)
    {
        var (queries, clip) = (relative.shape[^2], (relative.shape[^1] - 1) / 2);
        var places = Distances(queries, keys, relative.device).neg(); // [T, S]: key position minus query position
        return relative.gather(-1, (places.clamp(-clip, clip) + clip).expand([.. relative.shape[..^1], keys]));
    }

    /// <summary>
    /// [n, S]: 0 for visible keys, -infinity for future keys and keys outside the window; the last query is at the position of the last
    /// key.
    /// </summary>
    private Tensor Mask(long queries, long keys, bool causal, Tensor like) =>
        masks.Get(
            (queries, keys, causal),
            like,
            () =>
            {
                var hidden = full([queries, keys], double.NegativeInfinity, ScalarType.Float64);
                var mask = causal ? hidden.triu(keys - queries + 1) : zeros_like(hidden);
                if (window > 0)
                    mask = mask + hidden.tril(keys - queries - window);
                return causal || window == 0 ? mask : mask + hidden.triu(keys - queries + window);
            }
        );

    /// <summary>[B, n, S] bool: the keys that a query does not see, by the rule of <see cref="AttentionTerms"/>.</summary>
    private Tensor Hidden(AttentionMask mask, long queries, long keys, Device device)
    {
        var seen = Seen(mask, queries, keys, device); // [1 or B, n, S]
        if (window > 0)
            seen = seen & (Distances(queries, keys, device).abs() < window);
        if (mask.Prefix is { } prefix)
            seen = seen | (arange(keys, ScalarType.Int64, device) < prefix.unsqueeze(1)).unsqueeze(1);
        if (mask.Padding is { } padding)
            seen = seen & padding.logical_not().unsqueeze(1);
        return seen.logical_not();
    }

    private static Tensor Seen(AttentionMask mask, long queries, long keys, Device device)
    {
        if (!mask.Causal)
            return ones([1, queries, keys], ScalarType.Bool, device);
        return mask.Order is { } order
            ? order.unsqueeze(1) <= order.unsqueeze(2) // [B, T, T]
            : (Distances(queries, keys, device) >= 0).unsqueeze(0);
    }

    // [n, S]: query position minus key position.
    private static Tensor Distances(long queries, long keys, Device device) =>
        arange(keys - queries, keys, ScalarType.Int64, device).unsqueeze(1) - arange(keys, ScalarType.Int64, device);

    // Zero for a query without visible keys, whose softmax would be NaN.
    private static Tensor SoftmaxOver(Tensor scores, Tensor hidden)
    {
        var masked = scores.masked_fill(hidden & hidden.all(-1, keepdim: true).logical_not(), double.NegativeInfinity);
        return masked.softmax(-1).masked_fill(hidden, 0);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            masks.Dispose();
        base.Dispose(disposing);
    }
}
