using Workbench.Configuration;
using Workbench.Models.Architectures;
using Workbench.Models.Attention;
using Workbench.Models.Blocks;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Initialisation;
using Workbench.Models.Norms;
using Workbench.Models.Positions;

namespace Workbench.Models;

/// <summary>Config of a transformer: the sizes, and one variant for each part.</summary>
public sealed partial record TransformerConfig : IValidated
{
    /// <summary>The architecture. Default decoder.</summary>
    [IntroducedWith("decoder")]
    public ArchitectureConfig Architecture { get; init; } = new DecoderOnly();

    /// <summary>The number of blocks; beside an encoder, those of the decoder. Default 4.</summary>
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

    /// <summary>
    /// The number of classes C of a classifier, whose output projection is to classes in the place of the vocabulary; 0 for none, or until
    /// taken from the task. Default 0.
    /// </summary>
    [InRange(0, 1_000_000), IntroducedWith("0")]
    public int Classes { get; init; }

    /// <summary>
    /// How a classifier of whole sequences makes one vector of their tokens. Default none: each token has an output, or the task chooses:
    /// first for an encoder, last for a decoder.
    /// </summary>
    [IntroducedWith("none")]
    public Pooling Pooling { get; init; }

    /// <summary>The layer between the pooled vector and the classes. Default none.</summary>
    [IntroducedWith("none")]
    public Pooler Pooler { get; init; }

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

    /// <summary>
    /// The width E of token and position embeddings; 0 for the width D of the residual stream. With another width the first block reads E
    /// and writes D: its attention, with heads of E / H, projects to D, and so does a projection of its residual path (He et al. 2016,
    /// section 3.3). The form of the light Universal Sentence Encoder, Cer et al. 2018. Default 0.
    /// </summary>
    [InRange(0, 1_000_000), IntroducedWith("0")]
    public int EmbeddingWidth { get; init; }

    /// <summary>How token embeddings are scaled. Default none.</summary>
    [IntroducedWith("none")]
    public EmbeddingScale EmbeddingScale { get; init; }

    /// <summary>Whether the sum of token and position embeddings is normed, as in BERT. Default false.</summary>
    [IntroducedWith("false")]
    public bool EmbeddingNorm { get; init; }

    /// <summary>Whether a norm follows the last block, which post placement never has. Default true.</summary>
    [IntroducedWith("true")]
    public bool FinalNorm { get; init; } = true;

    /// <summary>The norm of queries and keys. Default none.</summary>
    [IntroducedWith("none")]
    public QueryKeyNorm QueryKeyNorm { get; init; }

    /// <summary>
    /// The largest rank of a head's map from what it reads to what it writes, W_O W_V: the width of its values, at most the head width K.
    /// Less saves parameters; attention computes with zeros up to K, so it saves neither time nor decoding state. Elhage et al. 2021 (the
    /// OV circuit). Default 0: K.
    /// </summary>
    [InRange(0), IntroducedWith("0")]
    public int ValueRank { get; init; }

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

    /// <summary>The width of a head's values: <see cref="ValueRank"/>, or K.</summary>
    internal int ValueWidth => ValueRank == 0 ? HeadWidth : ValueRank;

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

    /// <summary>Whether a norm follows the last block.</summary>
    internal bool EndsNormed => FinalNorm && Placement != Placement.Post;

    /// <summary>Whether the output is the vector of a text: pooled, without classes.</summary>
    internal bool IsTextEncoder => Pooling != Pooling.None && Classes == 0;

    /// <summary>Whether the embeddings have a width of their own.</summary>
    internal bool Widens => EmbeddingWidth != 0 && EmbeddingWidth != Width;

    /// <summary>This model at the width of its embeddings, which are read by the norm and the attention of the first block.</summary>
    internal TransformerConfig AtEmbeddings => Widens ? this with { Width = EmbeddingWidth, EmbeddingWidth = 0 } : this;

    /// <summary>This model at the width of the module that has a parameter.</summary>
    internal TransformerConfig Around(string parameter) =>
        parameter.Contains("embedding_norm.", StringComparison.Ordinal)
        || parameter.Contains("blocks.0.attention.", StringComparison.Ordinal)
        || (Placement != Placement.Post && parameter.Contains("blocks.0.attention_norm.", StringComparison.Ordinal))
            ? AtEmbeddings
            : this;

    /// <summary>Number of segments that tokens can belong to; 0 without segment embeddings.</summary>
    internal int Segments => (Architecture as EncoderOnly)?.Segments ?? 0;

    /// <summary>Whether the blocks have a recurrence in the place of self-attention.</summary>
    internal bool IsRecurrent => Architecture is EncoderRnn;

    /// <summary>Whether the encoder's table of tokens is the decoder's.</summary>
    internal bool SharesEmbeddings => Architecture is not IEncoderConfig { SharedEmbeddings: false };

    /// <summary>The encoder beside a decoder as a model of its own; null in a model with one stack.</summary>
    internal TransformerConfig? EncoderStack =>
        Architecture is IEncoderConfig encoder
            ? this with
            {
                Architecture = new EncoderOnly(),
                Layers = encoder.EncoderLayers == 0 ? Layers : encoder.EncoderLayers,
            }
            : null;

