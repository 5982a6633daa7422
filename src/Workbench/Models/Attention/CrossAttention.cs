using TorchSharp.Modules;
using Workbench.Kernels;
using Workbench.Models.Initialisation;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Models.Attention;

/// <summary>
/// Multi-head attention of a decoder to the encoder's output, with input and output projections: [B, T, D] to [B, T, D]. No position
/// encoding acts between the two texts.
/// </summary>
internal sealed class CrossAttention : nn.Module<Tensor, ForwardPass, Tensor>
{
    private readonly Linear query; // D -> H K
    private readonly Linear key_value; // D -> G K + G r: all key heads, all value heads
    private readonly AttentionMechanism mechanism;
    private readonly Linear output; // H r -> D
    private readonly ValueFactors values;
    private readonly nn.Module<Tensor, Tensor>? query_norm; // over the head width; null without
    private readonly nn.Module<Tensor, Tensor>? key_norm;
    private readonly PositionEncoding nowhere;
    private readonly int heads;
    private readonly int groups;
    private readonly int layer;

    public CrossAttention(BuildPlan plan)
        : base(nameof(CrossAttention))
    {
        var model = plan.Model;
        (heads, groups, layer, values) = (model.HeadCount, model.KeyValueHeads, plan.Layer, ValueFactors.Of(model));
        var (queryWidth, keyWidth) = (heads * model.HeadWidth, groups * model.HeadWidth);
        query = plan.Linear(nameof(query), model.Width, queryWidth, WeightRole.Projection);
        using var key = plan.Draw("key.weight", WeightRole.Projection, keyWidth, model.Width);
        using var value = plan.Draw("value.weight", WeightRole.Projection, values.Rows, model.Width);
        key_value = BuildPlan.Linear(cat([key, value], 0), plan.Bias(keyWidth + values.Rows));
        var apart = plan with { Model = model with { Position = new NoPosition() } };
        nowhere = apart.Model.Position.Build(apart);
        mechanism = model.Attention.AcrossTexts().Build(apart);
        output = plan.Linear(nameof(output), values.Columns, model.Width, WeightRole.ResidualEnd);
        query_norm = SelfAttention.HeadNorm(plan, nameof(query_norm));
        key_norm = SelfAttention.HeadNorm(plan, nameof(key_norm));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var q = ByHead(FusedLinear.linear(x, query.weight!, query.bias)); // [H, B, T, K]
        if (query_norm is not null)
            q = query_norm.call(q);
        var (k, v) = pass.MemoryState(layer) is { } known ? known.Get(() => KeysAndValues(pass.Memory!)) : KeysAndValues(pass.Memory!);
        var mixed = mechanism.Attend(x, q.unflatten(0, [groups, heads / groups]), k, v, pass.Across(nowhere), null); // [G, R, B, T, K]
        var together = mixed.flatten(0, 1).permute(1, 2, 0, 3).flatten(2, 3); // [B, T, H K]
        return FusedLinear.linear(together, values.WideColumns(output.weight!), output.bias).MoveToOuterDisposeScope(); // [B, T, D]
    }

    private (Tensor Keys, Tensor Values) KeysAndValues(Tensor memory)
    {
        var bias = key_value.bias is null ? null : values.WideRows(key_value.bias);
        var parts = ByHead(FusedLinear.linear(memory, values.WideRows(key_value.weight!), bias)).split([groups, groups], 0); // [G, B, S, K]
        return (key_norm is null ? parts[0] : key_norm.call(parts[0]), parts[1]);
    }

    // [B, T, n K] to [n, B, T, K]
    private Tensor ByHead(Tensor projected) =>
        projected.unflatten(2, [-1, query.weight!.shape[0] / heads]).permute(2, 0, 1, 3).contiguous();
}
