using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Attention;

/// <summary>How queries, keys and values are mixed over the tokens before and at each position (causal).</summary>
[VariantFamily("attention")]
[JsonDerivedType(typeof(FullAttention), "full")]
[JsonDerivedType(typeof(WindowAttention), "window")]
[JsonDerivedType(typeof(LinearAttention), "linear")]
[JsonDerivedType(typeof(RandomFeatureAttention), "rfa")]
[JsonDerivedType(typeof(PerformerAttention), "performer")]
[JsonDerivedType(typeof(DeltaAttention), "delta")]
public abstract record AttentionConfig
{
    /// <summary>Whether a score is formed for every pair of tokens, to which a position may add a bias.</summary>
    public virtual bool FormsScores => false;

    /// <summary>What captured weights are, in words.</summary>
    public virtual string WeightsMeaning =>
        FormsScores
            ? "softmax weights, as the model forms them"
            : "implied weights: features of query times features of key, over their sum; the model mixes values with them without "
                + "ever forming them";

    /// <summary>Makes the mechanism of one block.</summary>
    /// <param name="plan">Of the block's attention: "blocks.0.attention".</param>
    public abstract AttentionMechanism Build(BuildPlan plan);

    /// <summary>Trained parameters of one block beyond the projections of queries, keys, values and outputs.</summary>
    public virtual long ParameterCount(TransformerConfig model) => 0;

    /// <summary>Floating-point operations of one block for one token, averaged over a causal context (a multiply-add is two).</summary>
    public abstract double FlopsPerToken(TransformerConfig model, int context);

    /// <summary>Numbers that one block remembers of one sequence while decoding.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="tokens">Tokens read.</param>
    public abstract long StateElements(TransformerConfig model, int tokens);

    /// <summary>Why this attention cannot be part of a model; nothing when it can.</summary>
    /// <param name="model">The model, whose width is divisible by its heads.</param>
    /// <param name="path">The path of this attention.</param>
    public virtual IEnumerable<Fault> Refusals(TransformerConfig model, string path) => [];

    /// <summary>Operations of softmax attention over so many keys: scores, and weighted values.</summary>
    protected static double ScoreFlops(TransformerConfig model, double keys) => 4.0 * model.HeadCount * model.HeadWidth * keys;

    /// <summary>Numbers in the keys and values of so many tokens.</summary>
    protected static long KeyValueElements(TransformerConfig model, long tokens) => 2 * model.KeyValueHeads * model.HeadWidth * tokens;

    /// <summary>
    /// Operations of the recurrent form with F features: sums of F (K + 1) numbers are added to for each key/value head and read for each
    /// query head.
    /// </summary>
    protected static double SumFlops(TransformerConfig model, long features) =>
        2.0 * features * (model.HeadWidth + 1) * (model.HeadCount + model.KeyValueHeads);

    /// <summary>Operations that project queries and keys to M random directions.</summary>
    protected static double ProjectionFlops(TransformerConfig model, long projections) =>
        2.0 * projections * model.HeadWidth * (model.HeadCount + model.KeyValueHeads);

    /// <summary>Numbers in sums of F features for each key/value head.</summary>
    protected static long SumElements(TransformerConfig model, long features) => model.KeyValueHeads * features * (model.HeadWidth + 1);
}
