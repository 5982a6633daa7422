using TorchSharp;
using Workbench.Kernels;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// A task that makes its tokens: a row is a function of its stream and its number, so batch size and device change nothing.
/// </summary>
abstract class GeneratedTask : ITask
{
    // The validation windows belong to the task, not to a run's seed.
    const long ValidationSeed = 0;

    public abstract int Vocabulary { get; }

    public Metric Metric { get; } = new("accuracy", "", LowerIsBetter: false, MetricKind.Accuracy);

    public abstract string DataFingerprint { get; }

    public string TokenizerFingerprint => "none";

    public ITokenizer? Tokenizer => null;

    public abstract IReadOnlyList<Fault> Check(int context);

    public abstract TaskFloors Floors(int context);

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device) =>
        Rows(RandomStream.Named(seed, "batches", step), 0, batchSize, context, device);

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device) =>
        [
            .. Enumerable
                .Range(0, windows)
                .Chunk(batchSize)
                .Select(chunk => Rows(RandomStream.Named(ValidationSeed, "validation"), chunk[0], chunk.Length, context, device)),
        ];

    /// <summary>Random words that one row may use: row r draws elements r * this and on.</summary>
    protected abstract ulong DrawsPerRow(int context);

    /// <summary>Writes one row.</summary>
    /// <param name="draw">Draws a number below n; each call is the row's next element.</param>
    /// <param name="inputs">T tokens.</param>
    /// <param name="targets">T targets, all <see cref="Batch.Ignored"/> when it is called.</param>
    protected abstract void Row(Func<long, long> draw, Span<long> inputs, Span<long> targets);

    Batch Rows(RandomStream stream, int first, int count, int context, torch.Device device)
    {
        var inputs = new long[count * context];
        var targets = new long[count * context];
        Array.Fill(targets, Batch.Ignored);
        var element = 0ul;
        Func<long, long> draw = n => Philox.Below(stream, element++, n);
        for (var row = 0; row < count; row++)
        {
            element = (ulong)(first + row) * DrawsPerRow(context);
            Row(draw, inputs.AsSpan(row * context, context), targets.AsSpan(row * context, context));
        }
        return new(Placed(inputs), Placed(targets)); // [B, T] each

        torch.Tensor Placed(long[] values)
        {
            using var scope = torch.NewDisposeScope();
            return scope.MoveToOuter(torch.tensor(values, [count, context]).to(device));
        }
    }
}
