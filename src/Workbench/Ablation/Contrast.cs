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
    public bool IsFinished(int seed)
    {
        var environment = Plus[0][seed].Environment;
        return All(seed, run => run.IsFinished && run.Environment == environment);
    }

    /// <summary>Whether the runs of a seed have completed: none diverged.</summary>
    public bool IsCompleted(int seed) => All(seed, run => run.State == Training.RunStatus.Completed);

    /// <summary>The difference at a seed at which all runs completed.</summary>
    public double At(int seed) => Plus.Sum(cell => cell[seed].FinalMetric!.Value) - Minus.Sum(cell => cell[seed].FinalMetric!.Value);

    private bool All(int seed, Func<RunRecord, bool> condition)
    {
        foreach (var cell in Plus)
        {
            if (!condition(cell[seed]))
                return false;
        }
        foreach (var cell in Minus)
        {
            if (!condition(cell[seed]))
                return false;
        }
        return true;
    }
}
