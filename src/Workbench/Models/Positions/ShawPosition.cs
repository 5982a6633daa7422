using TorchSharp.Modules;
using Workbench.Configuration;
using Workbench.Models.Initialisation;
using static TorchSharp.torch;

namespace Workbench.Models.Positions;

/// <summary>
/// Learned embeddings of the clipped distance between query and key, added to the keys: e_ij = q_i (k_j + a_(j-i)) / sqrt(K). Each layer
/// has its own embeddings, shared by its heads. Shaw et al. 2018, "Self-Attention with Relative Position Representations", equations 4 and
/// 5 and section 3.2. Omits the embeddings of values (equation 3), which bring no improvement in the paper's Table 3. Where tokens do not see
/// ahead there are no positive distances, so none are learned.
/// </summary>
public sealed record ShawPosition : PositionConfig
{
    /// <summary>The clipping distance k; larger distances share its embedding. Default 16, as in the paper.</summary>
    [InRange(1, 65536), Positional]
    public int MaxDistance { get; init; } = 16;

    /// <inheritdoc/>
    public override bool CanExtrapolate => true;

    /// <inheritdoc/>
    public override PositionEncoding Build(BuildPlan plan) => new Relative(this, plan);

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model) => Entries(model) * model.HeadWidth * model.Layers;

    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model) => 2.0 * Entries(model) * model.HeadWidth * model.HeadCount;

    private long Entries(TransformerConfig model) => (model.Architecture.SeesAhead ? 2L : 1L) * MaxDistance + 1;

    /// <inheritdoc/>
    public override IEnumerable<Fault> Refusals(TransformerConfig model, string path) => NeedsScores(model, path);

    private sealed class Relative : PositionEncoding
    {
        // Per layer [k + 1, K]: k tokens back, ..., the token itself; where tokens see ahead [2k + 1, K]: ..., k tokens ahead.
        private readonly ParameterList keys;
        private readonly int maxDistance;
        private readonly bool seesAhead;

        public Relative(ShawPosition config, BuildPlan plan)
            : base("shaw")
        {
            (maxDistance, seesAhead) = (config.MaxDistance, plan.Model.Architecture.SeesAhead);
            keys = nn.ParameterList([
                .. Enumerable
                    .Range(0, plan.Model.Layers)
                    .Select(layer =>
                        nn.Parameter(
                            plan.Draw($"{nameof(keys)}.{layer}", WeightRole.Embedding, config.Entries(plan.Model), plan.Model.HeadWidth)
                        )
                    ),
            ]);
            RegisterComponents();
        }

        public override Tensor RelativeKeys(int layer)
        {
            var past = keys[layer];
            if (seesAhead)
                return past.alias();
            // Zero rows for positive distances, which the causal mask excludes.
            return cat([past, zeros([maxDistance, past.shape[1]], past.dtype, past.device)], 0); // [2k + 1, K]
        }
    }
}
