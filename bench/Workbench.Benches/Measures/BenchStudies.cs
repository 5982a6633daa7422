using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Training;

namespace Workbench.Benches.Measures;

/// <summary>One run of a study of a bench.</summary>
/// <param name="Result">Its result.</param>
/// <param name="Seconds">Its time as the study sees it: claim, worker, record.</param>
/// <param name="IsFirst">Whether its worker had computed nothing before.</param>
internal sealed record BenchRun(RunResult Result, double Seconds, bool IsFirst);

/// <summary>A study as a bench has run it.</summary>
/// <param name="Seconds">The wall time.</param>
/// <param name="Runs">Its runs, in the order of their ends.</param>
internal sealed record BenchStudyResult(double Seconds, IReadOnlyList<BenchRun> Runs);

/// <summary>Studies of tiny-gpt for benches, in a ledger of their own.</summary>
internal static class BenchStudies
{
    private static int _count;

    /// <summary>tiny-gpt on copy with two position encodings.</summary>
    public static Study Tiny(int seeds) => Study.From("tiny-gpt").Vary("position", "rope", "alibi").On("copy").Seeds(seeds);

    /// <summary>Runs a study.</summary>
    public static BenchStudyResult Run(Study study, int workers, BenchContext context, CancellationToken cancellation)
    {
        var name = $"{_count++}";
        using var ledger = Ledger.Open(Path.Combine(context.Scratch, $"ledger-{name}"), context.Clock);
        var options = new StudyOptions { Workers = workers, Out = Path.Combine(context.Scratch, $"study-{name}") };
        var runs = new RunRecorder(context.Clock, workers);
        var start = context.Clock.GetTimestamp();
        var result = Runner(ledger, context, cancellation).RunAsync(study, options, runs, cancellation).GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        return result.IsComplete
            ? new(context.Clock.GetElapsedTime(start).TotalSeconds, runs.Ended)
            : throw new InvalidOperationException($"a run of the bench did not finish: {result.Runs.First(run => !run.IsFinished).Error}");
    }

    /// <summary>Predicts a study's cost, as --dry-run does by default.</summary>
    public static CostPrediction Predict(Study study, int workers, BenchContext context, CancellationToken cancellation)
    {
        using var ledger = Ledger.Open(Path.Combine(context.Scratch, $"ledger-{_count++}"), context.Clock);
        var runner = Runner(ledger, context, cancellation);
        return runner
            .PredictAsync(
                runner.Plan(study),
                new StudyOptions { Workers = workers },
                TimeSpan.FromSeconds(20),
                new RunRecorder(context.Clock, workers),
                cancellation
            )
            .GetAwaiter()
            .GetResult();
    }

    private static StudyRunner Runner(Ledger ledger, BenchContext context, CancellationToken cancellation)
    {
        var workplace = new WorkbenchServices(context.HostEnvironment);
        return new StudyRunner(ledger, workplace.Services(workplace.Tasks(new NoProgress(), cancellation)));
    }

    private sealed class NoProgress : IProgress<OperationEvent>
    {
        public void Report(OperationEvent value) { }
    }

    private sealed class RunRecorder(TimeProvider clock, int workers) : IProgress<StudyEvent>
    {
        private readonly Dictionary<string, (long At, bool IsFirst)> _started = [];

        public List<BenchRun> Ended { get; } = [];

        public void Report(StudyEvent value)
        {
            if (value is RunStarted started)
                _started[started.Run.Id] = (clock.GetTimestamp(), _started.Count < workers);
            else if (value is RunEnded ended && new RunFolder(ended.Record.Folder).ReadResult() is { } result)
            {
                var (at, isFirst) = _started[ended.Run.Id];
                Ended.Add(new(result, clock.GetElapsedTime(at).TotalSeconds, isFirst));
            }
        }
    }
}
