using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>phi(x) = elu(x) + 1. A rotating position turns phi(q) and phi(k) in the numerator; the denominator stays positive.</summary>
sealed class EluMechanism(LinearAttention config, string path, bool rotates) : FeatureMechanism("linear", path, config.Chunk, Floor)
{
    const double Floor = 1e-12;

    public override bool RotatesInside => rotates;

    protected override (Tensor, Tensor, LogWeights?) Map(Tensor x, Tensor q, Tensor k, SumState? state) =>
        (nn.functional.elu(q, 1).add_(1), nn.functional.elu(k, 1).add_(1), null);

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, Pass pass, LayerState? state)
    {
        if (!rotates)
            return base.Attend(x, q, k, v, pass, state);
        var memory = (SumState?)state;
        var (queries, keys, _) = Map(x, q, k, memory); // [G, R, B, T, K], [G, B, T, K]
        var turnedQueries = pass.Position.Rotate(queries, pass.Start);
        var turnedKeys = pass.Position.Rotate(keys, pass.Start);
        if (pass.Wants(WeightsName))
            RecordWeights(pass, matmul(turnedQueries, turnedKeys.unsqueeze(1).transpose(-1, -2)).tril()
                / matmul(queries, keys.unsqueeze(1).transpose(-1, -2)).tril().sum(-1, keepdim: true).clamp_min(Floor));
        var mixed = CausalSums.Of(turnedQueries, turnedKeys, v, null, config.Chunk, memory); // [G, R, B, T, K]
        var total = keys.cumsum(2); // [G, B, T, K]
        if (memory?.Normaliser is { } before)
            total = total + before.unsqueeze(2);
        memory?.MoveNormaliser(total.select(2, total.shape[2] - 1));
        var norm = (queries * total.unsqueeze(1)).sum([-1L], keepdim: true); // [G, R, B, T, 1]
        return mixed / norm.clamp_min(Floor);
    }
}