    /// <summary>The position encoding of the tokens that the model scores: none where a recurrence knows their order.</summary>
    internal PositionConfig StackPosition => IsRecurrent ? new NoPosition() : Position;

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
        foreach (var fault in Widens ? WideningFaults(path) : [])
            yield return fault;
        if (!FinalNorm && Placement == Placement.Post)
            yield return new(
                "post placement has no norm after the last block",
                "finalNorm=false",
                "finalNorm=true, or placement=pre, placement=sandwich, placement=parallel",
                null,
                At(path, nameof(FinalNorm))
            );
        if (Pooler != Pooler.None && Pooling == Pooling.None)
            yield return new(
                "a pooler reads the one vector of a text",
                $"pooler={Names.EnumValue(Pooler)} with pooling=none",
                "pooling=first, pooling=last, pooling=mean, pooling=max",
                "Choose one of these, or a task that classifies texts.",
                At(path, nameof(Pooler))
            );
        if (Classes == 1)
            yield return new(
                "a classifier has two classes or more",
                "1",
                "2 or more, or 0 for a model of tokens",
                null,
                At(path, nameof(Classes))
            );
        var narrowest = Math.Min(HeadWidth, AtEmbeddings.HeadWidth);
        if (ValueRank > narrowest)
            yield return new(
                "the rank of values is at most the head width (width / headCount)",
                $"{ValueRank}",
                $"1 to {narrowest}, or 0 for the head width",
                "Lower valueRank.",
                At(path, nameof(ValueRank))
            );
        if ((Architecture.Masks & ~Attention.Masks) != 0)
            yield return new(
                $"{Variants.NameOf(Attention)} attention mixes tokens {Meaning(Attention.Masks)} only",
                $"architecture={Variants.NameOf(Architecture)}, whose tokens are mixed {Meaning(Architecture.Masks)}",
                string.Join(", ", Variants.NamesOf(typeof(AttentionConfig)).Where(name => Takes(name)).Select(name => $"attention={name}")),
                "Choose another attention, or architecture=decoder.",
                At(path, nameof(Attention))
            );
        if (Pooling == Pooling.First && (Architecture.Masks & MaskKinds.Full) == 0)
            yield return new(
                "the first token must see the others to stand for them",
                $"pooling=first with architecture={Variants.Format(Architecture)}",
                "pooling=last, pooling=mean, pooling=max",
                "Choose one of these, or architecture=encoder.",
                At(path, nameof(Pooling))
            );
        if ((Pooling != Pooling.None || Classes > 0) && Architecture.HasEncoder)
            yield return new(
                "a classifier reads one text",
                $"{(Classes > 0 ? $"{Classes} classes" : $"pooling={Names.EnumValue(Pooling)}")} with architecture={Variants.Format(Architecture)}",
                "architecture=encoder, architecture=decoder",
                "Choose one of these.",
                At(path, nameof(Architecture))
            );
        var first = Widens && EmbeddingWidth % HeadCount == 0 ? AtEmbeddings : null;
        var models = new[] { this, EncoderStack, first }.OfType<TransformerConfig>();
        foreach (
            var fault in models
                .SelectMany(model =>
                    model
                        .Position.Refusals(model, At(path, nameof(Position)))
                        .Concat(model.Attention.Refusals(model, At(path, nameof(Attention))))
                )
                .Distinct()
        )
            yield return fault;
    }

    // Embeddings of a width of their own need a first block that reads them.
    private IEnumerable<Fault> WideningFaults(string path)
    {
        const string rule = "embeddings of another width are read by the attention of the first block, ";
        var value = $"embeddingWidth={EmbeddingWidth}, width={Width}";
        var at = At(path, nameof(EmbeddingWidth));
        if (EmbeddingWidth % HeadCount != 0)
            yield return new(
                "the number of heads must divide the width of the embeddings",
                $"{HeadCount} heads, embeddingWidth {EmbeddingWidth}",
                string.Join(", ", Divisors(EmbeddingWidth).Where(one => one <= 1024)),
                "Change embeddingWidth or headCount.",
                at
            );
        if (TieEmbeddings && Pooling == Pooling.None && Classes == 0)
            yield return new(
                "an output projection that is the embedding needs embeddings of the width",
                value,
                $"embeddingWidth={Width}, or tieEmbeddings=false",
                null,
                at
            );
        if (Placement == Placement.Parallel)
            yield return new(
                $"{rule}beside which no other branch can stand",
                $"{value}, placement=parallel",
                "another placement",
                null,
                at
            );
        if (IsRecurrent)
            yield return new($"{rule}which a recurrence takes the place of", $"{value}, architecture=encoder-rnn", null, null, at);
        if (Position is Rope or ShawPosition)
            yield return new(
                $"{Variants.NameOf(Position)} acts in heads, which have one width in all blocks",
                $"{value}, position={Variants.NameOf(Position)}",
                "another position, such as sinusoidal, learned, alibi, t5",
                null,
                at
            );
    }

    // Whether a variant of attention, at its defaults, computes the masks of the architecture.
    private bool Takes(string attention)
    {
        try
        {
            return (Architecture.Masks & ~Variants.Parse<AttentionConfig>(attention).Masks) == 0;
        }
        catch (InvalidInputException)
        {
            // A variant of a user's own without defaults.
            return false;
        }
    }

    private static string Meaning(MaskKinds masks) =>
        string.Join(
            " and ",
            new[]
            {
                (MaskKinds.Causal, "up to each token"),
                (MaskKinds.Full, "in both directions"),
                (MaskKinds.Prefix, "of a prefix in both directions"),
                (MaskKinds.Permuted, "in any order"),
            }
                .Where(one => (masks & one.Item1) != 0)
                .Select(one => one.Item2)
        );

    private static string At(string path, string field) => Names.Join(path, Names.Field(field));

    private static IEnumerable<int> Divisors(int number) => Enumerable.Range(1, number).Where(one => number % one == 0);
}
