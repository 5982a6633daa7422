using static TorchSharp.torch;

namespace Workbench.Kernels;

// Reference implementation with plain operators, in chunks of C tokens: products of pairs within a chunk, sums of k v^T across chunks. C =
// T is the parallel form, C = 1 the recurrent form.
public static partial class CausalLinearAttention
{
    internal static (Tensor Output, LinearState? State) Composite(Call call, bool moves)
    {
        using var scope = NewDisposeScope();
        var (output, state) = Computed(call, moves);
        return (
            output.MoveToOuterDisposeScope(),
            state is null ? null : new LinearState(state.sums.MoveToOuterDisposeScope(), state.normaliser?.MoveToOuterDisposeScope())
        );
    }

    private static (Tensor Output, LinearState? State) Computed(Call call, bool moves)
    {
        var (q, k) = call.Map == FeatureMap.Elu ? (elu_features(call.Q), elu_features(call.K)) : (call.Q, call.K);
        if (call.Floor is not { } floor)
        {
            var (sum, last) = Sums(q, k, call.V, call.Weights, call.Chunk, call.State?.sums, moves);
            return (sum, moves ? new LinearState(last!, null) : null);
        }
        var column = ones([.. call.K.shape[..3], 1], call.K.dtype, call.K.device); // [G, B, T, 1]
        var before = call.State?.normaliser?.unsqueeze(-1); // [G, B, D, 1]
        if (call.Totals is { } totals)
        {
            var (mixed, sums) = Sums(q, k, call.V, call.Weights, call.Chunk, call.State?.sums, moves);
            var (total, normaliser) = Sums(totals.query, totals.key, column, call.Weights, call.Chunk, before, moves);
            return (mixed / total.clamp_min(floor), moves ? new LinearState(sums!, normaliser!.squeeze(-1)) : null);
        }
        // Compute numerator and denominator as one sum, over the values with an additional column of ones.
        var width = call.V.shape[3];
        var first = call.State is { } state ? cat([state.sums, before!], -1) : null;
        var (both, reached) = Sums(q, k, cat([call.V, column], -1), call.Weights, call.Chunk, first, moves); // [G, R, B, T, K + 1]
        return (
            both.narrow(-1, 0, width) / both.narrow(-1, width, 1).clamp_min(floor),
            moves ? new LinearState(reached!.narrow(-1, 0, width), reached.select(-1, width)) : null
        );
    }

    /// <summary>
    /// elu(x) + 1 as exp(min(x, 0)) + max(x, 0), because libtorch's elu rounds differently at the ends of each thread's range.
    /// </summary>
    /// <param name="x">Any shape.</param>
    public static Tensor elu_features(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x.clamp_max(0).exp() + x.relu()).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// sum over s &lt;= t of exp(u_t + w_s) (q_t . k_s) v_s [G, R, B, T, E], and the sum of k v^T [G, B, F, E] after the last token.
    /// </summary>
    private static (Tensor Output, Tensor? State) Sums(
        Tensor q,
        Tensor k,
        Tensor v,
        PairWeights? weights,
        long chunk,
        Tensor? first,
        bool moves
    )
    {
        var (groups, shared, batch, tokens, features) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var width = v.shape[3];
        if (tokens == 0)
        {
            return (
                zeros([groups, shared, batch, 0, width], v.dtype, v.device),
                first?.alias() ?? zeros([groups, batch, features, width], v.dtype, v.device)
            );
        }
        var size = Math.Min(chunk, tokens);
        var count = (tokens + size - 1) / size;
        var (sequences, rest) = (groups * batch, count * size - tokens);

        var keys = Pad(k, rest).reshape(sequences * count, size, features); // [GBN, C, F]
        var values = Pad(v, rest).reshape(sequences * count, size, width); // [GBN, C, E]
        var rows = Pad(q, rest)
            .reshape(groups, shared, batch, count, size, features)
            .permute(0, 2, 3, 1, 4, 5)
            .reshape(sequences * count, shared * size, features); // [GBN, RC, F]
        // Padding: keys have weight 0; queries repeat the weight of the last one.
        var u = weights is null ? null : PadLast(weights.query, rest).reshape(sequences, count, size); // [GB, N, C]
        var w = weights is null
            ? null
            : nn.functional.pad(weights.key, (0L, rest), value: double.NegativeInfinity).reshape(sequences, count, size);

        var pairs = bmm(rows, keys.transpose(1, 2)).view(sequences * count, shared, size, size); // [GBN, R, C, C]
        pairs = u is null ? pairs.tril() : pairs * Decay(u, w!, size).view(sequences * count, 1, size, size);
        var mixed = bmm(pairs.view(sequences * count, shared * size, size), values); // [GBN, RC, E]
        Tensor? last = null;
        if (count > 1 || first is not null || moves)
        {
            var start = weights?.before.reshape(sequences, 1); // [GB, 1]
            var ends = u?.select(2, size - 1); // [GB, N]
            var added = w is null ? keys : keys * (w + ends!.unsqueeze(-1)).exp().view(sequences * count, size, 1); // [GBN, C, F]
            var sums = bmm(added.transpose(1, 2), values).view(sequences, count, features * width); // [GB, N, FE]
            var all = cat([first?.reshape(sequences, 1, features * width) ?? zeros_like(sums.narrow(1, 0, 1)), sums], 1); // [GB, N + 1, FE]
            // The sums of chunk m contribute to chunk n with the factor exp(u at n's start - u at m's end).
            var marks = u is null ? null : cat([start!, ends!], 1); // [GB, N + 1]
            var reached = marks is null ? all.cumsum(1) : bmm(Decay(marks, -marks, count + 1), all);
            var asking = rows;
            if (marks is not null)
            {
                var scale = (u! - marks.narrow(1, 0, count).unsqueeze(-1)).exp(); // [GB, N, C]
                asking = (rows.view(sequences * count, shared, size, features) * scale.view(sequences * count, 1, size, 1)).view(
                    sequences * count,
                    shared * size,
                    features
                );
            }
            mixed = mixed + bmm(asking, reached.narrow(1, 0, count).reshape(sequences * count, features, width));
            last = reached.select(1, count).reshape(groups, batch, features, width);
        }
        var whole = mixed.view(groups, batch, count, shared, size, width).permute(0, 3, 1, 2, 4, 5); // [G, R, B, N, C, E]
        return (whole.reshape(groups, shared, batch, count * size, width).narrow(3, 0, tokens), last);
    }

    /// <summary>exp(u_t + w_s) for s &lt;= t, 0 for future keys; masked before exp, because weights of future keys could
    /// overflow.</summary>
    private static Tensor Decay(Tensor u, Tensor w, long size)
    {
        var future = full([size, size], double.NegativeInfinity, u.dtype, u.device).triu_(1);
        return (u.unsqueeze(-1) + w.unsqueeze(-2)).add_(future).exp(); // [..., C, C]
    }

    private static Tensor Pad(Tensor x, long rest) => rest == 0 ? x : nn.functional.pad(x, (0L, 0L, 0L, rest));

    private static Tensor PadLast(Tensor x, long rest) =>
        rest == 0 ? x : cat([x, x.narrow(-1, x.shape[^1] - 1, 1).expand([.. x.shape[..^1], rest])], -1);
}
