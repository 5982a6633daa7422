using Workbench.Ablation;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Experiments;

/// <summary>Comparisons at other context lengths than the trained one, for the claims and predictions that name a length.</summary>
internal static class LengthVerdicts
{
    /// <summary>One verdict for each pair of comparison and length, corrected for their number (Holm).</summary>
    public static IReadOnlyList<RecordedVerdict> Of(StudyResult result, IReadOnlyList<Expectation> expectations)
    {
        var plan = result.Plan;
        var named = expectations
            .Where(one => one.At is not null)
            .Select(one => (one.Compared, At: one.At!.Value))
            .Distinct()
            .Where(one => Pairs(result, one.Compared).Count > 0)
            .ToList();
        var verdicts = Evidence.Corrected([.. named.Select(one => Decide(result, Pairs(result, one.Compared), one.At))]);
        return [.. named.Zip(verdicts, (one, verdict) => Recording.VerdictOf(one.Compared, plan.Baseline.Label, verdict, one.At))];
    }

    /// <summary>The cells that a comparison averages over, each with its baseline: one pair for a cell, several for a value of an
    /// axis.</summary>
    private static IReadOnlyList<(CellResult Variant, CellResult Baseline)> Pairs(StudyResult result, string compared)
    {
        var plan = result.Plan;
        var all = result.Cells;
        if (all.FirstOrDefault(cell => cell.Cell.Label == compared) is { } single)
            return single.Cell.Index == plan.Baseline.Index ? [] : [(single, all[plan.Baseline.Index])];
        for (var axis = 0; axis < plan.Axes.Count; axis++)
        {
            var value = plan.Axes[axis].Values.FirstOrDefault(one => $"{plan.Axes[axis].Name}={one.Label}" == compared);
            if (value is null || value == plan.Baseline.Values[axis])
                continue;
            return [.. plan.PairsOf(axis, value).Select(pair => (all[pair.Variant.Index], all[pair.Baseline.Index]))];
        }
        return [];
    }

    private static Verdict Decide(StudyResult result, IReadOnlyList<(CellResult Variant, CellResult Baseline)> pairs, int at)
    {
        var seeds = Enumerable
            .Range(0, result.Plan.Seeds.Count)
            .Where(seed => pairs.All(pair => Metric(pair.Variant, seed, at) is not null && Metric(pair.Baseline, seed, at) is not null))
            .ToList();
        var differences = seeds.ConvertAll(seed =>
            pairs.Average(pair => Metric(pair.Variant, seed, at)!.Value - Metric(pair.Baseline, seed, at)!.Value)
        );
        var level = seeds.Count > 0 ? seeds.Average(seed => pairs.Average(pair => Metric(pair.Baseline, seed, at)!.Value)) : double.NaN;
        var epsilon = EpsilonRule.Parse(result.Plan.Study.Epsilon)!.In(level);
        return new VerdictRule(epsilon, result.Metric.LowerIsBetter).Decide(MeanEstimate.Of(differences), seeds.Count) with
        {
            Evidence = Evidence.Of(differences, [differences], epsilon, resampled: false),
        };
    }

    private static double? Metric(CellResult cell, int seed, int at) =>
        cell.Runs[seed] is { State: RunStatus.Completed } run && run.MetricByContext.TryGetValue(at, out var metric) ? metric : null;
}
