using System.Collections.Concurrent;
using TorchSharp;
using Workbench.Kernels;
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

    private readonly int _longest = training.Concat(held).Max(LengthOf);
    private readonly ConcurrentDictionary<int, (IReadOnlyList<TokenPair>, IReadOnlyList<TokenPair>)> _fitting = new();

    public int Vocabulary => (int)FirstSymbol + symbols;

    public TaskKind Kind => TaskKind.SourceToTarget;

    public abstract Metric Metric { get; }

    public abstract string DataFingerprint { get; }

    public abstract string TokenizerFingerprint { get; }

    public ITokenizer? Tokenizer => null;

    public virtual PairTokenizers? Pairs => null;

    protected IReadOnlyList<TokenPair> Training => training;

    protected IReadOnlyList<TokenPair> Held => held;

    public abstract TaskFloors Floors(int context);

    /// <summary>Whether pairs that are longer than the context are left out. Default: false, the context must hold all.</summary>
    protected virtual bool LeavesOutLongPairs => false;

    public IReadOnlyList<Fault> Check(int context) =>
        LeavesOutLongPairs
            ? Fitting(context) is ({ Count: > 0 }, { Count: > 0 })
                ? []
                : [TooShort(context, training.Concat(held).Min(LengthOf))]
            : context >= _longest
                ? []
                : [TooShort(context, _longest)];

    private static Fault TooShort(int context, int needed) =>
        new("the context must hold the texts and their end", $"{context}", $"at least {needed}", "raise model.context", "model.context");

    /// <summary>The pairs that the context holds, to train on and to validate on.</summary>
    protected (IReadOnlyList<TokenPair> Training, IReadOnlyList<TokenPair> Held) Fitting(int context) =>
        context >= _longest || !LeavesOutLongPairs
            ? (training, held)
            : _fitting.GetOrAdd(
                context,
                _ => ([.. training.Where(pair => LengthOf(pair) <= context)], [.. held.Where(pair => LengthOf(pair) <= context)])
            );

    // Not in buckets of similar lengths: where all targets of a batch end at one place, its gradient says that every text ends there, and
    // training needed more steps.
    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var pairs = Fitting(context).Training;
        var rows = new long[batchSize];
        Philox.FillBelow(rows, RandomStream.Named(seed, "batches", step), pairs.Count);
        return BatchOf([.. rows.Select(row => pairs[(int)row])], device);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        var pairs = Fitting(context).Held;
        return
        [
            .. Buckets
                .Spaced(windows, pairs.Count, row => Length(pairs[row]))
                .Chunk(batchSize)
                .Select(chunk => BatchOf([.. chunk.Select(row => pairs[row])], device)),
        ];
    }

    private static int LengthOf(TokenPair pair) => Math.Max(pair.Source.Count, pair.Target.Count + 1);

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
