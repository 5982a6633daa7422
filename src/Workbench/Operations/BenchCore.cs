using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization;
using TorchSharp;
using Workbench.Ablation;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models.Presets;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>One comparison.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">The unit of both figures.</param>
/// <param name="Ours">Ours.</param>
/// <param name="Peer">The other's.</param>
/// <param name="PeerName">Who the other is.</param>
/// <param name="Ratio">Above 1 is better: ours over the peer's, or the peer's over ours where less is better.</param>
/// <param name="Goal">The ratio that is aimed at.</param>
/// <param name="Note">How it was measured.</param>
public sealed record Comparison(string Name, string Unit, double Ours, double Peer, string PeerName, double Ratio, double Goal, string Note)
{
    /// <summary>What is aimed at where it is an amount and no ratio: ours at most this. <see cref="Goal"/> is then 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Limit { get; init; }

    /// <summary>Whether the goal is reached; null where none is set.</summary>
    public bool? Reached => Limit is { } limit ? Ours <= limit : Goal > 0 ? Ratio >= Goal : null;
}

/// <summary>Measures the core against PyTorch as it comes: operator overhead, training throughput, what a second worker brings.</summary>
/// <param name="surroundings">The clone with the peer's script, clock, worker.</param>
public sealed class BenchCore(Surroundings surroundings) : Operation<BenchCore, IReadOnlyList<Comparison>>
{
    private const int Vocabulary = 65;

    /// <inheritdoc/>
    public override string Name => "core";

