using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The weights of key s for query t as exp(u_t + w_s): decay of a gate, or the running maximum that keeps exponentials in range.</summary>
/// <param name="Query">u [G, B, T], never increasing with t.</param>
/// <param name="Key">w [G, B, T], with u_t + w_s at most 0 (up to a constant) for s &lt;= t.</param>
/// <param name="Before">u before the first token [G, B]: what the state's sums are scaled by.</param>
/// <param name="Absolute">Whether u counts from the beginning of the text, so that a decoding state must remember where it stands.</param>
sealed record LogWeights(Tensor Query, Tensor Key, Tensor Before, bool Absolute);

/// <summary>
/// sum over s &lt;= t of exp(u_t + w_s) (q_t . k_s) v_s, in chunks of C tokens: products of pairs inside a chunk, sums of k v^T from one chunk
/// to the next. O(T C) instead of O(T^2), with no loop over tokens. C = T is the parallel form, C = 1 the recurrent one.
/// </summary>
/// <remarks>Legend: G key/value heads, R query heads sharing one, B batch, N chunks, C tokens in a chunk, F features, E value width.</remarks>
static class CausalSums
{
    /// <param name="q">[G, R, B, T, F]</param>
    /// <param name="k">[G, B, T, F]</param>
    /// <param name="v">[G, B, T, E]</param>
    /// <param name="weights">Weights of pairs; null: all 1.</param>
    /// <param name="chunk">C.</param>
    /// <param name="state">Sums of what was read before, moved on; null in a full forward pass.</param>
    /// <returns>[G, R, B, T, E]</returns>
    public static Tensor Of(Tensor q, Tensor k, Tensor v, LogWeights? weights, long chunk, SumState? state)
    {
        var (groups, shared, batch, tokens, features) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var width = v.shape[3];
        var size = Math.Min(chunk, tokens);
        var count = (tokens + size - 1) / size;
        var sequences = groups * batch;
        var rest = count * size - tokens;

        var keys = Pad(k, rest).reshape(sequences * count, size, features); // [GBN, C, F]
        var values = Pad(v, rest).reshape(sequences * count, size, width); // [GBN, C, E]
        var rows = Pad(q, rest).view(groups, shared, batch, count, size, features).permute(0, 2, 3, 1, 4, 5)
            .reshape(sequences * count, shared * size, features); // [GBN, RC, F]
        // Keys of the padding weigh nothing; its queries go on from the last one.
        var u = weights is null ? null : PadLast(weights.Query, rest).reshape(sequences, count, size); // [GB, N, C]
        var w = weights is null ? null : nn.functional.pad(weights.Key, (0L, rest), value: double.NegativeInfinity).reshape(sequences, count, size);

        var pairs = bmm(rows, keys.transpose(1, 2)).view(sequences * count, shared, size, size); // [GBN, R, C, C]
        pairs = u is null ? pairs.tril() : pairs * Decay(u, w!, size).view(sequences * count, 1, size, size);
        var mixed = bmm(pairs.view(sequences * count, shared * size, size), values); // [GBN, RC, E]

        if (count > 1 || state is not null)
        {
            var before = weights?.Before.reshape(sequences, 1); // [GB, 1]
            var ends = u?.select(2, size - 1); // [GB, N]
            var added = w is null ? keys : keys * (w + ends!.unsqueeze(-1)).exp().view(sequences * count, size, 1); // [GBN, C, F]
            var sums = bmm(added.transpose(1, 2), values).view(sequences, count, features * width); // [GB, N, FE]
            var first = state?.Sums?.view(sequences, 1, features * width);
            var reached = u is null ? Running(sums, first) : Running(sums, first, cat([before!, ends!], 1)); // [GB, N + 1, FE]
            var past = reached.narrow(1, 0, count).reshape(sequences * count, features, width); // [GBN, F, E]
            var asking = rows;
            if (u is not null)
            {
                var from = cat([before!, ends!.narrow(1, 0, count - 1)], 1).unsqueeze(-1); // [GB, N, 1]
                asking = (rows.view(sequences * count, shared, size, features) * (u - from).exp().view(sequences * count, 1, size, 1))
                    .view(sequences * count, shared * size, features);
            }
            mixed.add_(bmm(asking, past));
            state?.Move(
                reached.select(1, count).view(groups, batch, features, width),
                weights is { Absolute: true } ? ends!.select(1, count - 1).neg().view(groups, batch) : null);
        }
        var whole = mixed.view(groups, batch, count, shared, size, width).permute(0, 3, 1, 2, 4, 5); // [G, R, B, N, C, E]
        return whole.reshape(groups, shared, batch, count * size, width).narrow(3, 0, tokens);
    }

    /// <summary>The weights that pairs get, [G, R, B, T, T], divided by their sum (at least <paramref name="floor"/>, as when values are mixed); quadratic, for captures.</summary>
    public static Tensor Weights(Tensor q, Tensor k, LogWeights? weights, double floor)
    {
        var pairs = matmul(q, k.unsqueeze(1).transpose(-1, -2)); // [G, R, B, T, T]
        pairs = weights is null ? pairs.tril() : pairs * Decay(weights.Query, weights.Key, pairs.shape[^1]).unsqueeze(1);
        return pairs / pairs.sum(-1, keepdim: true).clamp_min(floor);
    }

    /// <summary>exp(u_t + w_s) for s &lt;= t, 0 in the future: masked before exp, where a future weight could overflow.</summary>
    static Tensor Decay(Tensor u, Tensor w, long size)
    {
        var future = full([size, size], double.NegativeInfinity, u.dtype, u.device).triu_(1);
        return (u.unsqueeze(-1) + w.unsqueeze(-2)).add_(future).exp(); // [..., C, C]
    }

    // Sums before chunk 0, 1, ..., N: shifted, never subtracted, so that no bit of a later chunk is in an earlier sum.
    static Tensor Running(Tensor sums, Tensor? first) =>
        cat([first ?? zeros_like(sums.narrow(1, 0, 1)), sums], 1).cumsum(1);

    // The same with weights: the sums of chunk m reach chunk n as exp(u at n's start - u at m's end), one lower-triangular product.
    static Tensor Running(Tensor sums, Tensor? first, Tensor ends)
    {
        var all = cat([first ?? zeros_like(sums.narrow(1, 0, 1)), sums], 1); // [GB, N + 1, FE]
        return bmm(Decay(ends, -ends, ends.shape[1]), all);
    }

    static Tensor Pad(Tensor x, long rest) => rest == 0 ? x : nn.functional.pad(x, (0L, 0L, 0L, rest));

    static Tensor PadLast(Tensor x, long rest) =>
        rest == 0 ? x : cat([x, x.narrow(-1, x.shape[^1] - 1, 1).expand([.. x.shape[..^1], rest])], -1);
}
