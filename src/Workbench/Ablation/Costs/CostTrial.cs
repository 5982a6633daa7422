using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// A trial of a study's variants: some steps, an evaluation and a checkpoint of each, as many runs at a time as the study has workers,
/// because these share the processor's caches and memory bandwidth.
/// </summary>
internal sealed class CostTrial(RemainingWork work, ILauncher launcher, TimeProvider clock, TimeSpan limit, IProgress<StudyEvent> progress)
{
    /// <summary>Time for one variant; less where many variants share the limit.</summary>
    private static readonly TimeSpan Slot = TimeSpan.FromSeconds(4);

    /// <summary>With less time than this for a variant, the cost of some is scaled from that of others.</summary>
    private static readonly TimeSpan LeastSlot = TimeSpan.FromSeconds(2);

    // A guess, for the number of steps before anything is known; few enough on a slow machine.
    private const double GuessedFlopsPerSecond = 2e10;
    private const int FewestSteps = 4,
        MostSteps = 1000;

    private readonly List<Outcome> _outcomes = [];
    private readonly long _start = clock.GetTimestamp();
    private string? _problem;

    /// <summary>One trial run.</summary>
    /// <param name="Run">The planned run whose group was tried.</param>
    /// <param name="Trial">The same with the config of the trial.</param>
    /// <param name="Lane">Which of the runs at a time it was.</param>
    /// <param name="Seconds">Its time, as the study sees it.</param>
    /// <param name="Steps">Seconds of its steps.</param>
    /// <param name="Result">Its result.</param>
    private sealed record Outcome(
        PlannedRun Run,
        PlannedRun Trial,
        int Lane,
        double Seconds,
        IReadOnlyList<double> Steps,
        RunResult Result
    );

