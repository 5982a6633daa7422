using TorchSharp;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>A task built from its record. Opens the text only for data that the record does not contain.</summary>
/// <param name="record">The stored record.</param>
/// <param name="open">Opens the text and builds the task; throws when the text is missing or differs from the recorded one.</param>
internal sealed class RecordedTask(TaskRecord record, Func<ITask> open) : ITask
{
    private readonly ITokenizer _tokenizer = record.Open();

    public int Vocabulary => _tokenizer.Vocabulary;

    public Metric Metric => record.Metric;

    public string DataFingerprint => record.DataFingerprint;

    public string TokenizerFingerprint => record.TokenizerFingerprint;

    public ITokenizer Tokenizer => _tokenizer;

    /// <summary>The task built from its text.</summary>
    /// <exception cref="InvalidInputException">The text is missing or differs from the recorded one.</exception>
    public ITask OnText() => open();

    public IReadOnlyList<Fault> Check(int context) => record.Contexts.Contains(context) ? [] : open().Check(context);

    public TaskFloors Floors(int context) => record.Floors.TryGetValue(context, out var floors) ? floors : open().Floors(context);

    public Batch Train(long seed, long step, int batchSize, int context, torch.Device device) =>
        open().Train(seed, step, batchSize, context, device);

    public IReadOnlyList<Batch> Validation(int context, int windows, int batchSize, torch.Device device)
    {
        if (windows != 1 || record.Window.Count != context + 1)
            return open().Validation(context, windows, batchSize, device);
        var tokens = record.Window.Select(token => (long)token).ToArray();
        var bytes = _tokenizer.TokenBytes is { } each ? tokens[1..].Sum(token => (long)each[(int)token]) : 0;
        return [new(Placed(tokens[..^1]), Placed(tokens[1..])) { TargetBytes = bytes }]; // [1, T] each

        torch.Tensor Placed(long[] values)
        {
            using var scope = torch.NewDisposeScope();
            return scope.MoveToOuter(torch.tensor(values, [1, context]).to(device));
        }
    }
}
