using TorchSharp;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// A task on windows of a text. Training windows start at random positions, validation windows are evenly spaced; both run on over the
/// documents, so that nothing is padded.
/// </summary>
internal abstract class TextTask : ITask
{
    private readonly Corpus _corpus;
    private readonly Lazy<TaskFloors> _floors;

    /// <param name="task">The task's name, for messages.</param>
    /// <param name="corpus">The text; null is an error.</param>
    /// <param name="config">The tokenizer.</param>
    /// <param name="store">Makes the tokenizers of a corpus.</param>
    protected TextTask(string task, Corpus? corpus, TokenizerConfig config, Func<Corpus, TokenizerStore> store)
    {
        _corpus =
            corpus
            ?? throw new InvalidInputException(
                $"{task} needs a text",
                null,
                "a name of the catalogue or a file",
                "add --data sotu",
                "data"
            );
        var made = store(_corpus);
        Tokenizer = config.Build(made);
        Tokens = made.Tokens(Tokenizer);
        TokenizerName = Variants.Format(config);
        _floors = new(Floors);
    }

    public virtual int Vocabulary => Tokenizer.Vocabulary;

    public virtual TaskKind Kind => TaskKind.NextToken;

    public abstract Metric Metric { get; }

    public string DataFingerprint => _corpus.Checksum;

    public string TokenizerFingerprint => Tokenizer.Fingerprint;

    ITokenizer ITask.Tokenizer => TaskTokenizer;

    /// <summary>The tokenizer of the text.</summary>
    protected ITokenizer Tokenizer { get; }

    /// <summary>The tokenizer with what the task adds to it.</summary>
    protected virtual ITokenizer TaskTokenizer => Tokenizer;

    /// <summary>The tokenizer's config as text.</summary>
    protected string TokenizerName { get; }

    /// <summary>The text.</summary>
    protected TokenFile Tokens { get; }

    public IReadOnlyList<Fault> Check(int context) =>
        context < ShortestContext
            ?
            [
                new(
                    "the context is too short for the task",
                    $"{context}",
                    $"at least {ShortestContext}",
                    "raise model.context",
                    "model.context"
                ),
            ]
        : Tokens.Training.Starts(context) > 0 && Tokens.Validation.Starts(context) > 0 ? []
        :
        [
            new(
                "the text is too short for a window",
                $"{_corpus.Name}: {Tokens.Training.Length} tokens to train on, {Tokens.Validation.Length} for validation",
                $"at least {context + 1} of each for windows of {context}",
                "give a longer text, or lower model.context",
                "data"
            ),
        ];

    /// <summary>The shortest context in which the task makes sense. Default 1.</summary>
    protected virtual int ShortestContext => 1;

    public TaskFloors Floors(int context) => _floors.Value;

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var starts = new long[batchSize];
        Philox.FillBelow(starts, RandomStream.Named(seed, "batches", step), Tokens.Training.Starts(context));
        return BatchOf(Tokens.Training, starts, context, device, RandomStream.Named(seed, "objective", step), 0);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        // Evenly spaced from the first to the last start position, without repetition.
        var places = Tokens.Validation.Starts(context);
        var count = (int)Math.Min(windows, places);
        var starts = Enumerable.Range(0, count).Select(i => count == 1 ? 0 : i * (places - 1) / (count - 1));
        var draws = RandomStream.Named(0, "validation objective");
        return
        [
            .. starts.Chunk(batchSize).Select((chunk, i) => BatchOf(Tokens.Validation, chunk, context, device, draws, (long)i * batchSize)),
        ];
    }

    /// <summary>Makes the batch of some windows.</summary>
    /// <param name="text">The part of the text.</param>
    /// <param name="starts">The windows' first tokens.</param>
    /// <param name="context">The trained context, T.</param>
    /// <param name="device">Device of the tensors.</param>
    /// <param name="draws">The random stream of the batch.</param>
    /// <param name="first">The number of the first window in the stream.</param>
    protected abstract Batch BatchOf(TokenFile.Part text, long[] starts, int context, torch.Device device, RandomStream draws, long first);

    /// <summary>Chance level and shortcut floor.</summary>
    protected abstract TaskFloors Floors();

    /// <summary>The bytes of text of every token.</summary>
    /// <exception cref="InvalidInputException">The tokenizer does not keep every byte.</exception>
    protected IReadOnlyList<int> BytesOfTokens() =>
        Tokenizer.TokenBytes
        ?? throw new InvalidInputException(
            "bits per byte need a tokenizer that keeps every byte of the text",
            TokenizerName,
            "char, bpe, unigram, gpt2",
            "Choose one of these: --tokenizer bpe:4096",
            "tokenizer"
        );

    /// <summary>The floors of unigram and bigram models.</summary>
    /// <param name="factor">Multiplies their losses in nats per token.</param>
    protected TaskFloors NGrams(double factor) =>
        new(
            NGramLoss.Unigram(Tokens.Training, Tokens.Validation, Tokenizer.Vocabulary) * factor,
            "a unigram model: each token by its frequency in the training text, add-one smoothed, scored on the validation text",
            NGramLoss.Bigram(Tokens.Training, Tokens.Validation, Tokenizer.Vocabulary) * factor,
            "a bigram model: each token by the one before it, counted on the training text, add-one smoothed, scored on "
                + "the validation text"
        );

    /// <summary>Bits per byte of a loss of one nat per token, over the validation text.</summary>
    protected double BitsPerByte(IReadOnlyList<int> bytes)
    {
        var count = 0L;
        for (var i = 0L; i < Tokens.Validation.Length; i++)
            count += bytes[Tokens.Validation[i]];
        return Tokens.Validation.Length / (double)count / Math.Log(2);
    }
}
