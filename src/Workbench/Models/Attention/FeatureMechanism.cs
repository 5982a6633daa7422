using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Features of queries and keys, as arguments of <see cref="CausalLinearAttention"/>.</summary>
/// <param name="Queries">[G, R, B, T, F]</param>
/// <param name="Keys">[G, B, T, F]</param>
internal sealed record Features(Tensor Queries, Tensor Keys)
{
    /// <summary>Weights of pairs; null means that all are 1.</summary>
    public PairWeights? Weights { get; init; }

    /// <summary>Whether the weights are relative to the start of the text, so that a decoding state must store its reference.</summary>
    public bool Absolute { get; init; }

    /// <summary>Features of the denominator, when they differ from those of the numerator.</summary>
    public TotalFeatures? Totals { get; init; }

    /// <summary>Feature map that the kernel applies to both before the products.</summary>
    public FeatureMap Rest { get; init; }
}

/// <summary>Attention through feature maps: phi(q) . sum phi(k) v^T / phi(q) . sum phi(k).</summary>
internal abstract class FeatureMechanism(string name, string path, long chunk, double floor) : AttentionMechanism(name, path)
{
    public override LayerState NewState(int batch) => new SumState();

    /// <summary>Maps queries [G, R, B, T, K] and keys [G, B, T, K] to features.</summary>
    protected abstract Features Map(Tensor x, Tensor q, Tensor k, ForwardPass pass, SumState? state);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state)
    {
        var memory = (SumState?)state;
        var features = Map(x, q, k, pass, memory);
        if (pass.Wants(WeightsName))
            RecordWeights(pass, Weights(features, pass.Mask));
        if (!pass.Mask.Causal)
            return Unmasked(features, v, pass.Mask.Padding);
        if (memory is null)
            return CausalLinearAttention.causal_linear_attention(
                features.Queries,
                features.Keys,
                v,
                features.Rest,
                features.Weights,
                features.Totals,
                floor,
                chunk
            );
        var (mixed, moved) = CausalLinearAttention.causal_linear_attention_from(
            memory.Reached,
            features.Queries,
            features.Keys,
            v,
            features.Rest,
            features.Weights,
            features.Totals,
            floor,
            chunk
        );
        memory.Move(
            moved,
            features is { Weights: { } weights, Absolute: true } ? weights.query.select(2, weights.query.shape[2] - 1).neg() : null
        );
        return mixed; // [G, R, B, T, K]
    }

    /// <summary>
    /// Pair weights exp(c_s - max of c up to t) for c [G, B, T]: stabilised by a running maximum, so that they stay causal.
    /// </summary>
    protected static PairWeights RunningMaximum(Tensor c, SumState? state)
    {
        var before = state?.Reference ?? c.select(2, 0); // [G, B]
        var highest = maximum(c.cummax(2).values, before.unsqueeze(2)); // [G, B, T]
        return new(highest.neg(), c, before.neg());
    }

    // Sums over all keys, once for all queries: [G, R, B, T, K].
    private Tensor Unmasked(Features features, Tensor v, Tensor? padding)
    {
        var (queries, keys) = Final(features, features.Queries, features.Keys);
        var (readers, totals) = features.Totals is { } others ? (others.query, others.key) : (queries, keys);
        if (KeyWeights(features, padding) is { } weights)
            (keys, totals) = (keys * weights.unsqueeze(-1), totals * weights.unsqueeze(-1));
        var mixed = matmul(queries, matmul(keys.transpose(-1, -2), v).unsqueeze(1)); // [G, R, B, T, K]
        var sums = matmul(readers, totals.sum([2]).unsqueeze(1).unsqueeze(-1)); // [G, R, B, T, 1]
        return mixed / sums.clamp_min(floor);
    }

    // The weight of each key without a causal mask, [G, B, S]: relative to the largest, and 0 for padding. Null when all are 1.
    private static Tensor? KeyWeights(Features features, Tensor? padding)
    {
        if (features.Weights is not { } weights)
            return padding is null ? null : padding.logical_not().to(features.Keys.dtype).unsqueeze(0);
        var logarithms = padding is null ? weights.key : weights.key.masked_fill(padding, double.NegativeInfinity);
        return (logarithms - logarithms.amax([-1L], keepdim: true).clamp_min(-1e30)).exp();
    }

    private static (Tensor Queries, Tensor Keys) Final(Features features, Tensor queries, Tensor keys) =>
        features.Rest == FeatureMap.Elu
            ? (CausalLinearAttention.elu_features(queries), CausalLinearAttention.elu_features(keys))
            : (queries, keys);

    // The normalised weights of all pairs, [G, R, B, T, S], with the same floor on the sum as in mixing. Quadratic; only for captures.
    private Tensor Weights(Features features, AttentionMask mask)
    {
        var pairs = Pairs(features, features.Queries, features.Keys, mask);
        var totals = features.Totals is { } others ? Pairs(features, others.query, others.key, mask) : pairs;
        return pairs / totals.sum(-1, keepdim: true).clamp_min(floor);
    }

    private static Tensor Pairs(Features features, Tensor queries, Tensor keys, AttentionMask mask)
    {
        (queries, keys) = Final(features, queries, keys);
        var pairs = matmul(queries, keys.unsqueeze(1).transpose(-1, -2)); // [G, R, B, T, S]
        if (!mask.Causal)
            return KeyWeights(features, mask.Padding) is { } known ? pairs * known.unsqueeze(1).unsqueeze(-2) : pairs;
        if (features.Weights is not { } weights)
            return pairs.tril();
        var size = pairs.shape[^1];
        // Mask before exp, because weights of future keys could overflow.
        var future = full([size, size], double.NegativeInfinity, pairs.dtype, pairs.device).triu_(1);
        return pairs * (weights.query.unsqueeze(-1) + weights.key.unsqueeze(-2)).add_(future).exp().unsqueeze(1);
    }
}
