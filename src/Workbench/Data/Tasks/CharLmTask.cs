using TorchSharp;
using Workbench.Kernels;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

public sealed partial record CharLm
{
    /// <inheritdoc/>
    public override ITask Build(Corpus? corpus) =>
        new CharLmTask(corpus ?? throw new InvalidInputException("char-lm needs a text", null, "a name of the catalogue or a file", "add --data sotu", "data"));
}

sealed class CharLmTask : ITask
{
    readonly Corpus corpus;
    readonly CharacterTokenizer tokenizer;
    readonly TokenText training;
    readonly TokenText validation;
    readonly Lazy<TaskFloors> floors;

    public CharLmTask(Corpus corpus)
    {
        this.corpus = corpus;
        var split = DocumentSplit.Of(corpus);
        var texts = (Training: Joined(split.Training), Validation: Joined(split.Validation));
        tokenizer = CharacterTokenizer.From([texts.Training, texts.Validation]);
        training = new(tokenizer.Encode(texts.Training), tokenizer.Vocabulary);
        validation = new(tokenizer.Encode(texts.Validation), tokenizer.Vocabulary);
        floors = new(() => new(
            NGramLoss.Unigram(training.Tokens, validation.Tokens, Vocabulary),
            "a unigram model: each character by its frequency in the training text, add-one smoothed, scored on the validation text",
            NGramLoss.Bigram(training.Tokens, validation.Tokens, Vocabulary),
            "a bigram model: each character by the one before it, counted on the training text, add-one smoothed, scored on the validation text"));
    }

    public int Vocabulary => tokenizer.Vocabulary;

    public Metric Metric { get; } = new("validation loss", "nats per character", LowerIsBetter: true, MetricKind.CrossEntropy);

    public string DataFingerprint => corpus.Checksum;

    public string TokenizerFingerprint => tokenizer.Fingerprint;

    public ITokenizer Tokenizer => tokenizer;

    public IReadOnlyList<Fault> Check(int context) =>
        training.Starts(context) > 0 && validation.Starts(context) > 0
            ? []
            :
            [
                new(
                    "the text is too short for a window",
                    $"{corpus.Name}: {training.Length} characters to train on, {validation.Length} for validation",
                    $"at least {context + 1} of each for windows of {context}",
                    "give a longer text, or lower model.context",
                    "data"),
            ];

    public TaskFloors Floors(int context) => floors.Value;

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var starts = new long[batchSize];
        Philox.FillBelow(starts, RandomStream.Named(seed, "batches", step), training.Starts(context));
        return training.Windows(starts, context, device);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        // Spread evenly from the first place to the last; never the same place twice.
        var places = validation.Starts(context);
        var count = Math.Min(windows, places);
        var starts = Enumerable.Range(0, count).Select(i => count == 1 ? 0 : (long)i * (places - 1) / (count - 1));
        return [.. starts.Chunk(batchSize).Select(chunk => validation.Windows(chunk, context, device))];
    }

    static string Joined(IEnumerable<Document> documents) => string.Join('\n', documents.Select(document => document.Text));
}
