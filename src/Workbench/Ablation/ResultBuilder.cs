using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Computes verdicts from runs. The seed is the statistical unit: averages over cells are taken within each seed first.</summary>
internal static class ResultBuilder
{
    /// <param name="plan">The plan.</param>
    /// <param name="metric">The task's metric.</param>
    /// <param name="runs">One list per cell, in the order of the seeds.</param>
    /// <param name="resampled">Whether to compute what needs resampling, up to <see cref="Evidence.MostResampled"/> comparisons.</param>
    public static StudyResult Build(Plan plan, Metric metric, IReadOnlyList<IReadOnlyList<RunRecord>> runs, bool resampled = true)
    {
        var cells = plan
            .Cells.Select(cell => new CellResult(
                cell,
                runs[cell.Index],
                MeanEstimate.Of([.. runs[cell.Index].Where(run => run.State == RunStatus.Completed).Select(run => run.FinalMetric!.Value)])
            ))
            .ToList();
        var baselineMean = cells[plan.Baseline.Index].Metric.Mean;
        var epsilon = EpsilonRule.Parse(plan.Study.Epsilon)!.In(baselineMean);
        var rule = new VerdictRule(epsilon, metric.LowerIsBetter);
        var anytime = plan.Study.Until is not null;
        resampled = resampled && plan.Cells.Count + plan.Axes.Sum(axis => axis.Values.Count) <= Evidence.MostResampled;
        var cellVerdicts = (
            from cell in plan.Cells
            where cell.Index != plan.Baseline.Index
            let compared = Compare(rule, [(runs[cell.Index], runs[plan.Baseline.Index])], resampled, anytime)
            select new CellVerdict(cell, compared.Verdict, compared.Differences)
        ).ToList();
        var axisVerdicts = plan.Axes.SelectMany((axis, index) => AxisVerdicts(plan, axis, index, rule, runs, resampled, anytime)).ToList();
        var result = new StudyResult
        {
            Plan = plan,
            Metric = metric,
            Cells = cells,
            CellVerdicts = cellVerdicts,
            AxisVerdicts = axisVerdicts,
            Epsilon = epsilon,
            NoiseFloor = NoiseFloor.Of(cells[plan.Baseline.Index].Metric),
            Reading = [],
            Notes = [],
            Environments = EnvironmentsOf(runs),
        };
        result = Corrected(result);
        return result with { Reading = [.. Reading(result, baselineMean)], Notes = [.. Notes(result)] };
    }

    // With one axis, axis verdicts and cell verdicts are the same comparisons.
    private static StudyResult Corrected(StudyResult result)
    {
        var cells = result.CellVerdicts.Select(one => one.Verdict);
        var axes = result.AxisVerdicts.Select(one => one.Verdict);
        var together = result.Plan.Axes.Count > 1;
        var corrected = Evidence.Corrected([.. cells, .. together ? axes : []]);
        var ofAxes = together ? [.. corrected.Skip(result.CellVerdicts.Count)] : Evidence.Corrected([.. axes]);
        return result with
        {
            CellVerdicts = [.. result.CellVerdicts.Zip(corrected, (one, verdict) => one with { Verdict = verdict })],
            AxisVerdicts = [.. result.AxisVerdicts.Zip(ofAxes, (one, verdict) => one with { Verdict = verdict })],
        };
    }

    private static IEnumerable<AxisVerdict> AxisVerdicts(
        Plan plan,
        Axis axis,
        int index,
        VerdictRule rule,
        IReadOnlyList<IReadOnlyList<RunRecord>> runs,
        bool resampled,
        bool anytime
    )
    {
        var baseline = plan.Baseline.Values[index];
        foreach (var value in axis.Values.Where(value => value != baseline))
        {
            var pairs = plan.PairsOf(index, value).Select(pair => (runs[pair.Variant.Index], runs[pair.Baseline.Index]));
            var (verdict, differences, combinations) = Compare(rule, [.. pairs], resampled, anytime);
            yield return new AxisVerdict(axis, value, baseline, combinations, verdict, differences);
        }
    }

