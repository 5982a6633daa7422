using Workbench.Ablation;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Experiments;

/// <summary>
/// Comparisons that only claims and predictions ask for: of the metric at another context length than the trained one, and of the number of
/// steps until the validation metric reaches a value.
/// </summary>
internal static class ExpectationVerdicts
{
    // Of the baseline's steps. Evaluations are some steps apart, so a number of steps is a rough one.
    private const double StepEpsilon = 0.1;

    /// <summary>One verdict for each that is asked for, corrected for their number (Holm).</summary>
    public static IReadOnlyList<RecordedVerdict> Of(StudyResult result, IReadOnlyList<Expectation> expectations)
    {
        var plan = result.Plan;
        var named = expectations
            .Where(one => one.At is not null || one.Reach is not null)
            .Select(one => (one.Compared, one.At, one.Reach))
            .Distinct()
            .Select(one => (one.Compared, one.At, one.Reach, Pairs: Pairs(result, one.Compared)))
            .Where(one => one.Pairs.Count > 0)
            .ToList();
        var verdicts = Evidence.Corrected([
            .. named.Select(one =>
                one.Reach is { } reach
                    ? Decide(result, one.Pairs, run => StepsTo(run, reach, result.Metric), level => StepEpsilon * level, true)
                    : Decide(
                        result,
                        one.Pairs,
                        run => MetricAt(run, one.At!.Value),
                        EpsilonRule.Parse(plan.Study.Epsilon)!.In,
                        result.Metric.LowerIsBetter
                    )
            ),
        ]);
        return
        [
            .. named.Zip(
                verdicts,
                (one, verdict) => Recording.VerdictOf(one.Compared, plan.Baseline.Label, verdict, one.At) with { Reach = one.Reach }
            ),
        ];
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

    private static Verdict Decide(
        StudyResult result,
        IReadOnlyList<(CellResult Variant, CellResult Baseline)> pairs,
        Func<RunRecord, double?> quantity,
        Func<double, double> epsilonAt,
        bool lowerIsBetter
    )
    {
        var seeds = Enumerable
            .Range(0, result.Plan.Seeds.Count)
            .Where(seed => pairs.All(pair => Of(pair.Variant, seed) is not null && Of(pair.Baseline, seed) is not null))
            .ToList();
        var differences = seeds.ConvertAll(seed => pairs.Average(pair => Of(pair.Variant, seed)!.Value - Of(pair.Baseline, seed)!.Value));
        var level = seeds.Count > 0 ? seeds.Average(seed => pairs.Average(pair => Of(pair.Baseline, seed)!.Value)) : double.NaN;
        var epsilon = epsilonAt(level);
        return new VerdictRule(epsilon, lowerIsBetter).Decide(MeanEstimate.Of(differences), seeds.Count) with
        {
            Evidence = Evidence.Of(differences, [differences], epsilon, resampled: false),
        };

        double? Of(CellResult cell, int seed) => cell.Runs[seed] is { State: RunStatus.Completed } run ? quantity(run) : null;
    }

    private static double? MetricAt(RunRecord run, int length) => run.MetricByContext.TryGetValue(length, out var metric) ? metric : null;

    /// <summary>The step of the first evaluation that reaches a value; the steps of the whole run where none does.</summary>
    private static double? StepsTo(RunRecord run, double value, Metric metric) =>
        run.ValidationCurve.Count == 0
            ? null
            : run
                .ValidationCurve.Append(run.ValidationCurve[^1] with { Value = value })
                .First(point => metric.LowerIsBetter ? point.Value <= value : point.Value >= value)
                .Step;
}
