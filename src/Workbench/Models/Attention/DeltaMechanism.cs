using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>The delta rule on features of unit norm: I - beta k k^T then never increases the norm of the state.</summary>
internal sealed class DeltaMechanism : AttentionMechanism
{
    private readonly Linear beta; // D -> G
    private readonly long chunk;
    private readonly bool rotates;

    public DeltaMechanism(DeltaAttention config, BuildPlan plan)
        : base("delta", plan.Path)
    {
        (chunk, rotates) = (config.Chunk, plan.Model.Position.Rotates);
        beta = plan.Gate(nameof(beta), plan.Model.Width, plan.Model.KeyValueHeads);
        RegisterComponents();
    }

    // Rotate after the feature map: inner products of rotated features depend only on the offset; those of mapped rotations do not.
    public override bool RotatesInside => rotates;

    public override LayerState NewState(int batch) => new SumState();

    public override Tensor Attend(Tensor x, Tensor q, Tensor k, Tensor v, ForwardPass pass, LayerState? state)
    {
        var (queries, keys) = (Mapped(q, pass), Mapped(k, pass)); // [G, R, B, T, K], [G, B, T, K]
        var rates = FusedActivation.activate(beta.call(x), Activation.Sigmoid).permute(2, 0, 1); // [G, B, T]
        if (pass.Wants(WeightsName))
            RecordWeights(pass, Weights(queries, keys, rates));
        if (state is not SumState memory)
            return DeltaRule.delta_rule(queries, keys, v, rates, chunk);
        var (mixed, moved) = DeltaRule.delta_rule_from(memory.Reached?.sums, queries, keys, v, rates, chunk);
        memory.Move(new(moved, null), null);
        return mixed; // [G, R, B, T, K]
    }

    private Tensor Mapped(Tensor x, ForwardPass pass)
    {
        // Use the kernel: libtorch's silu rounds differently at the ends of each thread's range.
        var unit = nn.functional.normalize(FusedActivation.activate(x, Activation.Silu), 2, -1, 1e-6); // [..., T, K]
        return rotates ? pass.Position.Rotate(unit, pass.Start) : unit;
    }

    // The rule is linear in the values, so applying it to unit vectors gives the weights, [G, R, B, T, T]. Quadratic; only for captures.
    private Tensor Weights(Tensor queries, Tensor keys, Tensor rates)
    {
        var tokens = keys.shape[2];
        var units = eye(tokens, dtype: keys.dtype, device: keys.device).expand(keys.shape[0], keys.shape[1], -1, -1); // [G, B, T, T]
        return DeltaRule.delta_rule(queries, keys, units, rates, chunk);
    }
}
