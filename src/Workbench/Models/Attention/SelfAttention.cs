using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>Multi-head self-attention with input and output projections: [B, T, D] to [B, T, D]; in a first block that widens
/// its embeddings, from their width E.</summary>
internal sealed class SelfAttention : nn.Module<Tensor, ForwardPass, Tensor>
{
    private readonly Linear qkv; // D -> (H + G) K + G r: all query heads, all key heads, all value heads
    private readonly AttentionMechanism mechanism;
    private readonly Linear output; // H r -> D
    private readonly ValueFactors values;
    private readonly nn.Module<Tensor, Tensor>? query_norm; // over the head width; null without
    private readonly nn.Module<Tensor, Tensor>? key_norm;
    private readonly int heads;
    private readonly int groups;
    private readonly int layer;

    /// <param name="plan">The plan, at the width that is read.</param>
    /// <param name="outputs">The width D that is written.</param>
    public SelfAttention(BuildPlan plan, int outputs)
        : base(nameof(SelfAttention))
    {
        var model = plan.Model;
        (heads, groups, layer, values) = (model.HeadCount, model.KeyValueHeads, plan.Layer, ValueFactors.Of(model));
        var (queryWidth, keyWidth) = (heads * model.HeadWidth, groups * model.HeadWidth);
        // Drawn separately, so that the query weights do not depend on the number of key/value heads.
        using var query = plan.Draw("query.weight", WeightRole.Projection, queryWidth, model.Width);
        using var key = plan.Draw("key.weight", WeightRole.Projection, keyWidth, model.Width);
        using var value = plan.Draw("value.weight", WeightRole.Projection, values.Rows, model.Width);
        qkv = BuildPlan.Linear(cat([query, key, value], 0), plan.Bias(queryWidth + keyWidth + values.Rows));
        mechanism = model.Attention.Build(plan);
        output = plan.Linear(nameof(output), values.Columns, outputs, WeightRole.ResidualEnd);
        (query_norm, key_norm) = (HeadNorm(plan, nameof(query_norm)), HeadNorm(plan, nameof(key_norm)));
        RegisterComponents();
    }

    public LayerState NewState(int batch) => mechanism.NewState(batch);

    public override Tensor forward(Tensor x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var state = pass.State(layer);
        // Kernels that take the projection as it comes would pass over the norms.
        var isPlain = state is null && query_norm is null;
        var weights = new ProjectionWeights(
            values.WideRows(qkv.weight!),
            qkv.bias is null ? null : values.WideRows(qkv.bias),
            values.WideColumns(output.weight!),
            output.bias
        );
        if (isPlain && mechanism.AttendProjected(x, weights, heads, pass) is { } fused)
            return fused.MoveToOuterDisposeScope();
        var (batch, tokens) = (x.shape[0], x.shape[1]);
        var projected = FusedLinear.linear(x, weights.Qkv, weights.QkvBias).unflatten(2, [heads + 2 * groups, -1]); // [B, T, H + 2G, K]
        var mixed = isPlain ? mechanism.AttendPacked(projected, heads, pass) : null; // [B, H, T, K]
        mixed ??= Attend(x, projected, pass, state);
        var together = mixed.transpose(1, 2).reshape(batch, tokens, -1); // [B, T, H K]
        return FusedLinear.linear(together, weights.Output, weights.OutputBias).MoveToOuterDisposeScope(); // [B, T, D]
    }

    private Tensor Attend(Tensor x, Tensor projected, ForwardPass pass, LayerState? state)
    {
        var byHead = Normed(projected.permute(2, 0, 1, 3)).contiguous(); // [H + 2G, B, T, K]
        Tensor q,
            k,
            v;
        if (pass.Position.Rotates && !mechanism.RotatesInside)
        {
            var halves = byHead.split([heads + groups, groups], 0);
            var turned = pass.Position.Rotate(halves[0], pass.Start).split([heads, groups], 0);
            (q, k, v) = (turned[0], turned[1], halves[1]);
        }
        else
        {
            var parts = byHead.split([heads, groups, groups], 0);
            (q, k, v) = (parts[0], parts[1], parts[2]);
        }
        return mechanism
            .Attend(x, q.unflatten(0, [groups, heads / groups]), k, v, pass, state) // [G, R, B, T, K]
            .flatten(0, 1)
            .transpose(0, 1); // [B, H, T, K]
    }

    private Tensor Normed(Tensor byHead)
    {
        if (query_norm is null)
            return byHead;
        var parts = byHead.split([heads, groups, groups], 0);
        return cat([query_norm.call(parts[0]), key_norm!.call(parts[1]), parts[2]], 0);
    }

    /// <summary>A norm of queries or keys over the head width; null in a model without.</summary>
    internal static nn.Module<Tensor, Tensor>? HeadNorm(BuildPlan plan, string name) =>
        // A norm is as wide as the model that it is built for.
        plan.Model.HeadNorm?.Build(plan.At(name) with { Model = plan.Model with { Width = plan.Model.HeadWidth } });
}
