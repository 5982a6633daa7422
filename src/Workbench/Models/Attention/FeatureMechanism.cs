using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// Attention through feature maps: phi(q) . sum phi(k) v^T / phi(q) . sum phi(k). Numerator and denominator are one sum over
/// values with a column of ones.
/// </summary>
abstract class FeatureMechanism(string name, string path, long chunk, double floor) : AttentionMechanism(name, path)
{
    public override LayerState NewState(int batch) => new SumState();

    /// <summary>The features of queries [G, R, B, T, F], of keys [G, B, T, F], and the weights of pairs.</summary>
    protected abstract (Tensor Queries, Tensor Keys, LogWeights? Weights) Map(Tensor x, Tensor q, Tensor k, SumState? state);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, Pass pass, LayerState? state)
    {
        var (queries, keys, weights) = Map(x, q, k, (SumState?)state);
        if (pass.Wants(WeightsName))
            RecordWeights(pass, CausalSums.Weights(queries, keys, weights, floor));
        var ones = ones_like(v.narrow(-1, 0, 1)); // [G, B, T, 1]
        var mixed = CausalSums.Of(queries, keys, cat([v, ones], -1), weights, chunk, (SumState?)state); // [G, R, B, T, K + 1]
        var parts = mixed.split([v.shape[^1], 1], -1);
        return parts[0] / parts[1].clamp_min(floor); // [G, R, B, T, K]
    }

    /// <summary>The weights that carry a running maximum of c [G, B, T]: exp(c_s - max of c up to t). No later key can change them.</summary>
    protected static LogWeights RunningMaximum(Tensor c, SumState? state)
    {
        var before = state?.Reference ?? c.select(2, 0); // [G, B]
        var highest = maximum(c.cummax(2).values, before.unsqueeze(2)); // [G, B, T]
        return new(highest.neg(), c, before.neg(), Absolute: true);
    }
}
