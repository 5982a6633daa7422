using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Stops a study with <see cref="Study.Until"/> "decided": at the first seed at which every comparison is. Depends on the runs alone, so that
/// a study that is loaded later stops at the same seed, whatever else the ledger has.
/// </summary>
internal static class StoppingRule
{
    public const string Decided = "decided";

    public static Fault Fault(string text) =>
        new("a study runs until its verdicts are decided, or to its last seed", $"\"{text}\"", Decided, "Leave --until out.", "until");

    /// <summary>The number of seeds after which every comparison is decided; null when there is none, or the study does not stop by
    /// itself.</summary>
    /// <param name="plan">The plan, with all its seeds.</param>
    /// <param name="metric">The task's metric.</param>
    /// <param name="runs">One list per cell, in the order of the seeds.</param>
    public static int? Seeds(Plan plan, Metric metric, IReadOnlyList<IReadOnlyList<RunRecord>> runs)
    {
        if (plan.Study.Until is null)
            return null;
        for (var seeds = 2; seeds <= plan.Seeds.Count && runs.All(cell => cell[seeds - 1].IsFinished); seeds++)
        {
            var result = ResultBuilder.Build(
                First(plan, seeds),
                metric,
                [.. runs.Select(cell => cell.Take(seeds).ToList())],
                resampled: false
            );
            if (result.CellVerdicts.Select(one => one.Verdict).Concat(result.AxisVerdicts.Select(one => one.Verdict)).All(IsDecided))
                return seeds;
        }
        return null;
    }

    /// <summary>The plan of the first seeds.</summary>
    public static Plan First(Plan plan, int seeds) =>
        plan with
        {
            Seeds = [.. plan.Seeds.Take(seeds)],
            Runs = [.. plan.Runs.Take(seeds * plan.Cells.Count)],
        };

    private static bool IsDecided(Verdict verdict) => verdict.Word != VerdictWord.Undetermined;
}
