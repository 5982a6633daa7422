using Plotly.NET;
using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Follows the events of a study and reports snapshots of its state: at most four per second, and one at the end.</summary>
/// <param name="progress">Receives <see cref="StudyChanged"/>.</param>
/// <param name="clock">The time source.</param>
/// <param name="metric">The task's metric.</param>
internal sealed class StudyTracker(IProgress<OperationEvent> progress, TimeProvider clock, Metric metric) : IProgress<StudyEvent>
{
    /// <summary>The minimum time between two snapshots.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>A queue may have many more runs; those that compute come first.</summary>
    private const int MostShown = 32;

    // Keyed by identity: cells that resolve to the same config share one run.
    private readonly Dictionary<string, Tracked> _runs = [];
    private Plan? _plan;
    private long _started;
    private long? _reported;
    private int _order;

    private sealed class Tracked(PlannedRun run)
    {
        public PlannedRun Run { get; } = run;
        public RunStatus State { get; set; } = RunStatus.Missing;
        public bool Reused { get; set; }
        public int Order { get; set; }
        public int Steps { get; } = (int)run.Config.Train.Steps;
        public int Step { get; set; }

        // Steps that this study did not compute: of a run from the ledger, before the checkpoint of a resumed run, or after a failure.
        public int Skipped { get; set; }
        public double? Metric { get; set; }
        public double TokensPerSecond { get; set; }
        private readonly List<SeriesPoint> _training = [];
        private readonly List<SeriesPoint> _validation = [];

        // A finished run's curves are the record's: a study may have thousands.
        private RunRecord? _finished;

        /// <summary>The run's state and curves, which later events do not change.</summary>
        public RunRecord Record() =>
            _finished is { } known && known.State == State
                ? known
                : new()
                {
                    Id = Run.Id,
                    Environment = "",
                    Folder = "",
                    Seed = Run.Seed,
                    State = State,
                    TrainingCurve = _finished?.TrainingCurve ?? [.. _training],
                    ValidationCurve = _finished?.ValidationCurve ?? [.. _validation],
                };

        public LiveRun Live() =>
            new(
                Run.Cell.Label,
                Run.Seed,
                Step,
                Steps,
                (_finished?.TrainingCurve ?? _training) is [.., var last] ? last.Value : null,
                Metric,
                TokensPerSecond
            );

        /// <summary>
        /// Takes the state and, of a finished run, the curves from the ledger's record, which has the steps before a checkpoint too.
        /// </summary>
        public void CopyFrom(RunRecord record)
        {
            State = record.State;
            if (record.IsFinished)
                _finished = record;
        }

        /// <summary>Adds a point to a curve of the run.</summary>
        public void Add(SeriesPoint point, bool isTraining)
        {
            if (_finished is { } known)
            {
                _training.Clear();
                _training.AddRange(known.TrainingCurve);
                _validation.Clear();
                _validation.AddRange(known.ValidationCurve);
                _finished = null;
            }
            (isTraining ? _training : _validation).Add(point);
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
                run.CopyFrom(reused.Record);
                run.Step = run.Skipped = run.Steps;
                run.Reused = true;
                break;
            case RunStarted started when Of(started.Run) is { } run:
                run.State = RunStatus.Running;
                run.Order = _order++;
                break;
            case RunProgressed progressed when Of(progressed.Run) is { } run:
                Advance(run, progressed);
                break;
            case RunEnded ended when Of(ended.Run) is { } run:
                run.CopyFrom(ended.Record);
                // The remaining steps of a failed or diverged run will not be computed.
                if (run.State != RunStatus.Interrupted)
                    (run.Skipped, run.Step) = (run.Skipped + run.Steps - run.Step, run.Steps);
                break;
            default:
                return;
        }
        if (_reported is null || clock.GetElapsedTime(_reported.Value) >= Interval)
            ReportState(ended: false);
    }

    /// <summary>Reports the last state, unless the study was stopped before it was planned.</summary>
    public void End()
    {
        if (_plan is not null)
            ReportState(ended: true);
    }

    private Tracked? Of(PlannedRun run) => _runs.GetValueOrDefault(run.Id);

    private static void Advance(Tracked run, RunProgressed progressed)
    {
        if (run.Step == 0 && progressed.Step > 1)
            run.Skipped = progressed.Step - 1;
        run.Step = progressed.Step;
        if (progressed.Loss is { } loss)
        {
            run.Add(new SeriesPoint(progressed.Step, loss), isTraining: true);
            run.TokensPerSecond = progressed.TokensPerSecond;
        }
        if (progressed.Metric is { } value)
        {
            run.Add(new SeriesPoint(progressed.Step, value), isTraining: false);
            run.Metric = value;
        }
    }

    private void ReportState(bool ended)
    {
        _reported = clock.GetTimestamp();
        var runs = _runs.Values;
        var (steps, total) = (runs.Sum(run => (long)run.Step), runs.Sum(run => (long)run.Steps));
        var computed = runs.Sum(run => (long)run.Step - run.Skipped);
        var elapsed = clock.GetElapsedTime(_started);
        var records = runs.ToDictionary(run => run.Run.Id, run => run.Record());
        // Copies, so that the snapshot does not keep this tracker alive.
        var (plan, taskMetric) = (_plan!, metric);
        progress.Report(
            new StudyChanged(
                new LiveStudy(() => Figure(plan, taskMetric, records))
                {
                    Title = ReportMapping.TitleOf(plan),
                    Steps = steps,
                    TotalSteps = total,
                    Runs = runs.Count,
                    Completed = runs.Count(run => run.State == RunStatus.Completed),
                    Reused = runs.Count(run => run.Reused),
                    Diverged = runs.Count(run => run.State == RunStatus.Diverged),
                    Failed = runs.Count(run => run.State == RunStatus.Failed),
                    Running =
                    [
                        .. runs.Where(run => run.State == RunStatus.Running)
                            .OrderBy(run => run.Step == 0)
                            .ThenBy(run => run.Order)
                            .Take(MostShown)
                            .Select(run => run.Live()),
                    ],
                    Elapsed = elapsed,
                    Remaining = ended || computed <= 0 ? null : elapsed * ((double)(total - steps) / computed),
                    Ended = ended,
                }
            )
        );
    }

    /// <summary>The last state of a study that had nothing to compute.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="answer">The study's answer.</param>
    public static LiveStudy Finished(Plan plan, AblateResult answer)
    {
        var runs = plan.Runs.DistinctBy(run => run.Id).ToList();
        var steps = runs.Sum(run => run.Config.Train.Steps);
        var diverged = Math.Min(runs.Count, answer.Cells.Sum(cell => cell.Diverged));
        return new(() => Figure(plan, answer.Metric!, answer.Runs.DistinctBy(run => run.Id).ToDictionary(run => run.Id)))
        {
            Title = ReportMapping.TitleOf(plan),
            Steps = steps,
            TotalSteps = steps,
            Runs = runs.Count,
            Completed = runs.Count - diverged,
            Reused = runs.Count,
            Diverged = diverged,
            Failed = 0,
            Running = [],
            Elapsed = TimeSpan.Zero,
            Remaining = null,
            Ended = true,
        };
    }

    private static GenericChart? Figure(Plan plan, Metric metric, Dictionary<string, RunRecord> records) =>
        records.Values.All(record => record.TrainingCurve.Count + record.ValidationCurve.Count == 0)
            ? null
            : new StudyFigures(ReportMapping.Live(plan, metric, records)).LearningCurves;
}
