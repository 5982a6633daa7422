using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Models.Attention;

/// <summary>
/// An unbiased estimate of softmax attention from M random features of x = q K^(-1/4) and y = k K^(-1/4). Choromanski et al. 2021,
/// "Rethinking Attention with Performers". The projections are drawn once and never redrawn.
/// </summary>
public sealed record PerformerAttention : AttentionConfig, IExactLimits
{
    /// <summary>The number M of projections. Default 64.</summary>
    [InRange(1, 65536), Positional]
    public int Features { get; init; } = 64;

    /// <summary>The kind of features. Default favor+.</summary>
    public PerformerKernel Kernel { get; init; } = PerformerKernel.FavorPlus;

    /// <summary>
    /// Whether the projections are block-orthogonal, with each row rescaled to the norm of an independent Gaussian vector. Default true.
    /// </summary>
    public bool Orthogonal { get; init; } = true;

    /// <summary>Chunk length of the parallel form, in tokens. Affects only speed and rounding. Default 64.</summary>
    [InRange(1, 65536)]
    public int Chunk { get; init; } = 64;

    private long FeatureWidth => Kernel == PerformerKernel.FavorPlus ? Features : 2L * Features;

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
    public override AttentionMechanism Build(BuildPlan plan) => new PerformerMechanism(this, plan);

    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context) =>
        SumFlops(model, FeatureWidth) + ProjectionFlops(model, Features);

    /// <summary>The sums, and a running maximum per key/value head.</summary>
    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) => SumElements(model, FeatureWidth) + model.KeyValueHeads;
}

/// <summary>The features of <see cref="PerformerAttention"/>.</summary>
public enum PerformerKernel
{
    /// <summary>Positive: exp(w x - |x|^2 / 2) / sqrt(M). Also parsed from "favor+".</summary>
    FavorPlus,

    /// <summary>Trigonometric: exp(|x|^2 / 2) (sin(w x), cos(w x)) / sqrt(M).</summary>
    Favor,

    /// <summary>Positive in pairs: exp(-|x|^2 / 2) (exp(w x), exp(-w x)) / sqrt(2M), of lower variance.</summary>
    Hyperbolic,
}
