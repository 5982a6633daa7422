using Plotly.NET;
using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Follows a study's events and tells its state: at most four times a second, and at its end.</summary>
/// <param name="progress">Told <see cref="StudyChanged"/>.</param>
/// <param name="clock">The time.</param>
/// <param name="metric">The task's metric.</param>
internal sealed class StudyTracker(IProgress<OperationEvent> progress, TimeProvider clock, StudyMetric metric) : IProgress<StudyEvent>
{
    /// <summary>Time between two states that are told.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    // By identity: cells that resolve to one config are one run.
    private readonly Dictionary<string, Tracked> _runs = [];
    private Plan? _plan;
    private long _started;
    private long? _told;
    private int _order;

    private sealed class Tracked(PlannedRun run)
    {
        public PlannedRun Run { get; } = run;
        public RunStatus State { get; set; } = RunStatus.Missing;
        public bool Reused { get; set; }
        public int Order { get; set; }
        public int Steps { get; } = (int)run.Config.Train.Steps;
        public int Step { get; set; }

        // Steps that this study did not take: of a run that the ledger had, or before the checkpoint that it went on from.
        public int Given { get; set; }
        public double? Metric { get; set; }
        public double TokensPerSecond { get; set; }
        public List<SeriesPoint> Training { get; } = [];
        public List<SeriesPoint> Validation { get; } = [];

        public RunRecord Record() =>
            new()
            {
                Id = Run.Id,
                Environment = "",
                Folder = "",
                Seed = Run.Seed,
                State = State,
                TrainingCurve = [.. Training],
                ValidationCurve = [.. Validation],
            };

        public LiveRun Live() =>
            new(Run.Cell.Label, Run.Seed, Step, Steps, Training.Count > 0 ? Training[^1].Value : null, Metric, TokensPerSecond);

        /// <summary>Takes what the ledger says in the end, the steps before a checkpoint included.</summary>
        public void Take(RunRecord record)
        {
            State = record.State;
            if (!record.IsFinished)
                return;
            Training.Clear();
            Training.AddRange(record.TrainingCurve);
            Validation.Clear();
            Validation.AddRange(record.ValidationCurve);
        }
    }

    /// <inheritdoc/>
    public void Report(StudyEvent value)
    {
        switch (value)
        {
            case StudyPlanned planned:
                _plan = planned.Plan;
                _started = clock.GetTimestamp();
                foreach (var run in planned.Plan.Runs)
                    _runs.TryAdd(run.Id, new Tracked(run));
                break;
            case RunReused reused when Of(reused.Run) is { } run:
                run.Take(reused.Record);
                run.Step = run.Given = run.Steps;
                run.Reused = true;
                break;
            case RunStarted started when Of(started.Run) is { } run:
                run.State = RunStatus.Running;
                run.Order = _order++;
                break;
            case RunProgressed told when Of(told.Run) is { } run:
                Advance(run, told);
                break;
            case RunEnded ended when Of(ended.Run) is { } run:
                run.Take(ended.Record);
                // What is left of a run that failed or diverged is no work any more.
                if (run.State != RunStatus.Interrupted)
                    (run.Given, run.Step) = (run.Given + run.Steps - run.Step, run.Steps);
                break;
            default:
                return;
        }
        if (_told is null || clock.GetElapsedTime(_told.Value) >= Interval)
            Tell(ended: false);
    }

    /// <summary>Tells the last state; a study that was stopped before its plan has none.</summary>
    public void End()
    {
        if (_plan is not null)
            Tell(ended: true);
    }

    private Tracked? Of(PlannedRun run) => _runs.GetValueOrDefault(run.Id);

    private static void Advance(Tracked run, RunProgressed told)
    {
        if (run.Step == 0 && told.Step > 1)
            run.Given = told.Step - 1;
        run.Step = told.Step;
        if (told.Loss is { } loss)
        {
            run.Training.Add(new SeriesPoint(told.Step, loss));
            run.TokensPerSecond = told.TokensPerSecond;
        }
        if (told.Metric is { } value)
        {
            run.Validation.Add(new SeriesPoint(told.Step, value));
            run.Metric = value;
        }
    }

    private void Tell(bool ended)
    {
        _told = clock.GetTimestamp();
        var runs = _runs.Values;
        var (steps, total) = (runs.Sum(run => (long)run.Step), runs.Sum(run => (long)run.Steps));
        var taken = runs.Sum(run => (long)run.Step - run.Given);
        var elapsed = clock.GetElapsedTime(_started);
        var records = runs.ToDictionary(run => run.Run.Id, run => run.Record());
        var (plan, theMetric) = (_plan!, metric);
        progress.Report(
            new StudyChanged(
                new LiveStudy(() => Figure(plan, theMetric, records))
                {
                    Title = ReportMapping.TitleOf(plan),
                    Steps = steps,
                    TotalSteps = total,
                    Runs = runs.Count,
                    Completed = runs.Count(run => run.State == RunStatus.Completed),
                    Reused = runs.Count(run => run.Reused),
                    Diverged = runs.Count(run => run.State == RunStatus.Diverged),
                    Failed = runs.Count(run => run.State == RunStatus.Failed),
                    Running = [.. runs.Where(run => run.State == RunStatus.Running).OrderBy(run => run.Order).Select(run => run.Live())],
                    Elapsed = elapsed,
                    Remaining = ended || taken <= 0 ? null : elapsed * ((double)(total - steps) / taken),
                    Ended = ended,
                }
            )
        );
    }

    private static GenericChart? Figure(Plan plan, StudyMetric metric, Dictionary<string, RunRecord> records) =>
        records.Values.All(record => record.TrainingCurve.Count + record.ValidationCurve.Count == 0)
            ? null
            : new StudyFigures(ReportMapping.Live(plan, metric, records)).LearningCurves;
}
