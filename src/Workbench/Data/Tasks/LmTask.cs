using TorchSharp;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record Lm
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) =>
        throw new InvalidInputException("lm needs a tokenizer", null, "tokenizer=char, tokenizer=bpe:4096", null, "tokenizer");

    /// <inheritdoc/>
    internal override ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        new LmTask(
            corpus
                ?? throw new InvalidInputException("lm needs a text", null, "a name of the catalogue or a file", "add --data sotu", "data"),
            tokenizer,
            store(corpus)
        );
}

internal sealed class LmTask : ITask
{
    private readonly Corpus _corpus;
    private readonly IReadOnlyList<int> _bytes;
    private readonly TokenFile _tokens;
    private readonly Lazy<TaskFloors> _floors;

    public LmTask(Corpus corpus, TokenizerConfig config, TokenizerStore store)
    {
        _corpus = corpus;
        Tokenizer = config.Build(store);
        _bytes =
            Tokenizer.TokenBytes
            ?? throw new InvalidInputException(
                "bits per byte need a tokenizer that keeps every byte of the text",
                Variants.Format(config),
                "char, bpe, unigram, gpt2",
                "Choose one of these: --tokenizer bpe:4096",
                "tokenizer"
            );
        _tokens = store.Tokens(Tokenizer);
        _floors = new(() =>
        {
            var bytes = 0L;
            for (var i = 0L; i < _tokens.Validation.Length; i++)
                bytes += _bytes[_tokens.Validation[i]];
            var bits = _tokens.Validation.Length / (double)bytes / Math.Log(2);
            return new(
                NGramLoss.Unigram(_tokens.Training, _tokens.Validation, Vocabulary) * bits,
                "a unigram model: each token by its frequency in the training text, add-one smoothed, scored on the validation text",
                NGramLoss.Bigram(_tokens.Training, _tokens.Validation, Vocabulary) * bits,
                "a bigram model: each token by the one before it, counted on the training text, add-one smoothed, scored on "
                    + "the validation text"
            );
        });
    }

    public int Vocabulary => Tokenizer.Vocabulary;

    public Metric Metric => Bits;

    public static Metric Bits { get; } = new("validation bits per byte", "bits per byte", LowerIsBetter: true, MetricKind.BitsPerByte);

    public string DataFingerprint => _corpus.Checksum;

    public string TokenizerFingerprint => Tokenizer.Fingerprint;

    public ITokenizer Tokenizer { get; }

    public IReadOnlyList<Fault> Check(int context) =>
        _tokens.Training.Starts(context) > 0 && _tokens.Validation.Starts(context) > 0
            ? []
            :
            [
                new(
                    "the text is too short for a window",
                    $"{_corpus.Name}: {_tokens.Training.Length} tokens to train on, {_tokens.Validation.Length} for validation",
                    $"at least {context + 1} of each for windows of {context}",
                    "give a longer text, or lower model.context",
                    "data"
                ),
            ];

    public TaskFloors Floors(int context) => _floors.Value;

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var starts = new long[batchSize];
        Philox.FillBelow(starts, RandomStream.Named(seed, "batches", step), _tokens.Training.Starts(context));
        return _tokens.Training.Windows(starts, context, device);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        // Evenly spaced from the first to the last start position, without repetition.
        var places = _tokens.Validation.Starts(context);
        var count = (int)Math.Min(windows, places);
        var starts = Enumerable.Range(0, count).Select(i => count == 1 ? 0 : i * (places - 1) / (count - 1));
        return [.. starts.Chunk(batchSize).Select(chunk => _tokens.Validation.Windows(chunk, context, device, _bytes))];
    }
}
