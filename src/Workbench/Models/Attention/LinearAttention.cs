using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Models.Attention;

/// <summary>
/// phi(q_i) sum_j phi(k_j) v_j^T / phi(q_i) sum_j phi(k_j), j &lt;= i, with phi(x) = elu(x) + 1. Katharopoulos et al. 2020, "Transformers
/// are RNNs". With a rotary position encoding, phi(q) and phi(k) are rotated in the numerator only (Su et al. 2021, equation 19).
/// </summary>
public sealed record LinearAttention : AttentionConfig, IExactLimits
{
    /// <summary>
    /// Chunk length of the parallel form, in tokens; the sums are carried from chunk to chunk. Affects only speed and rounding. Default 64.
    /// </summary>
    [InRange(1, 65536)]
    public int Chunk { get; init; } = 64;

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) =>
        new[] { 1, 3, 64 }.Select(chunk => new ExactLimit(
            "parallel, chunked and recurrent forms agree",
            model with
            {
                Attention = this with { Chunk = chunk },
            },
            model,
            1e-9
        ));

    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.Causal | MaskKinds.Full;

    /// <inheritdoc/>
    public override AttentionMechanism Build(BuildPlan plan) => new EluMechanism(this, plan.Path, plan.Model.Position.Rotates);

    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context) => SumFlops(model, model.HeadWidth);

    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) => SumElements(model, model.HeadWidth);
}
