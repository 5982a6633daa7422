using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>What queries and keys became, for <see cref="CausalLinearAttention"/>.</summary>
/// <param name="Queries">[G, R, B, T, F]</param>
/// <param name="Keys">[G, B, T, F]</param>
sealed record Features(Tensor Queries, Tensor Keys)
{
    /// <summary>Weights of pairs; null: all 1.</summary>
    public PairWeights? Weights { get; init; }

    /// <summary>Whether the weights count from the beginning of the text, so that a decoding state must remember where it stands.</summary>
    public bool Absolute { get; init; }

    /// <summary>Features of the denominator, where they are others.</summary>
    public TotalFeatures? Totals { get; init; }

    /// <summary>What is still done to both before their products.</summary>
    public FeatureMap Rest { get; init; }
}

/// <summary>Attention through feature maps: phi(q) . sum phi(k) v^T / phi(q) . sum phi(k).</summary>
abstract class FeatureMechanism(string name, string path, long chunk, double floor) : AttentionMechanism(name, path)
{
    public override LayerState NewState(int batch) => new SumState();

    /// <summary>The features of queries [G, R, B, T, K] and keys [G, B, T, K].</summary>
    protected abstract Features Map(Tensor x, Tensor q, Tensor k, ForwardPass pass, SumState? state);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state)
    {
        var memory = (SumState?)state;
        var features = Map(x, q, k, pass, memory);
        if (pass.Wants(WeightsName))
            RecordWeights(pass, Weights(features));
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
    /// The weights that carry a running maximum of c [G, B, T]: exp(c_s - max of c up to t). No later key can change them.
    /// </summary>
    protected static PairWeights RunningMaximum(Tensor c, SumState? state)
    {
        var before = state?.Reference ?? c.select(2, 0); // [G, B]
        var highest = maximum(c.cummax(2).values, before.unsqueeze(2)); // [G, B, T]
        return new(highest.neg(), c, before.neg());
    }

    // The weights that pairs get, [G, R, B, T, T], divided by their sum (at least the floor, as when values are mixed); quadratic, for
    // captures.
    Tensor Weights(Features features)
    {
        var pairs = Pairs(features, features.Queries, features.Keys);
        var totals = features.Totals is { } others ? Pairs(features, others.query, others.key) : pairs;
        return pairs / totals.sum(-1, keepdim: true).clamp_min(floor);
    }

    static Tensor Pairs(Features features, Tensor queries, Tensor keys)
    {
        if (features.Rest == FeatureMap.Elu)
            (queries, keys) = (CausalLinearAttention.elu_features(queries), CausalLinearAttention.elu_features(keys));
        var pairs = matmul(queries, keys.unsqueeze(1).transpose(-1, -2)); // [G, R, B, T, T]
        if (features.Weights is not { } weights)
            return pairs.tril();
        var size = pairs.shape[^1];
        // Masked before exp, where a future weight could overflow.
        var future = full([size, size], double.NegativeInfinity, pairs.dtype, pairs.device).triu_(1);
        return pairs * (weights.query.unsqueeze(-1) + weights.key.unsqueeze(-2)).add_(future).exp().unsqueeze(1);
    }
}
