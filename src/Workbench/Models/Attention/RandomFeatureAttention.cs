using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Models.Attention;

/// <summary>
/// Random-feature attention on queries and keys of unit norm: phi(x) = sqrt(1/M) (sin(w_i x), cos(w_i x)) with w_i ~ N(0, sigma^-2 I), an
/// unbiased estimate of exp(-|q - k|^2 / 2 sigma^2). Peng et al. 2021, "Random Feature Attention".
/// </summary>
public sealed record RandomFeatureAttention : AttentionConfig, IExactLimits
{
    /// <summary>The number M of projections w_i (phi has 2M entries). Default 64.</summary>
    [InRange(1, 65536), Positional]
    public int Features { get; init; } = 64;

    /// <summary>The kernel's width. Default 1.</summary>
    [InRange(0, 1000, Above = true)]
    public double Sigma { get; init; } = 1;

    /// <summary>
    /// Whether the sums decay by a learned gate, S_t = g_t S_(t-1) + (1 - g_t) phi(k_t) v_t^T with g_t = sigmoid(x_t W + b) for each
    /// key/value head. Default false.
    /// </summary>
    public bool Gate { get; init; }

    /// <summary>
    /// Whether the projections are block-orthogonal, with each row rescaled to the norm of an independent Gaussian vector. Default false.
    /// </summary>
    public bool Orthogonal { get; init; }

    /// <summary>Chunk length of the parallel form, in tokens. Affects only speed and rounding. Default 64.</summary>
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

    /// <summary>A gate decays what lies back, and so needs a causal mask.</summary>
    /// <inheritdoc/>
    public override MaskKinds Masks => Gate ? MaskKinds.Causal : MaskKinds.Causal | MaskKinds.Full;

    /// <inheritdoc/>
    public override AttentionMechanism Build(BuildPlan plan) => new RandomFeatureMechanism(this, plan);

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model) => Gate ? (model.Width + 1L) * model.KeyValueHeads : 0;

    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context) =>
        SumFlops(model, 2L * Features) + ProjectionFlops(model, Features) + (Gate ? 2.0 * model.Width * model.KeyValueHeads : 0);

    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) => SumElements(model, 2L * Features);
}
