namespace Workbench.Models.Attention;

/// <summary>softmax(Q K^T / sqrt(K) + bias) V over the tokens j that token i sees. Vaswani et al. 2017.</summary>
public sealed record FullAttention : AttentionConfig
{
    /// <inheritdoc/>
    public override bool FormsScores => true;

    /// <inheritdoc/>
    public override MaskKinds Masks => MaskKinds.All;

    /// <inheritdoc/>
    public override double FullFlopsPerToken(TransformerConfig model, int keys) => ScoreFlops(model, keys);

    /// <inheritdoc/>
    public override AttentionMechanism Build(BuildPlan plan) => new SoftmaxMechanism(plan);

    /// <summary>Scores and weighted values over (T + 1) / 2 keys on average.</summary>
    /// <inheritdoc/>
    public override double FlopsPerToken(TransformerConfig model, int context) => ScoreFlops(model, (context + 1) / 2.0);

    /// <inheritdoc/>
    public override long StateElements(TransformerConfig model, int tokens) => KeyValueElements(model, tokens);
}
