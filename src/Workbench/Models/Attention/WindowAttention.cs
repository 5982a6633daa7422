using Workbench.Configuration;
using Workbench.Models.Contracts;

namespace Workbench.Models.Attention;

/// <summary>
/// Sliding-window attention: softmax(Q K^T / sqrt(K) + bias) V over i - size &lt; j &lt;= i. With L layers, the receptive field of a token
/// extends to L (size - 1) earlier tokens. Beltagy et al. 2020, "Longformer", section 3.1; causal as in Jiang et al. 2023, "Mistral 7B",
/// section 2.
/// </summary>
public sealed record WindowAttention : AttentionConfig, IExactLimits
{
    /// <summary>Number of tokens that a token sees, including itself. Default 32: half of the default context.</summary>
    [InRange(1, 10_000_000), Positional]
    public int Size { get; init; } = 32;

    /// <inheritdoc/>
    public override bool FormsScores => true;

    /// <summary>No prefix: tokens outside the window are forgotten when decoding.</summary>
    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.All & ~MaskKinds.Prefix;

    /// <inheritdoc/>
    public override AttentionConfig AcrossTexts() => new FullAttention();

    /// <summary>Without a causal mask a token sees as many tokens after itself as before.</summary>
    /// <inheritdoc/>
    public override double FullFlopsPerToken(TransformerConfig model, int keys) => 2 * FlopsPerToken(model, keys) - ScoreFlops(model, 1);

    /// <inheritdoc/>
    public IEnumerable<ExactLimit> Limits(TransformerConfig model)
    {
        ArgumentNullException.ThrowIfNull(model);
        yield return new(
            "a window as long as the context is full attention",
            model with
            {
                Attention = this with { Size = model.Context },
            },
            model with
            {
                Attention = new FullAttention(),
            }
        );
    }

    /// <inheritdoc/>
    public override AttentionMechanism Build(BuildPlan plan) => new SoftmaxMechanism(plan, Size);

    /// <summary>Scores and weighted values: the first tokens see fewer keys than the window has.</summary>
    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context)
    {
        var filled = Math.Min(Size, context);
        return ScoreFlops(model, filled - filled * (filled - 1.0) / (2 * context));
    }

    /// <summary>The next token adds its own key, so one fewer than the window is kept.</summary>
    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) => KeyValueElements(model, Math.Min(tokens, Size - 1));
}