    /// <summary>
    /// Compares the runs of pairs of cells. A seed is included when the two runs of every pair have finished in the same environment. A
    /// pair of cells enters the average when none of its included runs diverged, so that every seed averages the same cells. Divergences
    /// are counted.
    /// </summary>
    internal static (Verdict Verdict, IReadOnlyList<double> Differences, int Averaged) Compare(
        VerdictRule rule,
        IReadOnlyList<(IReadOnlyList<RunRecord> Variant, IReadOnlyList<RunRecord> Baseline)> pairs,
        bool resampled = true,
        bool anytime = false
    )
    {
        var seeds = Enumerable
            .Range(0, pairs[0].Variant.Count)
            .Where(seed =>
                pairs.All(pair =>
                    pair.Variant[seed].IsFinished
                    && pair.Baseline[seed].IsFinished
                    && pair.Variant[seed].Environment == pair.Baseline[seed].Environment
                )
            )
            .ToList();
        var averaged = pairs
            .Where(pair =>
                seeds.All(seed => pair.Variant[seed].State == RunStatus.Completed && pair.Baseline[seed].State == RunStatus.Completed)
            )
            .ToList();
        // With a single pair there is no average over cells, so compare the seeds at which neither run diverged.
        var compared =
            pairs.Count == 1
                ?
                [
                    .. seeds.Where(seed =>
                        pairs[0].Variant[seed].State == RunStatus.Completed && pairs[0].Baseline[seed].State == RunStatus.Completed
                    ),
                ]
                : seeds;
        var strata = (pairs.Count == 1 ? pairs : averaged)
            .Select(pair => compared.ConvertAll(seed => pair.Variant[seed].FinalMetric!.Value - pair.Baseline[seed].FinalMetric!.Value))
            .ToList();
        IReadOnlyList<double> differences =
            strata.Count == 0 ? [] : [.. compared.Select((_, place) => strata.Average(stratum => stratum[place]))];
        int Diverged(Func<(IReadOnlyList<RunRecord> Variant, IReadOnlyList<RunRecord> Baseline), IReadOnlyList<RunRecord>> side) =>
            pairs.Sum(pair => seeds.Count(seed => side(pair)[seed].State == RunStatus.Diverged));
        return (
            rule.Decide(Estimate(), seeds.Count, Diverged(pair => pair.Variant), Diverged(pair => pair.Baseline)) with
            {
                Evidence = Evidence.Of(differences, strata, rule.Epsilon, resampled, anytime),
            },
            differences,
            averaged.Count
        );

        MeanEstimate Estimate() =>
            anytime ? MeanEstimate.Of(differences) with { Interval = ConfidenceSequence.Of(differences) } : MeanEstimate.Of(differences);
    }

    private static IEnumerable<string> Reading(StudyResult result, double baselineMean)
    {
        var plan = result.Plan;
        // With one axis, axis verdicts and cell verdicts are the same comparisons.
        var comparisons = result.CellVerdicts.Count + (plan.Axes.Count > 1 ? result.AxisVerdicts.Count : 0);
        if (comparisons > 0)
            yield return (
                plan.Study.Until is null
                    ? "Intervals are 95 % paired t intervals of variant minus baseline."
                    : "Intervals of variant minus baseline are 95 % intervals that hold at every number of seeds at once, since the study "
                        + "stops by itself."
            )
                + (
                    comparisons > 1
                        ? $" Uncorrected, about one comparison in twenty excludes 0 by chance alone; \"corrected\" is the verdict after "
                            + $"Holm's correction for all {comparisons} comparisons."
                        : ""
                );
        yield return FormattableString
            .Invariant($"epsilon, the difference that does not matter, is {result.Epsilon:G4} {result.Metric.Unit}")
            .TrimEnd()
            + (
                plan.Study.Epsilon.Contains('%', StringComparison.Ordinal) && double.IsFinite(baselineMean)
                    ? FormattableString.Invariant($" ({plan.Study.Epsilon} of the baseline's mean {baselineMean:G4}).")
                    : "."
            );
        if (result.NoiseFloor is { } floor)
            yield return FormattableString.Invariant($"The noise floor is {floor:G3} {result.Metric.Unit}").TrimEnd()
                + ": two runs of the baseline with different seeds differ by more in one of twenty cases.";
    }

