using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Trigonometric features of queries and keys of unit norm, optionally with gated decay of the sums.</summary>
internal sealed class RandomFeatureMechanism : FeatureMechanism
{
    // Trigonometric estimates of a small sum can be zero or negative; the exact sum of the kernel is at least exp(-2 / sigma^2).
    private const double Floor = 1e-2;

    private readonly Tensor projection; // [M, K]
    private readonly Linear? gate; // D -> G

    public RandomFeatureMechanism(RandomFeatureAttention config, BuildPlan plan)
        : base("rfa", plan.Path, config.Chunk, Floor)
    {
        var model = plan.Model;
        var directions = RandomProjections.Draw(config.Features, model.HeadWidth, config.Orthogonal, plan.Stream("features"));
        projection = plan.Values([.. directions.Select(one => one / config.Sigma)], config.Features, model.HeadWidth);
        if (config.Gate)
            gate = plan.Gate(nameof(gate), model.Width, model.KeyValueHeads);
        RegisterComponents();
    }

    protected override Features Map(Tensor x, Tensor q, Tensor k, ForwardPass pass, SumState? state) =>
        new(Mapped(q), Mapped(k)) { Weights = gate is null ? null : Gates(x) };

    private Tensor Mapped(Tensor x)
    {
        var unit = nn.functional.normalize(x, 2, -1, 1e-6); // [..., K]
        var angles = matmul(unit, projection.t()); // [..., M]
        return cat([angles.sin(), angles.cos()], -1) * (1 / Math.Sqrt(projection.shape[0])); // [..., 2M]
    }

    // S_t = g_t S_(t-1) + (1 - g_t) phi(k_t) v_t^T: key s has weight (1 - g_s) times the product of the gates after it.
    private PairWeights Gates(Tensor x)
    {
        var logits = gate!.call(x).permute(2, 0, 1); // [G, B, T]
        var passed = nn.functional.logsigmoid(logits).cumsum(2); // log of g_1 ... g_t
        return new(passed, nn.functional.logsigmoid(-logits) - passed, zeros_like(passed.select(2, 0)));
    }
}
