using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>phi(x) = elu(x) + 1. A rotary position encoding rotates phi(q) and phi(k) in the numerator only, so the denominator stays
/// positive.</summary>
internal sealed class EluMechanism(LinearAttention config, string path, bool rotates)
    : FeatureMechanism("linear", path, config.Chunk, Floor)
{
    private const double Floor = 1e-12;

    public override bool RotatesInside => rotates;

    protected override Features Map(Tensor x, Tensor q, Tensor k, ForwardPass pass, SumState? state)
    {
        if (!rotates)
            return new(q, k) { Rest = FeatureMap.Elu };
        // [G, R, B, T, K], [G, B, T, K]
        var (queries, keys) = (CausalLinearAttention.elu_features(q), CausalLinearAttention.elu_features(k));
        return new(pass.Position.Rotate(queries, pass.Start), pass.Position.Rotate(keys, pass.Start)) { Totals = new(queries, keys) };
    }
}