    public async Task<CostPrediction> RunAsync(CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-trial-").FullName;
        try
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            using var timer = clock.CreateTimer(_ => deadline.Cancel(), null, limit, Timeout.InfiniteTimeSpan);
            await TakeAsync(folder, deadline.Token).ConfigureAwait(false);
            // The workers hold files of the folder.
            await launcher.DisposeAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new TrialProgressed(clock.GetUtcNow(), null, Elapsed, limit));
            return Prediction();
        }
        finally
        {
            await launcher.DisposeAsync().ConfigureAwait(false);
            Directory.Delete(folder, recursive: true);
        }
    }

    private TimeSpan Elapsed => clock.GetElapsedTime(_start);

    private async Task TakeAsync(string folder, CancellationToken cancellation)
    {
        var plugins = work.Plan.Study.Plugins.Union(
            Plugins.Save(work.Groups.Select(group => group.Config), Path.Combine(folder, "plugins"))
        );
        IReadOnlyList<string> all = [.. plugins];
        var groups = Sample();
        // The first run of a worker loads and compiles; how long a step takes is known only afterwards.
        var few = (long)Math.Clamp(GuessedFlopsPerSecond / (3 * work.FlopsOf(groups[0])), 2, 20);
        await TakeAsync(groups[0], few, Path.Combine(folder, "first"), all, cancellation).ConfigureAwait(false);
        for (var i = 0; i < groups.Count && !cancellation.IsCancellationRequested && _problem is null; i++)
        {
            // The last tenth is left for what was estimated too low.
            var slot = Math.Min(Slot.TotalSeconds, ((0.9 * limit) - Elapsed).TotalSeconds / (groups.Count - i));
            var known = _outcomes.Last(outcome => outcome.Steps.Count > 0);
            var step = Steady(known.Steps) * work.FlopsOf(groups[i]) / work.FlopsOf(known.Run);
            var steps = (long)Math.Clamp(0.8 * slot / step, FewestSteps, MostSteps);
            await TakeAsync(groups[i], steps, Path.Combine(folder, $"{i}"), all, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The groups to measure: all, or as many as there is time for, evenly from the cheapest to the dearest.</summary>
    private IReadOnlyList<PlannedRun> Sample()
    {
        var most = Math.Max(1, (int)(limit / LeastSlot));
        if (work.Groups.Count <= most)
            return work.Groups;
        var ascending = work.Groups.OrderBy(work.FlopsOf).ToList();
        return
        [
            .. Enumerable
                .Range(0, most)
                .Select(i => ascending[most == 1 ? ascending.Count / 2 : i * (ascending.Count - 1) / (most - 1)])
                .Distinct(),
        ];
    }

    private async Task TakeAsync(PlannedRun run, long steps, string folder, IReadOnlyList<string> plugins, CancellationToken cancellation)
    {
        progress.Report(new TrialProgressed(clock.GetUtcNow(), run.Cell.Label, Elapsed, limit));
        var windows = Math.Min(run.Config.Train.EvaluationWindows, 4 * run.Config.Train.BatchSize);
        var trial = run with { Config = RemainingWork.Trial(run.Config, Math.Min(steps, run.Config.Train.Steps), windows) };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, work.Workers).Select(LaneAsync)).ConfigureAwait(false);
        _outcomes.AddRange(outcomes);
        _problem = outcomes.Select(outcome => outcome.Result).FirstOrDefault(result => result.Status == RunStatus.Failed)?.Error;
        if (_problem is null && !_outcomes.Exists(outcome => outcome.Steps.Count > 0))
            _problem = "no training step ended in time; give it longer: --trial 2m";

        async Task<Outcome> LaneAsync(int lane)
        {
            await Task.Yield();
            var config = trial.Config with { Seed = lane + 1 };
            var seconds = new StepTimes(config);
            var begun = clock.GetTimestamp();
            var result = await launcher
                .RunAsync(new RunJob(config, Path.Combine(folder, $"{lane}"), work.Plan.Threads, plugins), seconds, cancellation)
                .ConfigureAwait(false);
            return new(run, trial, lane, clock.GetElapsedTime(begun).TotalSeconds, seconds.Seconds, result);
        }
    }

    private CostPrediction Prediction()
    {
        // The first run is not steady, but the only one when time was short.
        var first = _outcomes.Take(work.Workers).ToList();
        var steady = _outcomes.Skip(work.Workers).Where(outcome => outcome.Steps.Count > 0).ToList();
        var measured = (steady.Count > 0 ? steady : first.Where(outcome => outcome.Steps.Count > 0))
            .GroupBy(outcome => outcome.Run.Cell.Index)
            .Select(group => (group.First().Run, Parts: Parts([.. group])))
            .ToList();
        var whole = _outcomes.Where(outcome => outcome.Result.Times is not null).ToList();
        // What steady parts do not explain is what a worker needs once, also of the runs after its first.
        var once = whole.GroupBy(outcome => outcome.Lane).Select(lane => lane.Sum(Excess)).DefaultIfEmpty(0).Average();
        var prediction = work.Predict(_problem is null ? measured : [], TimeSpan.FromSeconds(Math.Max(0, once)));
        return prediction with { Trial = Elapsed, Problem = _problem };

        double Excess(Outcome outcome)
        {
            var known = measured.Find(one => one.Run == outcome.Run);
            return known.Run is null ? 0 : outcome.Seconds - RemainingWork.SecondsOf(outcome.Trial, known.Parts, null);
        }
    }

    private static RunParts Parts(IReadOnlyList<Outcome> lanes)
    {
        var (step, steps) = (lanes.Average(lane => Steady(lane.Steps)), lanes.Min(lane => lane.Steps.Count));
        var whole = lanes.Where(lane => lane.Result.Times is not null && lane.Result.Status == RunStatus.Completed).ToList();
        if (whole.Count == 0)
            return RemainingWork.OfStepsAlone(lanes[0].Trial, step, steps);
        return new(
            step,
            whole.Average(lane => lane.Result.Times!.Evaluation) / lanes[0].Trial.Config.Train.EvaluationWindows,
            whole.Average(lane => lane.Result.Times!.Checkpoint),
            whole.Average(lane => lane.Result.Times!.Record / lane.Steps.Count),
            whole.Average(lane => lane.Seconds - lane.Result.TrainingSeconds - lane.Result.Times!.Evaluation - lane.Result.Times.Record),
            steps
        );
    }

    /// <summary>The mean of the second half: the first steps of a variant are compiled while they run.</summary>
    private static double Steady(IReadOnlyList<double> steps) => steps.Skip(steps.Count / 2).Average();

    /// <summary>The time of every step, from a run's events.</summary>
    private sealed class StepTimes(RunConfig config) : IProgress<TrainingEvent>
    {
        public List<double> Seconds { get; } = [];

        public void Report(TrainingEvent value)
        {
            if (value is StepCompleted { TokensPerSecond: > 0 } step)
                Seconds.Add((double)config.Train.BatchSize * config.Model.Context / step.TokensPerSecond);
        }
    }
}
