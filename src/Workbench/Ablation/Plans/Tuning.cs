using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Trials that choose a training setting for each cell before the study's own runs: every cell tries the same values at the same seeds,
/// which are not the study's, so that no variant is compared at a value that suits another.
/// </summary>
/// <param name="Axis">The setting and the values to try: "train.learningRate=3e-4,1e-3,3e-3".</param>
/// <param name="Trials">The plan of the trials: every cell with every value.</param>
public sealed record Tuning(Axis Axis, Plan Trials)
{
    /// <summary>The first seed of the trials.</summary>
    internal const long FirstSeed = 1_000_001;

    /// <summary>What was chosen, one for each cell; null before the trials have finished.</summary>
    public IReadOnlyList<TunedValue>? Chosen { get; init; }

    /// <summary>The trial of a cell with a value: trials are in the order of the cells, and of the values within a cell.</summary>
    internal Cell TrialOf(Cell cell, AxisValue value) =>
        Trials.Cells[(cell.Index * Axis.Values.Count) + Axis.Values.Index().First(one => one.Item == value).Index];

    /// <summary>The index of the cell that a trial belongs to.</summary>
    internal int CellOf(Cell trial) => trial.Index / Axis.Values.Count;

    /// <summary>Chooses the best value of each cell by the mean over the seeds; null when runs are missing.</summary>
    /// <param name="plan">The plan whose cells are tuned.</param>
    /// <param name="metric">The task's metric.</param>
    /// <param name="runs">The runs of the trials: one list per cell of <see cref="Trials"/>.</param>
    internal Plan? Choose(Plan plan, Metric metric, IReadOnlyList<IReadOnlyList<RunRecord>> runs)
    {
        if (runs.Any(cell => cell.Any(run => !run.IsFinished)))
            return null;
        var chosen = plan
            .Cells.Select(cell =>
            {
                var tried = Axis.Values.Select(value => Of(value, runs[TrialOf(cell, value).Index])).ToList();
                // Ties, and cells all of whose trials diverged, take the first value.
                var best = tried
                    .Index()
                    .MinBy(one => (one.Item.Diverged, one.Item.Mean is { } mean ? (metric.LowerIsBetter ? mean : -mean) : 0, one.Index))
                    .Index;
                return new TunedValue(cell, Axis.Values[best], tried);
            })
            .ToList();
        return plan.Tuned(this with { Chosen = chosen });
    }

    private static TriedValue Of(AxisValue value, IReadOnlyList<RunRecord> runs)
    {
        var completed = runs.Where(run => run.State == RunStatus.Completed).ToList();
        return new(value, completed.Count > 0 ? completed.Average(run => run.FinalMetric!.Value) : null, runs.Count - completed.Count);
    }
}

/// <summary>The value that a cell was tuned to.</summary>
/// <param name="Cell">The cell, before tuning.</param>
/// <param name="Value">The value.</param>
/// <param name="Tried">All values with their results.</param>
public sealed record TunedValue(Cell Cell, AxisValue Value, IReadOnlyList<TriedValue> Tried)
{
    /// <summary>Whether the first or last of the tried values was the best, so that a better one may lie beyond.</summary>
    public bool IsAtEdge => Tried.Count > 1 && (Value == Tried[0].Value || Value == Tried[^1].Value);

    /// <summary>"pre: 1e-3 (3e-4 2.61, 1e-3 2.48, 3e-3 2.50)".</summary>
    public override string ToString() => $"{Cell.Label}: {Value.Label} ({string.Join(", ", Tried)})";
}

/// <summary>A value that was tried.</summary>
/// <param name="Value">The value.</param>
/// <param name="Mean">The mean metric of its completed runs; null when none completed.</param>
/// <param name="Diverged">Number of runs that diverged.</param>
public sealed record TriedValue(AxisValue Value, double? Mean, int Diverged)
{
    /// <summary>"1e-3 2.48", "1e-1 diverged".</summary>
    public override string ToString() =>
        Diverged > 0 ? $"{Value.Label} diverged" : FormattableString.Invariant($"{Value.Label} {Mean:0.000}");
}
