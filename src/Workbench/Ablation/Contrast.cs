namespace Workbench.Ablation;

/// <summary>
/// Runs of which a comparison takes the difference, seed by seed: a variant minus its baseline; for an interaction, both values and none of
/// them minus each value alone.
/// </summary>
/// <param name="Plus">Runs that are added: one list for each cell, in the order of the seeds.</param>
/// <param name="Minus">Runs that are subtracted.</param>
internal sealed record Contrast(IReadOnlyList<IReadOnlyList<RunRecord>> Plus, IReadOnlyList<IReadOnlyList<RunRecord>> Minus)
{
    /// <summary>A variant against its baseline.</summary>
    public static Contrast Of(IReadOnlyList<RunRecord> variant, IReadOnlyList<RunRecord> baseline) => new([variant], [baseline]);

    /// <summary>Number of seeds.</summary>
    public int Seeds => Plus[0].Count;

    /// <summary>Whether the runs of a seed have finished, in one environment.</summary>
    public bool IsFinished(int seed) =>
        All(seed).All(run => run.IsFinished) && All(seed).Select(run => run.Environment).Distinct().Count() == 1;

    /// <summary>Whether the runs of a seed have completed: none diverged.</summary>
    public bool IsCompleted(int seed) => All(seed).All(run => run.State == Training.RunStatus.Completed);

    /// <summary>The difference at a seed at which all runs completed.</summary>
    public double At(int seed) => Plus.Sum(cell => cell[seed].FinalMetric!.Value) - Minus.Sum(cell => cell[seed].FinalMetric!.Value);

    private IEnumerable<RunRecord> All(int seed) => Plus.Concat(Minus).Select(cell => cell[seed]);
}
