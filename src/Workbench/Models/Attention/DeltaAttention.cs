using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Models.Attention;

/// <summary>
/// The delta rule: S_t = S_(t-1) + beta_t k_t (v_t - k_t S_(t-1)), out_t = q_t S_t. The value stored under a key is replaced; additive
/// linear attention accumulates instead. Schlag et al. 2021, "Linear Transformers Are Secretly Fast Weight Programmers", section 4.2
/// (DeltaNet). Features as in Yang et al. 2024, "Parallelizing Linear Transformers with the Delta Rule over Sequence Length": silu(x) /
/// |silu(x)| of queries and keys, beta_t = sigmoid(x_t W + b) for each key/value head; without that paper's convolutions and output norm,
/// so that only the mixing differs from the other attention variants. A rotary position encoding is applied to the features, whose norm
/// stays 1.
/// </summary>
public sealed record DeltaAttention : AttentionConfig, IExactLimits
{
    /// <summary>Chunk length of the parallel form, in tokens. Affects only speed and rounding. Default 64.</summary>
    [InRange(1, 128)]
    public int Chunk { get; init; } = 64;

    /// <inheritdoc/>
    public override string WeightsMeaning =>
        "implied weights: the share of each value that remains in the output after later replacements; they may be negative, and "
        + "need not add up to one";

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model) =>
        new[] { 1, 3, 64 }.Select(chunk => new ExactLimit(
            "chunked and recurrent forms agree",
            model with
            {
                Attention = this with { Chunk = chunk },
            },
            model,
            1e-9
        ));

    /// <inheritdoc/>
    public override AttentionMechanism Build(BuildPlan plan) => new DeltaMechanism(this, plan);

    /// <inheritdoc/>
    public override long ParameterCount(TransformerConfig model) => (model.Width + 1L) * model.KeyValueHeads;

    /// <summary>Counts the recurrent form: per key/value head one read and one update, per query head one read, and the projection to
    /// beta.</summary>
    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context) =>
        2.0 * model.HeadWidth * model.HeadWidth * (model.HeadCount + 2 * model.KeyValueHeads) + 2.0 * model.Width * model.KeyValueHeads;

    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) =>
        (long)model.KeyValueHeads * model.HeadWidth * model.HeadWidth;
}
