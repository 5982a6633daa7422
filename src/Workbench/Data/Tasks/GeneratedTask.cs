using TorchSharp;
using Workbench.Kernels;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// A task with generated tokens. A row is a function of its stream and its index, independent of batch size and device.
/// </summary>
internal abstract class GeneratedTask : ITask
{
    // Validation windows are the same for all seeds of a study.
    private const long ValidationSeed = 0;

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

    /// <summary>Maximum number of draws per row; row r starts at element r times this number.</summary>
    protected abstract ulong DrawsPerRow(int context);

    /// <summary>Generates one row.</summary>
    /// <param name="draw">Draws a uniform integer in [0, n); each call uses the row's next element.</param>
    /// <param name="inputs">T tokens.</param>
    /// <param name="targets">T targets, initialised to <see cref="Batch.Ignored"/>.</param>
    protected abstract void Row(Func<long, long> draw, Span<long> inputs, Span<long> targets);

    private Batch Rows(RandomStream stream, int first, int count, int context, torch.Device device)
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
