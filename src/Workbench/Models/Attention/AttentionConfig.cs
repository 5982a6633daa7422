using System.Text.Json.Serialization;
using Workbench.Configuration;

namespace Workbench.Models.Attention;

/// <summary>The attention mechanism: how values are mixed over the tokens that each token sees.</summary>
[VariantFamily("attention")]
[JsonDerivedType(typeof(FullAttention), "full")]
[JsonDerivedType(typeof(WindowAttention), "window")]
[JsonDerivedType(typeof(LinearAttention), "linear")]
[JsonDerivedType(typeof(RandomFeatureAttention), "rfa")]
[JsonDerivedType(typeof(PerformerAttention), "performer")]
[JsonDerivedType(typeof(DeltaAttention), "delta")]
public abstract record AttentionConfig
{
    /// <summary>Whether the mechanism computes a score for every pair of tokens, to which a position encoding can add a bias.</summary>
    public virtual bool FormsScores => false;

    /// <summary>The masks that the mechanism computes. Default: causal alone.</summary>
    public virtual MaskKinds Masks => MaskKinds.Causal;

    /// <summary>The mechanism between a decoder and the encoder's output, where there are no distances. Default: this one.</summary>
    public virtual AttentionConfig AcrossTexts() => this;

    /// <summary>Description of the captured weights.</summary>
    public virtual string WeightsMeaning =>
        FormsScores
            ? "softmax weights, as the model forms them"
            : "implied weights: features of query times features of key, over their sum; the model mixes values with them without "
                + "ever forming them";

    /// <summary>Builds the mechanism of one block.</summary>
    /// <param name="plan">The build plan of the block's attention ("blocks.0.attention").</param>
    public abstract AttentionMechanism Build(BuildPlan plan);

    /// <summary>Trained parameters of one block beyond the projections of queries, keys, values and outputs.</summary>
    public virtual long ParameterCount(TransformerConfig model) => 0;

    /// <summary>Floating-point operations of one block for one token, averaged over a causal context (a multiply-add is two).</summary>
    public abstract double FlopsPerToken(TransformerConfig model, int context);

    /// <summary>Floating-point operations of one block for one query that sees a number of keys, all without a mask. Default: those of a
    /// causal context of this length.</summary>
    public virtual double FullFlopsPerToken(TransformerConfig model, int keys) => FlopsPerToken(model, keys);

    /// <summary>Number of elements of one block's decoding state, per sequence.</summary>
    /// <param name="model">The whole model.</param>
    /// <param name="tokens">Tokens read.</param>
    public abstract long StateElements(TransformerConfig model, int tokens);

    /// <summary>Faults that prevent this attention from being part of a model; empty when there are none.</summary>
    /// <param name="model">The model, whose width is divisible by its heads.</param>
    /// <param name="path">The path of this attention.</param>
    public virtual IEnumerable<Fault> Refusals(TransformerConfig model, string path) => [];

    /// <summary>Floating-point operations of softmax attention over a number of keys: scores and weighted values.</summary>
    protected static double ScoreFlops(TransformerConfig model, double keys) => 4.0 * model.HeadCount * model.HeadWidth * keys;

    /// <summary>Number of elements in the keys and values of a number of tokens.</summary>
    protected static long KeyValueElements(TransformerConfig model, long tokens) => 2 * model.KeyValueHeads * model.HeadWidth * tokens;

    /// <summary>
    /// Floating-point operations of the recurrent form with F features: an update of the F (K + 1) sums per key/value head, and a read per
    /// query head.
    /// </summary>
    protected static double SumFlops(TransformerConfig model, long features) =>
        2.0 * features * (model.HeadWidth + 1) * (model.HeadCount + model.KeyValueHeads);

    /// <summary>Floating-point operations of projecting queries and keys to M random directions.</summary>
    protected static double ProjectionFlops(TransformerConfig model, long projections) =>
        2.0 * projections * model.HeadWidth * (model.HeadCount + model.KeyValueHeads);

    /// <summary>Number of elements in the sums of F features over all key/value heads.</summary>
    protected static long SumElements(TransformerConfig model, long features) => model.KeyValueHeads * features * (model.HeadWidth + 1);
}
