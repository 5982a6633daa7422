using Workbench.Ablation.Search;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>A cell that successive halving has stopped.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Step">The step at which it was stopped.</param>
/// <param name="Place">Its place among the cells that had come so far, 1 for the best.</param>
/// <param name="Of">Number of cells that had come so far.</param>
public sealed record StoppedCell(Cell Cell, long Step, int Place, int Of);

/// <summary>How far successive halving has come.</summary>
/// <param name="Running">The cells that go on.</param>
/// <param name="PauseAt">The step at which they are compared next; null when they train to the end.</param>
/// <param name="Stopped">The cells that were stopped, in the order in which they were.</param>
internal sealed record HalvingState(IReadOnlyList<Cell> Running, long? PauseAt, IReadOnlyList<StoppedCell> Stopped);

/// <summary>
/// Decides which cells of a study go on. Depends on the runs' curves alone, so that a study that is resumed or loaded later, or whose runs
/// were finished by another study, stops the same cells.
/// </summary>
internal static class HalvingRule
{
    /// <summary>The faults of a study that cannot be halved; empty for other studies.</summary>
    public static IEnumerable<Fault> FaultsOf(Study study, SearchConfig search, IReadOnlyList<Cell> cells)
    {
        if (search is not Halving halving)
            yield break;
        if (study.Until is not null)
            yield return new(
                "a study stops by seeds or by cells",
                $"until: {study.Until}, search: {study.Search}",
                "one of them",
                "Leave --until out, or choose another --search.",
                "search"
            );
        var lengths = cells.Select(cell => (cell.Config.Train.Steps, cell.Config.Train.EvaluationInterval)).Distinct().ToList();
        if (lengths.Count > 1)
            yield return new(
                "halving compares cells at equal steps",
                $"train.steps {string.Join(", ", lengths.Select(one => one.Steps).Distinct())}",
                "the same steps and evaluations in every cell",
                "Remove the axis that changes them.",
                "search"
            );
        else if (halving.Pauses(lengths[0].Steps, lengths[0].EvaluationInterval).Count < halving.Rungs - 1)
            yield return new(
                "every rung of halving ends with an evaluation of its own",
                $"{halving.Rungs} rungs, evaluations every {lengths[0].EvaluationInterval} of {lengths[0].Steps} steps",
                null,
                "Evaluate more often (--set train.evaluateEvery=…), or choose fewer rungs (halving:rungs=2).",
                "search"
            );
    }

    /// <summary>How far a study has come.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="halving">Its search.</param>
    /// <param name="metric">The task's metric.</param>
    /// <param name="runs">One list per cell, in the order of the seeds.</param>
    public static HalvingState Decide(Plan plan, Halving halving, Metric metric, IReadOnlyList<IReadOnlyList<RunRecord>> runs)
    {
        var running = plan.Cells;
        var stopped = new List<StoppedCell>();
        var train = plan.Baseline.Config.Train;
        foreach (var pause in halving.Pauses(train.Steps, train.EvaluationInterval))
        {
            if (running.Any(cell => runs[cell.Index].Any(run => !HasReached(run, pause))))
                return new(running, pause, stopped);
            // A cell with diverged runs comes after those without; ties keep the order of the cells.
            var order = running
                .OrderBy(cell => runs[cell.Index].Count(run => At(run, pause) is null))
                .ThenBy(cell => (metric.LowerIsBetter ? 1 : -1) * runs[cell.Index].Average(run => At(run, pause)))
                .ToList();
            var kept = order.Take(halving.Kept(order.Count)).Append(plan.Baseline).ToHashSet();
            stopped.AddRange(
                order
                    .Index()
                    .Where(one => !kept.Contains(one.Item))
                    .Select(one => new StoppedCell(one.Item, pause, one.Index + 1, order.Count))
            );
            running = [.. running.Where(kept.Contains)];
        }
        return new(running, null, stopped);
    }

    /// <summary>How many cells train up to which step, for the plan and its cost: (12, 125), (6, 250), (3, 500).</summary>
    public static IEnumerable<(int Cells, long Steps)> Rungs(Plan plan, Halving halving)
    {
        var train = plan.Baseline.Config.Train;
        var cells = plan.Cells.Count;
        foreach (var pause in halving.Pauses(train.Steps, train.EvaluationInterval).Append(train.Steps))
        {
            yield return (cells, pause);
            cells = halving.Kept(cells);
        }
    }

    /// <summary>Whether a run has come to a step, or ended before it.</summary>
    public static bool HasReached(RunRecord run, long step) => run.State == RunStatus.Diverged || At(run, step) is not null;

    private static double? At(RunRecord run, long step) =>
        run.State is RunStatus.Diverged or RunStatus.Failed
            ? null
            : run.ValidationCurve.Where(point => point.Step == step).Select(point => (double?)point.Value).FirstOrDefault();
}
