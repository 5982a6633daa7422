using TorchSharp;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>A text with its classes.</summary>
/// <param name="Tokens">The tokens, special ones included.</param>
/// <param name="Classes">The class of each token, or <see cref="Batch.Ignored"/>; a single one where the text has a class.</param>
internal sealed record LabelledText(long[] Tokens, long[] Classes)
{
    /// <summary>Number of first tokens that belong to the first of two segments. Default: all.</summary>
    public int FirstSegment { get; init; } = int.MaxValue;
}

/// <summary>A task that gives classes to texts or to their tokens. Longer texts are cut off at the context.</summary>
/// <param name="special">The tokenizer.</param>
/// <param name="training">The texts to train on.</param>
/// <param name="held">The texts to validate on.</param>
internal abstract class LabelledTask(SpecialTokens special, IReadOnlyList<LabelledText> training, IReadOnlyList<LabelledText> held)
    : IReadsText
{
    public int Vocabulary => special.Vocabulary;

    public abstract TaskKind Kind { get; }

    public abstract IReadOnlyList<string> Classes { get; }

    public abstract Metric Metric { get; }

    public abstract string DataFingerprint { get; }

    public string TokenizerFingerprint => special.Fingerprint;

    public ITokenizer Tokenizer => special;

    public abstract TextInput Read(string text, string? second);

    public string AnswerOf(int output) => Classes[output];

    public string Sample =>
        IReadsText.FirstWords(
            special,
            held[0]
                .Tokens.Take(held[0].FirstSegment)
                .Where(token => token != special.Start && token != special.End)
                .Select(token => (int)token)
        );

    protected IReadOnlyList<LabelledText> Training => training;

    protected IReadOnlyList<LabelledText> Held => held;

    // The start token and one of the text.
    private const int ShortestContext = 2;

    public IReadOnlyList<Fault> Check(int context) =>
        context >= ShortestContext
            ? []
            :
            [
                new(
                    "the context is too short for the task",
                    $"{context}",
                    $"at least {ShortestContext}",
                    "raise model.context",
                    "model.context"
                ),
            ];

    public abstract TaskFloors Floors(int context);

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device) =>
        BatchOf(
            [
                .. Buckets
                    .Rows(seed, step, batchSize, training.Count, row => Math.Min(context, training[row].Tokens.Length))
                    .Select(row => training[row]),
            ],
            context,
            device
        );

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device) =>
        [
            .. Buckets
                .Spaced(windows, held.Count, row => Math.Min(context, held[row].Tokens.Length))
                .Chunk(batchSize)
                .Select(chunk => BatchOf([.. chunk.Select(row => held[row])], context, device)),
        ];

    private Batch BatchOf(IReadOnlyList<LabelledText> texts, int context, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var tokens = Buckets.Padded([.. texts.Select(text => Cut(text.Tokens))], special.Padding, device); // [B, T]
        var targets = Buckets.Padded([.. texts.Select(text => Cut(text.Classes))], Batch.Ignored, device); // [B, T] or [B, 1]
        var padding = tokens.eq(special.Padding);
        var segments =
            Kind == TaskKind.PairClasses
                ? Buckets.Padded(
                    [
                        .. texts.Select(text =>
                            (IReadOnlyList<long>)[.. Cut(text.Tokens).Select((_, at) => at < text.FirstSegment ? 0L : 1L)]
                        ),
                    ],
                    0,
                    device
                )
                : null;
        var input = new ModelInput(tokens) { Padding = padding, Segments = segments };
        return new(input.MoveToOuterDisposeScope(), targets.MoveToOuterDisposeScope());

        IReadOnlyList<long> Cut(long[] values) => values.Length <= context ? values : values[..context];
    }

    /// <summary>The share of the most frequent class of the training texts among the classes of the others.</summary>
    protected double Majority()
    {
        var counts = new long[Classes.Count];
        foreach (var one in training.SelectMany(text => text.Classes).Where(one => one != Batch.Ignored))
            counts[one]++;
        var most = Array.IndexOf(counts, counts.Max());
        var scored = held.SelectMany(text => text.Classes).Where(one => one != Batch.Ignored).ToList();
        return scored.Count(one => one == most) / (double)scored.Count;
    }
}
