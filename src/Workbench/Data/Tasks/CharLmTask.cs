using TorchSharp;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record CharLm
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) =>
        new CharLmTask(
            corpus
                ?? throw new InvalidInputException(
                    "char-lm needs a text",
                    null,
                    "a name of the catalogue or a file",
                    "add --data sotu",
                    "data"
                )
        );
}

internal sealed class CharLmTask : ITask
{
    private readonly Corpus _corpus;
    private readonly CharacterTokenizer _tokenizer;
    private readonly TokenText _training;
    private readonly TokenText _validation;
    private readonly Lazy<TaskFloors> _floors;

    public CharLmTask(Corpus corpus)
    {
        _corpus = corpus;
        var split = DocumentSplit.Of(corpus);
        var texts = (Training: Joined(split.Training), Validation: Joined(split.Validation));
        _tokenizer = CharacterTokenizer.From([texts.Training, texts.Validation]);
        _training = new(_tokenizer.Encode(texts.Training), _tokenizer.Vocabulary);
        _validation = new(_tokenizer.Encode(texts.Validation), _tokenizer.Vocabulary);
        _floors = new(() =>
            new(
                NGramLoss.Unigram(_training, _validation, Vocabulary),
                "a unigram model: each character by its frequency in the training text, add-one smoothed, scored on the validation text",
                NGramLoss.Bigram(_training, _validation, Vocabulary),
                "a bigram model: each character by the one before it, counted on the training text, add-one smoothed, scored on "
                    + "the validation text"
            )
        );
    }

    public int Vocabulary => _tokenizer.Vocabulary;

    public Metric Metric { get; } = new("validation loss", "nats per character", LowerIsBetter: true, MetricKind.CrossEntropy);

    public string DataFingerprint => _corpus.Checksum;

    public string TokenizerFingerprint => _tokenizer.Fingerprint;

    public ITokenizer Tokenizer => _tokenizer;

    public IReadOnlyList<Fault> Check(int context) =>
        _training.Starts(context) > 0 && _validation.Starts(context) > 0
            ? []
            :
            [
                new(
                    "the text is too short for a window",
                    $"{_corpus.Name}: {_training.Length} characters to train on, {_validation.Length} for validation",
                    $"at least {context + 1} of each for windows of {context}",
                    "give a longer text, or lower model.context",
                    "data"
                ),
            ];

    public TaskFloors Floors(int context) => _floors.Value;

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var starts = new long[batchSize];
        Philox.FillBelow(starts, RandomStream.Named(seed, "batches", step), _training.Starts(context));
        return _training.Windows(starts, context, device);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        // Evenly spaced from the first to the last start position, without repetition.
        var places = _validation.Starts(context);
        var count = Math.Min(windows, places);
        var starts = Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (long)i * (places - 1) / (count - 1));
        return [.. starts.Chunk(batchSize).Select(chunk => _validation.Windows(chunk, context, device))];
    }

    private static string Joined(IEnumerable<Document> documents) => string.Join('\n', documents.Select(document => document.Text));
}
