using Workbench.Configuration;
using Workbench.Models.Attention;
using Workbench.Models.Blocks;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Initialisation;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Models;

/// <summary>Config of a decoder-only transformer: the sizes, and one variant for each part.</summary>
public sealed partial record TransformerConfig : IValidated
{
    /// <summary>The number of blocks. Default 4.</summary>
    [InRange(1, 10_000)]
    public int Layers { get; init; } = 4;

    /// <summary>The width D of the residual stream. Default 128.</summary>
    [InRange(1, 1_000_000)]
    public int Width { get; init; } = 128;

    /// <summary>The number H of query heads; must divide the width. Default 4.</summary>
    [InRange(1, 100_000)]
    public int HeadCount { get; init; } = 4;

    /// <summary>The trained context length in tokens. Default 64.</summary>
    [InRange(1, 10_000_000)]
    public int Context { get; init; } = 64;

    /// <summary>The vocabulary size V; 0 until taken from the task. Default 0.</summary>
    [InRange(0, 100_000_000)]
    public int Vocabulary { get; init; }

    /// <summary>Position of the norms in a block. Default pre.</summary>
    public Placement Placement { get; init; } = Placement.Pre;

    /// <summary>The norm. Default layernorm.</summary>
    public NormConfig Norm { get; init; } = new LayerNorm();

    /// <summary>The position encoding. Default learned.</summary>
    public PositionConfig Position { get; init; } = new LearnedPosition();

    /// <summary>How query heads share key/value heads. Default mha.</summary>
    public HeadsConfig Heads { get; init; } = new MultiHead();

    /// <summary>The attention mechanism. Default full.</summary>
    public AttentionConfig Attention { get; init; } = new FullAttention();

    /// <summary>The position-wise feed-forward network. Default gelu.</summary>
    public FeedForwardConfig FeedForward { get; init; } = new GeluFeedForward();

    /// <summary>Whether the output projection is the token embedding. Default true.</summary>
    public bool TieEmbeddings { get; init; } = true;

    /// <summary>How token embeddings are scaled. Default none.</summary>
    [IntroducedWith("none")]
    public EmbeddingScale EmbeddingScale { get; init; }

    /// <summary>The norm of queries and keys. Default none.</summary>
    [IntroducedWith("none")]
    public QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>Whether projections have biases; norms and gates keep theirs, and the output projection has none. Default true.</summary>
    [IntroducedWith("true")]
    public bool Bias { get; init; } = true;

    /// <summary>
    /// The dropout probability: after the embedding, on attention weights (softmax attention), and at the end of each residual branch.
    /// Default 0.
    /// </summary>
    [InRange(0, 1, Below = true)]
    public double Dropout { get; init; }

    /// <summary>The initialisation of the weights. Default gpt2.</summary>
    public InitialisationConfig Initialisation { get; init; } = new Gpt2Initialisation();

    /// <summary>The width K of a head: width / headCount.</summary>
    public int HeadWidth => Width / HeadCount;

    /// <summary>The number G of key/value heads.</summary>
    public int KeyValueHeads => Heads.KeyValueHeads(HeadCount);

    /// <summary>The norm of queries and keys; null for none.</summary>
    internal NormConfig? HeadNorm =>
        QueryKeyNorm switch
        {
            QueryKeyNorm.RmsNorm => new RmsNorm(),
            QueryKeyNorm.LayerNorm => new LayerNorm(),
            _ => null,
        };

    /// <summary>Whether the attention computes a score for each pair of tokens, to which a position encoding can add a bias.</summary>
    internal bool FormsScores => Attention.FormsScores;

    /// <inheritdoc/>
    public IEnumerable<Fault> Validate(string path)
    {
        // Ranges are checked separately; do not report further rules on fields that are out of range.
        if (Width < 1 || HeadCount < 1)
            yield break;
        var groups = KeyValueHeads;
        if (groups >= 1 && HeadCount % groups != 0)
            yield return new(
                "the number of key/value heads must divide the number of heads",
                $"{groups} groups, {HeadCount} heads",
                string.Join(", ", Divisors(HeadCount)),
                "Change heads or headCount.",
                At(path, nameof(Heads))
            );
        if (Width % HeadCount != 0)
        {
            yield return new(
                "the number of heads must divide the width",
                $"{HeadCount} heads, width {Width}",
                string.Join(", ", Divisors(Width).Where(one => one <= 1024)),
                "Change width or headCount.",
                At(path, nameof(HeadCount))
            );
            yield break;
        }
        foreach (
            var fault in Position.Refusals(this, At(path, nameof(Position))).Concat(Attention.Refusals(this, At(path, nameof(Attention))))
        )
            yield return fault;
    }

    private static string At(string path, string field) => Names.Join(path, Names.Field(field));

    private static IEnumerable<int> Divisors(int number) => Enumerable.Range(1, number).Where(one => number % one == 0);

    /// <summary>The number of trained parameters of the built module; a tied matrix counts once.</summary>
    public long ParameterCount()
    {
        long rows = (HeadCount + 2 * KeyValueHeads) * HeadWidth;
        var projections = (Width * rows) + ((long)HeadCount * HeadWidth * Width) + (Bias ? rows + Width : 0);
        var norms = Placement switch
        {
            Placement.Parallel => 1,
            Placement.Sandwich => 4,
            _ => 2,
        };
        var block =
            projections
            + Attention.ParameterCount(this)
            + FeedForward.ParameterCount(this)
            + (norms * Norm.ParameterCount(Width))
            + (2 * (HeadNorm?.ParameterCount(HeadWidth) ?? 0));
        return (long)Vocabulary * Width * (TieEmbeddings ? 1 : 2)
            + Position.ParameterCount(this)
            + Layers * block
            + (Placement != Placement.Post ? Norm.ParameterCount(Width) : 0);
    }

    /// <summary>
    /// Floating-point operations of the products in the forward pass for one token (a multiply-add is two; norms, activations and lookups
    /// are not counted), averaged over a causal context. Training takes three times as many.
    /// </summary>
    /// <param name="context">Tokens in the context.</param>
    public double FlopsPerToken(int context)
    {
        var projections = 2.0 * Width * (HeadCount + 2 * KeyValueHeads) * HeadWidth + 2.0 * HeadCount * HeadWidth * Width;
        return Layers
                * (projections + Position.FlopsPerToken(this) + Attention.FlopsPerToken(this, context) + FeedForward.FlopsPerToken(Width))
            + 2.0 * Width * Vocabulary;
    }

    /// <summary>Bytes of decoding state for one sequence.</summary>
    /// <param name="tokens">Tokens read.</param>
    /// <param name="bytesPerElement">Default 4: float32.</param>
    public long StateBytes(int tokens, int bytesPerElement = 4) => Layers * Attention.StateElements(this, tokens) * bytesPerElement;
}