    /// <inheritdoc/>
    public override string Summary => "Operator overhead, training throughput, two workers: ratios against python3-torch as it comes (some minutes, on a quiet machine)";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("bench core --json", "each comparison with both raw figures and a ratio, above 1 is better")];

    /// <inheritdoc/>
    public override void Define(Command command) { }

    /// <inheritdoc/>
    public override BenchCore Bind(ParseResult parsed) => this;

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<Comparison>> RunAsync(BenchCore options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(progress);
        var peer = PeerScript.In(surroundings, "core.py", "python3-torch");
        var scratch = Directory.CreateTempSubdirectory("workbench-bench-");
        try
        {
            NativeKernels.Load();
            var results = new List<Comparison> { await Addition(peer, progress, cancellation).ConfigureAwait(false) };
            var text = Path.Combine(scratch.FullName, "letters.txt");
            WriteLetters(text);
            results.Add(await Training("tiny-gpt", 12, 60, 3, text, scratch, peer, progress, cancellation).ConfigureAwait(false));
            results.Add(await Training("small-gpt", 8, 10, 4, text, scratch, peer, progress, cancellation).ConfigureAwait(false));
            results.Add(await Workers(scratch, progress, cancellation).ConfigureAwait(false));
            return results;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private async Task<Comparison> Addition(PeerScript peer, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted("4x4 additions"));
        const int count = 100_000;
        using var guard = torch.NewDisposeScope();
        var (a, b) = (torch.ones(4, 4), torch.ones(4, 4));
        var best = double.PositiveInfinity;
        for (var i = 0; i < 7; i++)
        {
            var start = surroundings.Clock.GetTimestamp();
            for (var j = 0; j < count; j++)
                a.add(b).Dispose();
            best = Math.Min(best, surroundings.Clock.GetElapsedTime(start).TotalNanoseconds / count);
        }
        var theirs = await peer.Measure("nanoseconds", cancellation, "add").ConfigureAwait(false);
        return new Comparison("operator overhead, 4x4 add", "ns", best, theirs, "python3-torch", theirs / best, 1, "best of 7 rounds of 100,000");
    }

    private async Task<Comparison> Training(
        string preset, int batch, int steps, double goal, string text, DirectoryInfo scratch, PeerScript peer, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        progress.Report(new StepStarted($"training {preset}"));
        var model = ModelPresets.Named(preset) with { Vocabulary = Vocabulary };
        var tasks = new TaskSource(new Workplace(surroundings).Catalogue());
        var config = new RunConfig
        {
            Model = model,
            Data = text,
            Train = new() { Steps = steps, BatchSize = batch, EvaluationWindows = 1, EvaluateEvery = steps },
        };
        var (ours, note) = (0.0, "");
        foreach (var threads in new[] { 1, Environment.ProcessorCount }.Distinct())
        {
            var folder = new RunFolder(Path.Combine(scratch.FullName, $"{preset}-{threads}"));
            var result = await Task.Run(() =>
            {
                // Here and not outside: OpenMP keeps the number for each thread that calls it.
                torch.set_num_threads(threads);
                return new Trainer(tasks, surroundings.Clock, RunEnvironment.Current()).Run(config.Resolve(tasks), folder, null, cancellation);
            }, cancellation).ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (result.TokensPerSecond > ours)
                (ours, note) = (result.TokensPerSecond, $"{steps} steps, batch {batch}, on {threads} {(threads == 1 ? "thread" : "threads")}");
        }
        int[] shape = [model.Layers, model.HeadCount, model.Width, model.Context, batch, Vocabulary, Math.Max(3, steps / 4)];
        var theirs = await peer.Measure("tokens_per_second", cancellation, ["train", .. shape.Select(n => n.ToString(CultureInfo.InvariantCulture))]).ConfigureAwait(false);
        var gigaflops = 3 * model.FlopsPerToken(model.Context) * 1e-9; // a token, forward and backward
        return new Comparison($"training, {preset}", "tokens/s", ours, theirs, "python3-torch", ours / theirs, goal,
            string.Create(CultureInfo.InvariantCulture, $"{note}; {Roofline(ours * gigaflops, theirs * gigaflops)}"));
    }

    /// <summary>Why a goal is in reach or not: both sides' useful operations against what the machine can multiply.</summary>
    private string Roofline(double ours, double theirs)
    {
        torch.set_num_threads(Environment.ProcessorCount);
        var peak = MatrixProductSpeed.Measure(2048, clock: surroundings.Clock);
        var ceiling = peak.Operator;
        return string.Create(CultureInfo.InvariantCulture,
            $"{ours:0} and {theirs:0} GFLOP/s of the {ceiling:0} that a product of 2048 x 2048 reaches on {peak.Threads} threads: no ratio above {ceiling / theirs:0.0} is possible here");
    }

    private async Task<Comparison> Workers(DirectoryInfo scratch, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        var seconds = new double[2];
        var study = Study.From("tiny-gpt").Vary("position", "rope", "alibi").On("copy").Seeds(2).With("train.steps", "120").With("train.evaluationWindows", "8");
        foreach (var workers in new[] { 1, 2 })
        {
            progress.Report(new StepStarted($"a study on {workers} {(workers == 1 ? "worker" : "workers")}"));
            var workplace = new Workplace(surroundings);
            var services = workplace.Services(workplace.Tasks(progress, cancellation));
            using var ledger = Ledger.Open(Path.Combine(scratch.FullName, $"ledger-{workers}"), surroundings.Clock);
            var options = new StudyOptions { Workers = workers, Out = Path.Combine(scratch.FullName, $"study-{workers}") };
            var start = surroundings.Clock.GetTimestamp();
            var result = await new StudyRunner(ledger, services).RunAsync(study, options, Silent.Instance, cancellation).ConfigureAwait(false);
            seconds[workers - 1] = surroundings.Clock.GetElapsedTime(start).TotalSeconds;
            if (!result.IsComplete)
                throw new InvalidOperationException($"a run of the bench did not finish: {result.Runs.First(run => !run.IsFinished).Error}");
        }
        return new Comparison("a study, two workers against one", "s", seconds[1], seconds[0], "one worker", seconds[0] / seconds[1], 1.6, "4 runs of tiny-gpt on copy, 120 steps, processes and all");
    }

    /// <summary>A text of 65 different letters, of no meaning: throughput does not depend on it.</summary>
    private static void WriteLetters(string path)
    {
        var letters = new char[200_000];
        for (var i = 0; i < letters.Length; i++)
            letters[i] = (char)('!' + Philox.Below(RandomStream.Named(0, "bench"), (ulong)i, Vocabulary));
        File.WriteAllText(path, new string(letters));
    }

    private sealed class Silent : IProgress<StudyEvent>
    {
        public static readonly Silent Instance = new();

        public void Report(StudyEvent value) { }
    }
}
