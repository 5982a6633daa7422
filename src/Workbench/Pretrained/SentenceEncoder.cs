using TorchSharp;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Tokenizers;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Pretrained;

/// <summary>Texts to vectors: tokens, an encoder, and the pooling of its last hidden states.</summary>
/// <example>
/// <code>
/// using var encoder = SentenceEncoder.Open("minilm");
/// using var vectors = encoder.Encode(["The tide comes in.", "The sea rises."]);   // [2, 384]
/// var similarity = vectors.mm(vectors.T);                                         // cosines
/// </code>
/// </example>
public sealed class SentenceEncoder : IDisposable
{
    private readonly bool _ownsModel;

    /// <summary>An encoder of a model that the caller disposes.</summary>
    /// <param name="model">The model: a stack in which every token sees all tokens.</param>
    /// <param name="tokenizer">The tokenizer that the model was trained with.</param>
    /// <exception cref="InvalidInputException">The model is no encoder, or of another vocabulary.</exception>
    public SentenceEncoder(Transformer model, ITokenizer tokenizer)
        : this(model, tokenizer, false) { }

    private SentenceEncoder(Transformer model, ITokenizer tokenizer, bool ownsModel)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(tokenizer);
        if (model.Config.Architecture is not EncoderOnly)
            throw new InvalidInputException(
                "sentences are encoded by an encoder",
                $"architecture={Variants.NameOf(model.Config.Architecture)}",
                "architecture=encoder"
            );
        if (model.Config.Vocabulary != tokenizer.Vocabulary)
            throw new InvalidInputException(
                "the tokenizer's vocabulary must be the model's",
                $"{tokenizer.Vocabulary}",
                $"{model.Config.Vocabulary}"
            );
        (Model, Tokenizer, _ownsModel, MaxTokens) = (model, tokenizer, ownsModel, model.Config.Context);
        if (model.Config.IsTextEncoder)
            Pooling = model.Config.Pooling;
    }

    /// <summary>Opens a pretrained model, which is fetched at first use, or a folder with a model and its vocabulary (vocab.txt, or a
    /// vocab.json of pieces and scores).</summary>
    /// <param name="model">"minilm", "use-lite", or the path of a folder.</param>
    /// <param name="device">Device of the model. Default: the CPU.</param>
    /// <param name="cache">The cache of pretrained models. Default: the user's.</param>
    /// <param name="progress">Receives the progress of a download.</param>
    /// <param name="cancellation">Cancels a download.</param>
    /// <exception cref="InvalidInputException">There is no such model, or it cannot be fetched or read.</exception>
    public static SentenceEncoder Open(
        string model,
        Device? device = null,
        PretrainedCache? cache = null,
        IProgress<FetchEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        // As with corpora, a name is the model of the name, and a path has a slash.
        var known = PretrainedModel.TryFind(model) ?? (Directory.Exists(model) ? null : PretrainedModel.Named(model));
        var folder = known is null ? model : (cache ?? PretrainedCache.OfUser()).Get(known, progress, cancellation);
        var tokenizer = TokenizerIn(folder);
        using var saved = SavedModel.Open(folder);
        var built = saved.Build(device ?? CPU, ScalarType.Float32);
        try
        {
            return new(built, tokenizer, true) { MaxTokens = known?.MaxTokens ?? built.Config.Context };
        }
        catch
        {
            built.Dispose();
            throw;
        }
    }

    private static ITokenizer TokenizerIn(string folder) =>
        TokenizerFile.Beside(folder) switch
        {
            null => throw new InvalidInputException(
                "the folder has no vocabulary",
                folder,
                $"a folder with a model and {WordPieceFile.FileName} or {PieceList.FileName}"
            ),
            { Path: var path } when Path.GetFileName(path) == WordPieceFile.FileName => BertTokenizer.From(File.ReadAllText(path), path),
            var pieces => pieces.Open(),
        };

    /// <summary>The model.</summary>
    public Transformer Model { get; }

    /// <summary>The tokenizer. BERT's puts [CLS] and [SEP] around a text.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>The pooling; none is none of them. Default: the model's own, after which its pooler follows; otherwise the mean.</summary>
    public Pooling Pooling
    {
        get;
        init =>
            field =
                value != Pooling.None
                    ? value
                    : throw new InvalidInputException("a text needs one vector", "none", "first, last, mean, max", null, "pooling");
    } = Pooling.Mean;

    /// <summary>Whether vectors are scaled to length 1, so that their products are cosines. Default true.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>The number of tokens, with those that the tokenizer adds, to which texts are cut. Default: that of the model's authors, or
    /// the model's context.</summary>
    public int MaxTokens { get; init; }

    /// <summary>The number of texts that are computed together. Default 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The vectors of texts.</summary>
    /// <param name="texts">N texts.</param>
    /// <param name="cancellation">Ends the computation between two batches.</param>
    /// <returns>[N, D] on the model's device, without gradients, in the caller's dispose scope.</returns>
    /// <exception cref="InvalidInputException">There are no texts.</exception>
    public Tensor Encode(IReadOnlyList<string> texts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count == 0)
            throw new InvalidInputException("there is nothing to encode", "no texts", "one text or more");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var sequences = texts.Select(Sequence).ToList();
        // Texts of a length together have the least padding.
        var order = Enumerable.Range(0, texts.Count).OrderBy(i => sequences[i].Length).ToArray();
        var vectors = empty([texts.Count, Model.Config.Width], ScalarType.Float32, Model.Device);
        foreach (var part in order.Chunk(BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var batch = NewDisposeScope();
            var input = Batch([.. part.Select(i => sequences[i])]);
            vectors.index_copy_(0, tensor([.. part.Select(i => (long)i)], device: vectors.device), Pooled(input));
        }
        return vectors.MoveToOuterDisposeScope();
    }

    /// <summary>Texts as the model reads them, with padding after the shorter ones.</summary>
    /// <param name="texts">B texts.</param>
    /// <returns>Tokens and padding [B, T].</returns>
    public ModelInput Read(IReadOnlyList<string> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var scope = NewDisposeScope();
        return Batch([.. texts.Select(Sequence)]).MoveToOuterDisposeScope();
    }

    private int[] Sequence(string text)
    {
        if (Tokenizer is BertTokenizer words)
            return words.EncodeSequence(text, MaxTokens);
        var tokens = Tokenizer.Encode(text);
        return tokens.Length <= MaxTokens ? tokens : tokens[..MaxTokens];
    }

    private ModelInput Batch(int[][] sequences)
    {
        // Texts without tokens are padding.
        var length = sequences.Max(one => Math.Max(1, one.Length));
        var empty = (Tokenizer as BertTokenizer)?.Padding ?? 0;
        var tokens = new long[sequences.Length, length];
        var padding = new bool[sequences.Length, length];
        for (var row = 0; row < sequences.Length; row++)
        for (var i = 0; i < length; i++)
        {
            padding[row, i] = i >= sequences[row].Length;
            tokens[row, i] = padding[row, i] ? empty : sequences[row][i];
        }
        var device = Model.Device;
        return new(tensor(tokens, device: device)) { Padding = tensor(padding, device: device) };
    }

    private Tensor Pooled(ModelInput input)
    {
        var isOwn = Model.Config.IsTextEncoder && Pooling == Model.Config.Pooling;
        var pooled = (isOwn ? Model.Logits(input) : PooledStates.Of(Pooling, Model.Hidden(input), input.Padding)).squeeze(1); // [B, D]
        return (Normalised ? nn.functional.normalize(pooled, 2, -1, 1e-12) : pooled).to(ScalarType.Float32);
    }

    /// <summary>Disposes a model that <see cref="Open"/> has built.</summary>
    public void Dispose()
    {
        if (_ownsModel)
            Model.Dispose();
    }
}
