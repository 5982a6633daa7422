using TorchSharp;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>A source and its target, as tokens.</summary>
internal sealed record TokenPair(IReadOnlyList<long> Source, IReadOnlyList<long> Target);

/// <summary>
/// A task of pairs of texts. The decoder reads a start token and the target, and predicts the target and an end token; shorter texts of a
/// batch are padded.
/// </summary>
/// <param name="training">The pairs to train on.</param>
/// <param name="held">The pairs to validate on.</param>
/// <param name="symbols">Number of tokens that texts consist of, from <see cref="FirstSymbol"/> on.</param>
internal abstract class PairTask(IReadOnlyList<TokenPair> training, IReadOnlyList<TokenPair> held, int symbols) : ITask
{
    /// <summary>The token that fills up a text.</summary>
    public const long Padding = 0;

    /// <summary>The token before a target.</summary>
    public const long Start = 1;

    /// <summary>The token after a target.</summary>
    public const long End = 2;

    /// <summary>The first token of texts.</summary>
    public const long FirstSymbol = 3;

    private readonly int _longest = training.Concat(held).Max(pair => Math.Max(pair.Source.Count, pair.Target.Count + 1));

    public int Vocabulary => (int)FirstSymbol + symbols;

    public TaskKind Kind => TaskKind.SourceToTarget;

    public abstract Metric Metric { get; }

    public abstract string DataFingerprint { get; }

    public abstract string TokenizerFingerprint { get; }

    public ITokenizer? Tokenizer => null;

    protected IReadOnlyList<TokenPair> Training => training;

    protected IReadOnlyList<TokenPair> Held => held;

    public abstract TaskFloors Floors(int context);

    public IReadOnlyList<Fault> Check(int context) =>
        context >= _longest
            ? []
            :
            [
                new(
                    "the context must hold the longest text and its end",
                    $"{context}",
                    $"at least {_longest}",
                    "raise model.context",
                    "model.context"
                ),
            ];

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device) =>
        BatchOf(
            [.. Buckets.Rows(seed, step, batchSize, training.Count, row => Length(training[row])).Select(row => training[row])],
            device
        );

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device) =>
        [
            .. Buckets
                .Spaced(windows, held.Count, row => Length(held[row]))
                .Chunk(batchSize)
                .Select(chunk => BatchOf([.. chunk.Select(row => held[row])], device)),
        ];

    private static int Length(TokenPair pair) => pair.Source.Count + pair.Target.Count;

    private static Batch BatchOf(IReadOnlyList<TokenPair> pairs, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var source = Buckets.Padded([.. pairs.Select(pair => pair.Source)], Padding, device); // [B, S]
        var read = Buckets.Padded([.. pairs.Select(pair => (IReadOnlyList<long>)[Start, .. pair.Target])], Padding, device); // [B, T]
        var targets = Buckets.Padded([.. pairs.Select(pair => (IReadOnlyList<long>)[.. pair.Target, End])], Batch.Ignored, device); // [B, T]
        var batch = new Batch(new ModelInput(read) { Source = source, SourcePadding = source.eq(Padding) }, targets);
        batch.Input.MoveToOuterDisposeScope();
        targets.MoveToOuterDisposeScope();
        return batch;
    }
}
