using System.Globalization;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Translates the events of a study to events of an operation, with one task for the study and one for each running run.</summary>
internal sealed class StudyProgress(IProgress<OperationEvent> progress, StudyTracker tracker) : IProgress<StudyEvent>
{
    // Keyed by identity: cells that resolve to the same config share one run.
    private Dictionary<string, int> _steps = [];
    private double _done;
    private double _total;
    private int _runs;
    private int _ended;

    public void Report(StudyEvent value)
    {
        switch (value)
        {
            case StudyPlanned planned:
                Begin(planned);
                break;
            case RunReused reused:
                _ended++;
                Advance(reused.Run, (int)reused.Run.Config.Train.Steps, null);
                break;
            case RunProgressed running:
                var detail = running.Loss is { } loss
                    ? string.Create(CultureInfo.InvariantCulture, $"loss {loss:0.000}, {running.TokensPerSecond:0} tokens/s")
                    : null;
                progress.Report(new Advanced(NameOf(running.Run), running.Step, running.Steps, detail));
                Advance(running.Run, running.Step, detail is null ? null : $"{NameOf(running.Run)}: {detail}");
                break;
            case RunEnded ended:
                End(ended);
                break;
            case RunAwaited awaited:
                progress.Report(new StepStarted($"{NameOf(awaited.Run)} is being computed by {awaited.Holder}; waiting for its result"));
                break;
            case BudgetSpent spent:
                progress.Report(
                    new WarningRaised(
                        $"the budget is spent; {spent.RowsLeft} {(spent.RowsLeft == 1 ? "seed is" : "seeds are")} left for the next time"
                    )
                );
                break;
            case StudyDecided decided:
                progress.Report(new StepStarted($"every comparison is decided after {decided.Seeds} seeds; no further seed is started"));
                break;
            case CellStopped { Stopped: var stopped }:
                progress.Report(
                    new StepStarted($"{stopped.Cell.Label} is stopped at step {stopped.Step}: place {stopped.Place} of {stopped.Of}")
                );
                break;
            case LauncherReported reported:
                progress.Report(new StepStarted(reported.Text));
                break;
            case StudyNotice notice:
                progress.Report(notice.IsWarning ? new WarningRaised(notice.Text) : new StepStarted(notice.Text));
                break;
        }
        tracker.Report(value);
    }

    private void Begin(StudyPlanned planned)
    {
        // Stages follow each other: trials, rungs of halving, the study.
        (_ended, _done, _steps) = (0, 0, []);
        ReportPlan(progress, planned);
        // Reported before the events of runs, so that a log shows the progress of the study.
        _runs = planned.Plan.Runs.DistinctBy(one => one.Id).Count();
        _total = planned.Plan.Runs.DistinctBy(one => one.Id).Sum(one => (double)one.Config.Train.Steps);
        progress.Report(new Advanced("study", 0, _total));
    }

    /// <summary>Reports what is planned, in two sentences.</summary>
    public static void ReportPlan(IProgress<OperationEvent> progress, StudyPlanned planned)
    {
        var audit = planned.Plan.Audit;
        var cells = planned.Plan.Runs.Select(run => run.Cell.Index).Distinct().Count();
        progress.Report(
            new StepStarted(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{(planned.Stage is { } stage ? $"{stage}: " : "")}{cells} variants x {planned.Plan.Seeds.Count} "
                        + $"{(planned.Plan.Seeds.Count == 1 ? "seed" : "seeds")} = {planned.Plan.Runs.Count} runs; {planned.Finished} "
                        + $"finished before; {planned.Workers} at a time on {planned.Plan.Threads} "
                        + $"{(planned.Plan.Threads == 1 ? "thread" : "threads")} each"
                )
            )
        );
        // Without the warnings of the audit, which the result shows.
        progress.Report(
            new StepStarted(
                $"audit: parameters {Span(audit.Costs.Select(cost => (double)cost.Parameters))}, FLOPs per token "
                    + $"{Span(audit.Costs.Select(cost => cost.FlopsPerToken))}, state bytes "
                    + $"{Span(audit.Costs.Select(cost => (double)cost.StateBytes))}"
            )
        );
    }

    private static string Span(IEnumerable<double> values)
    {
        var all = values.ToList();
        var (low, high) = (Sizes.Count(all.Min()), Sizes.Count(all.Max()));
        return low == high ? low : $"{low} to {high}";
    }

    private void End(RunEnded ended)
    {
        progress.Report(new TaskEnded(NameOf(ended.Run)));
        var record = ended.Record;
        if (record.State == RunStatus.Interrupted)
            return;
        _ended++;
        if (record.State == RunStatus.Failed)
            progress.Report(new WarningRaised($"{NameOf(ended.Run)} failed: {record.Error?.Split('\n')[0]} ({record.Folder})"));
        if (record.State == RunStatus.Diverged)
            progress.Report(new WarningRaised($"{NameOf(ended.Run)} diverged: {record.Error?.Split('\n')[0]}"));
        Advance(ended.Run, (int)ended.Run.Config.Train.Steps, null);
    }

    private void Advance(PlannedRun run, int step, string? detail)
    {
        _done += step - _steps.GetValueOrDefault(run.Id);
        _steps[run.Id] = step;
        if (_runs == 0)
            return;
        var runs = $"{_ended}/{_runs} runs";
        progress.Report(new Advanced("study", _done, _total, detail is null ? runs : $"{runs}; {detail}"));
    }

    private static string NameOf(PlannedRun run) => $"{run.Cell.Label}, seed {run.Seed}";
}
