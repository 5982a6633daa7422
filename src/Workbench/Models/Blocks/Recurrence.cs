using TorchSharp;
using TorchSharp.Modules;
using Workbench.Models.Attention;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Blocks;

/// <summary>A gated recurrent unit in the place of self-attention: [B, T, D] to [B, T, D]. Cho et al. 2014; the equations are
/// PyTorch's.</summary>
internal sealed class Recurrence : nn.Module<Tensor, ForwardPass, Tensor>
{
    private readonly GRU unit;
    private readonly int layer;

    public Recurrence(BuildPlan plan)
        : base(nameof(Recurrence))
    {
        var width = plan.Model.Width;
        layer = plan.Layer;
        unit = nn.GRU(width, width, batchFirst: true, bias: plan.Model.Bias, device: plan.Device, dtype: plan.Dtype);
        foreach (var (name, parameter) in unit.named_parameters())
        {
            // The three gates are drawn separately: their scale is that of a projection D -> D.
            if (name.StartsWith("weight", StringComparison.Ordinal))
                for (var gate = 0; gate < 3; gate++)
                    parameter
                        .narrow(0, gate * width, width)
                        .copy_(plan.Draw($"{nameof(unit)}.{name}.{gate}", WeightRole.Projection, width, width));
            else
                parameter.zero_();
        }
        RegisterComponents();
    }

    public static LayerState NewState() => new HiddenState();

    /// <summary>Trained parameters of one unit.</summary>
    public static long ParameterCount(TransformerConfig model) => 6L * model.Width * model.Width + (model.Bias ? 6L * model.Width : 0);

    /// <summary>Floating-point operations for one token (a multiply-add is two).</summary>
    public static double FlopsPerToken(TransformerConfig model) => 12.0 * model.Width * model.Width;

    public override Tensor forward(Tensor x, ForwardPass pass)
    {
        using var scope = NewDisposeScope();
        var state = (HiddenState?)pass.State(layer);
        var (outputs, last) = unit.call(x, state?.Reached); // [B, T, D], [1, B, D]
        state?.Move(last);
        return outputs.MoveToOuterDisposeScope();
    }

    private sealed class HiddenState : LayerState
    {
        /// <summary>[1, B, D]; null before the first token.</summary>
        public Tensor? Reached { get; private set; }

        public override long Elements => Reached?.NumberOfElements ?? 0;

        public void Move(Tensor reached)
        {
            Dispose(true);
            Reached = reached.clone().DetachFromDisposeScope();
        }

        public override LayerState Take(Tensor rows) =>
            new HiddenState { Reached = Reached?.index_select(1, rows).DetachFromDisposeScope() };

        protected override void Dispose(bool disposing)
        {
            Reached?.Dispose();
            Reached = null;
        }
    }
}
