using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// softmax(Q K^T / sqrt(K) + mask + bias) V, by the attention kernel where it takes the tensors; by plain operators elsewhere, when weights
/// are captured, and when a position biases pairs one by one.
/// </summary>
/// <param name="plan">Of the block's attention.</param>
/// <param name="window">A query sees the last so many keys, its own among them. Default 0: all.</param>
sealed class SoftmaxMechanism(BuildPlan plan, long window = 0) : AttentionMechanism("softmax", plan.Path)
{
    readonly int layer = plan.Layer;
    readonly ConstantTensorCache<(long Queries, long Keys)> masks = new();

    public override LayerState NewState(int batch) => new KeyValueState(window);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state)
    {
        if (state is KeyValueState memory)
            (k, v) = memory.Append(k, v);
        if (Fuses(q, pass))
        {
            var asked = q.flatten(0, 1).transpose(0, 1); // [B, H, T, K]
            var terms = Terms(pass, q, q.shape[3], k.shape[2]) with { Relative = Relative(pass, () => asked) };
            return FusedAttention
                .attention(asked, k.transpose(0, 1), v.transpose(0, 1), terms) // [B, H, T, K]
                .transpose(0, 1)
                .unflatten(0, [q.shape[0], q.shape[1]]); // [G, R, B, T, K]
        }
        var (groups, shared, batch, queries, width) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var keys = k.shape[2];
        var scale = 1 / Math.Sqrt(width);
        // Heads that share keys stand below one another, as rows of one product.
        var rows = (shared == 1 ? q : q.transpose(1, 2)).reshape(groups * batch, shared * queries, width); // [GB, RT, K]
        var columns = k.reshape(groups * batch, keys, width).transpose(1, 2); // [GB, K, S]
        // Who biases pairs is asked about forgotten keys too: key j stands at position j.
        var forgotten = pass.Position.BiasesPairs ? pass.Start + queries - keys : 0;
        var mask = Mask(queries, forgotten + keys, q);
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
        var weights = scores.softmax(-1); // [GB, RT, S]
        if (pass.Wants(WeightsName))
            RecordWeights(pass, weights.view(groups, batch, shared, queries, keys).transpose(1, 2));
        if (pass.Drops)
        {
            // Masked as [G, R, B, T, S], the order of [H, B, T, S]: a head has the same mask whether it shares its keys or not.
            weights = pass.Dropout(weights.view(groups, batch, shared, queries, keys).transpose(1, 2), WeightsName)
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

    bool Fuses(Tensor like, ForwardPass pass) => FusedAttention.Takes(like) && !pass.Wants(WeightsName) && !pass.Position.BiasesPairs;

    AttentionTerms Terms(ForwardPass pass, Tensor like, long queries, long keys) =>
        AttentionTerms.CausalOnly with
        {
            Window = window,
            Bias = pass.Position.DistanceBias(pass.Start, queries, keys, like),
            Dropout = pass.DropoutProbability,
            DropoutStream = pass.Drops ? pass.DropoutStream(WeightsName) : default,
        };

    /// <summary>
    /// What embeddings of distances add to the scores of queries [..., T, K], [..., T, 2c + 1]; null where a position has none.
    /// </summary>
    Tensor? Relative(ForwardPass pass, Func<Tensor> q) =>
        pass.Position.RelativeKeys(layer) is { } embeddings ? matmul(q(), (embeddings * (1 / Math.Sqrt(embeddings.shape[1]))).t()) : null;

    /// <summary>The terms of distances [..., T, 2c + 1] where the keys stand, [..., T, S].</summary>
    static Tensor ByKey(Tensor relative, long keys)
    {
        var (queries, clip) = (relative.shape[^2], (relative.shape[^1] - 1) / 2);
        var places =
            arange(keys, ScalarType.Int64, relative.device).unsqueeze(0)
            - arange(keys - queries, keys, ScalarType.Int64, relative.device).unsqueeze(1); // [T, S]: the key's position less the query's
        return relative.gather(-1, (places.clamp(-clip, clip) + clip).expand([.. relative.shape[..^1], keys]));
    }

    /// <summary>
    /// [n, S]: 0 where a query may look, -infinity in its future and beyond its window; the last query stands at the last key.
    /// </summary>
    Tensor Mask(long queries, long keys, Tensor like) =>
        masks.Get(
            (queries, keys),
            like,
            () =>
            {
                var hidden = full([queries, keys], double.NegativeInfinity, ScalarType.Float64);
                var future = hidden.triu(keys - queries + 1);
                return window == 0 ? future : future + hidden.tril(keys - queries - window);
            }
        );

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            masks.Dispose();
        base.Dispose(disposing);
    }
}