    private static IEnumerable<string> Notes(StudyResult result)
    {
        var plan = result.Plan;
        if (plan.Study.Until is not null)
            yield return plan.Seeds.Count < plan.Study.SeedCount
                ? $"Every comparison was decided after {plan.Seeds.Count} of at most {plan.Study.SeedCount} seeds."
                : $"Not every comparison was decided before the last of {plan.Study.SeedCount} seeds.";
        if (plan.Seeds.Count == 1)
            yield return "One seed gives no interval: every comparison is undetermined.";
        foreach (
            var same in result.CellVerdicts.Where(one => one.Differences.Count > 1 && one.Differences.All(difference => difference == 0))
        )
            yield return $"{same.Cell.Label} has exactly the baseline's {result.Metric.Name} at every seed: the choice has no effect "
                + $"on what was trained, or the metric is too coarse to show one (try more steps, more train.evaluationWindows).";
        if (result.Count(RunStatus.Diverged) is > 0 and var diverged)
            yield return $"{diverged} {(diverged == 1 ? "run" : "runs")} diverged. A cell with more diverged runs than the baseline is "
                + $"worse by rule; means exclude the metric of diverged runs.";
        foreach (var cell in result.AxisVerdicts.Where(one => one.Combinations < CombinationsOf(plan, one.Axis)))
            yield return $"{cell.Axis.Name}={cell.Value.Label} is averaged over {cell.Combinations} of {CombinationsOf(plan, cell.Axis)} "
                + $"combinations of the other axes: in the remaining ones runs diverged.";
        if (result.Count(RunStatus.Failed) is > 0 and var failed)
            yield return $"{failed} {(failed == 1 ? "run" : "runs")} failed; the same command tries again.";
        if (
            plan.Runs.Count - result.Cells.Sum(cell => cell.Runs.Count(run => run.IsFinished)) - result.Count(RunStatus.Failed)
            is > 0
                and var open
        )
            yield return $"{open} of {plan.Runs.Count} runs are not finished; the same command resumes them.";
        foreach (var same in plan.Cells.GroupBy(cell => cell.Config.VariantId).Where(group => group.Count() > 1))
            yield return $"These cells have the same config: {string.Join("; ", same.Select(cell => cell.Label))}.";
        if (result.Environments.Count > 1)
            yield return $"The runs come from {result.Environments.Count} environments; pairs are formed only within one, row of seeds "
                + $"by row of seeds.";
    }

    private static int CombinationsOf(Plan plan, Axis axis) => plan.Cells.Count / axis.Values.Count;

    private static Dictionary<string, IReadOnlyDictionary<string, string>> EnvironmentsOf(IReadOnlyList<IReadOnlyList<RunRecord>> runs)
    {
        var environments = new Dictionary<string, IReadOnlyDictionary<string, string>>();
        foreach (var run in runs.SelectMany(cell => cell).Where(run => run.IsFinished))
        {
            if (!environments.ContainsKey(run.Environment) && new RunFolder(run.Folder).ReadEnvironment() is { } environment)
                environments[run.Environment] = Describe(environment);
        }
        return environments;
    }

    private static Dictionary<string, string> Describe(RunEnvironment environment) =>
        JsonSerializer
            .SerializeToNode(environment, TrainingJson.Line)!
            .AsObject()
            .ToDictionary(
                pair => pair.Key,
                pair =>
                    pair.Value switch
                    {
                        JsonArray list => string.Join(", ", list),
                        var value => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
                    }
            );
}
