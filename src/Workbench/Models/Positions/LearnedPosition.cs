using TorchSharp.Modules;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// A trained vector for every position of the context, added to the token embedding. Not defined beyond the context. Radford et al. 2018.
/// </summary>
public sealed record LearnedPosition : PositionConfig
{
    /// <inheritdoc/>
    public override bool CanExtrapolate => false;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Table(plan);

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model) => (long)model.Context * model.Width;

    private sealed class Table : PositionEncoding
    {
        private readonly Parameter weight;

        public Table(BuildPlan plan)
            : base("learned")
        {
            weight = nn.Parameter(plan.Draw(nameof(weight), WeightRole.Embedding, plan.Model.Context, plan.Model.Width));
            RegisterComponents();
        }

        public override Tensor Embed(Tensor x, long start)
        {
            using var rows = weight.narrow(0, start, x.shape[^2]); // [T, D]
            return x + rows; // [B, T, D]
        }
    }
}
