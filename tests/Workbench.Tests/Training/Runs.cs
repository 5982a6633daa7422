using System.Text.Json;
using Workbench.Data;
using Workbench.Models;
using Workbench.Training;

namespace Workbench.Tests.Training;

/// <summary>Small runs on a small text.</summary>
internal sealed class Runs : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    public Runs()
    {
        // A text with something to learn, made of words that follow each other.
        string[] words = ["the ", "cat ", "sat ", "on ", "a ", "mat.\n", "dog ", "ran ", "to ", "see "];
        Text = _temporary.Write("text.txt", string.Concat(Enumerable.Range(0, 900).Select(i => words[(i * i + (i / 7)) % words.Length])));
        Tasks = new(new Catalogue(_temporary.File("cache"), new FakePackages(new Dictionary<string, string>())));
    }

    public string Text { get; }

    public TaskSource Tasks { get; }

    public Trainer Trainer => new(Tasks, TimeProvider.System);

    public RunConfig Small =>
        new()
        {
            Model = new TransformerConfig
            {
                Layers = 1,
                Width = 16,
                HeadCount = 2,
                Context = 16,
            },
            Train = new()
            {
                Steps = 12,
                BatchSize = 4,
                EvaluateEvery = 5,
                EvaluationWindows = 10,
                Warmup = 2,
            },
            Data = Text,
        };

    public RunFolder Folder(string name) => new(_temporary.File(name));

    /// <summary>The bytes of the weights that a run ended with.</summary>
    public static byte[] Weights(RunFolder folder) => File.ReadAllBytes(Path.Combine(folder.CheckpointFolder, "model.safetensors"));

    /// <summary>What a result says of numbers; times and memory are left out.</summary>
    public static string Numbers(RunResult result) =>
        JsonSerializer.Serialize(
            result with
            {
                TokensPerSecond = 0,
                TrainingSeconds = 0,
                CpuSeconds = null,
                Times = null,
                PeakMemoryBytes = null,
            },
            TrainingJson.Line
        );

    public void Dispose() => _temporary.Dispose();
}

internal sealed class Listener(Action<TrainingEvent> on) : IProgress<TrainingEvent>
{
    public void Report(TrainingEvent value) => on(value);
}
