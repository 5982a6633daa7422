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

    private readonly int _longest = training.Concat(held).Max(pair => Math.Max(pair.Source.Count, pair.Target.Count + 1));

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

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device)
    {
        var rows = new long[batchSize];
        Philox.FillBelow(rows, RandomStream.Named(seed, "batches", step), training.Count);
        return BatchOf([.. rows.Select(row => training[(int)row])], device);
    }

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        var count = Math.Min(windows, held.Count);
        // Evenly spaced over the held-out pairs.
        var chosen = Enumerable.Range(0, count).Select(i => held[(int)((long)i * held.Count / count)]);
        return [.. chosen.Chunk(batchSize).Select(chunk => BatchOf(chunk, device))];
    }

    private static Batch BatchOf(IReadOnlyList<TokenPair> pairs, torch.Device device)
    {
        using var scope = torch.NewDisposeScope();
        var source = Rows([.. pairs.Select(pair => pair.Source)], Padding, device); // [B, S]
        var read = Rows([.. pairs.Select(pair => (IReadOnlyList<long>)[Start, .. pair.Target])], Padding, device); // [B, T]
        var targets = Rows([.. pairs.Select(pair => (IReadOnlyList<long>)[.. pair.Target, End])], Batch.Ignored, device); // [B, T]
        var batch = new Batch(new ModelInput(read) { Source = source, SourcePadding = source.eq(Padding) }, targets);
        batch.Input.MoveToOuterDisposeScope();
        targets.MoveToOuterDisposeScope();
        return batch;
    }

    private static torch.Tensor Rows(IReadOnlyList<long>[] rows, long filler, torch.Device device)
    {
        var length = rows.Max(row => row.Count);
        var values = new long[rows.Length * length];
        Array.Fill(values, filler);
        for (var i = 0; i < rows.Length; i++)
        for (var j = 0; j < rows[i].Count; j++)
            values[(i * length) + j] = rows[i][j];
        return torch.tensor(values, [rows.Length, length]).to(device);
    }
}
