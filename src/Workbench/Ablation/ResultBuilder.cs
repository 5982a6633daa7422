using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>Computes verdicts from runs. The seed is the statistical unit: averages over cells are taken within each seed first.</summary>
internal static class ResultBuilder
{
    /// <summary>The end of the note on runs that are not finished.</summary>
    public const string Resumes = "the same command resumes them.";

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
        var values = plan.Seeds.Count * plan.Cells.Count * (1L + plan.Axes.Count);
        resampled =
            resampled
            && plan.Cells.Count + plan.Axes.Sum(axis => axis.Values.Count) <= Evidence.MostResampled
            && values <= Evidence.MostResampledValues;
        var cellVerdicts = (
            from cell in plan.Cells
            where cell.Index != plan.Baseline.Index
            let compared = Compare(rule, [Contrast.Of(runs[cell.Index], runs[plan.Baseline.Index])], resampled, anytime)
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
            Interactions = [.. Interactions(plan, rule, runs, anytime)],
            Epsilon = epsilon,
            NoiseFloor = NoiseFloor.Of(cells[plan.Baseline.Index].Metric),
            Reading = [],
            Notes = [],
            Environments = EnvironmentsOf(runs),
        };
        result = Corrected(result);
        return result with { Reading = [.. Reading(result, baselineMean)], Notes = [.. Notes(result)] };
    }

    // Axis verdicts may be the cells' comparisons again. Interactions are a family of their own: they would take power from the others.
    private static StudyResult Corrected(StudyResult result)
    {
        IReadOnlyList<(Verdict, IReadOnlyList<double>)> cells = [.. result.CellVerdicts.Select(one => (one.Verdict, one.Differences))];
        IReadOnlyList<(Verdict, IReadOnlyList<double>)> axes = [.. result.AxisVerdicts.Select(one => (one.Verdict, one.Differences))];
        var together = result.Plan.HasAxisEffects;
        var anytime = result.Plan.Study.Until is not null;
        var corrected = Corrected([.. cells, .. together ? axes : []], anytime);
        var ofAxes = together ? [.. corrected.Skip(cells.Count)] : Corrected(axes, anytime);
        var interactions = Corrected([.. result.Interactions.Select(one => (one.Verdict, one.Differences))], anytime);
        return result with
        {
            CellVerdicts = [.. result.CellVerdicts.Zip(corrected, (one, verdict) => one with { Verdict = verdict })],
            AxisVerdicts = [.. result.AxisVerdicts.Zip(ofAxes, (one, verdict) => one with { Verdict = verdict })],
            Interactions = [.. result.Interactions.Zip(interactions, (one, verdict) => one with { Verdict = verdict })],
        };
    }

    private static IReadOnlyList<Verdict> Corrected(
        IReadOnlyList<(Verdict Verdict, IReadOnlyList<double> Differences)> comparisons,
        bool anytime
    )
    {
        var confidence = 1 - ((1 - MeanEstimate.Confidence) / Math.Max(1, comparisons.Count));
        return
        [
            .. Evidence
                .Corrected([.. comparisons.Select(one => one.Verdict)])
                .Zip(
                    comparisons,
                    (verdict, one) => verdict with { SimultaneousInterval = EstimateOf(one.Differences, anytime, confidence).Interval }
                ),
        ];
    }

    private static MeanEstimate EstimateOf(IReadOnlyList<double> differences, bool anytime, double confidence = MeanEstimate.Confidence) =>
        anytime
            ? MeanEstimate.Of(differences) with
            {
                Interval = ConfidenceSequence.Of(differences, confidence),
            }
            : MeanEstimate.Of(differences, confidence);

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
            var pairs = plan.PairsOf(index, value)
                .Select(pair => Contrast.Of(runs[pair.Variant.Index], runs[pair.Baseline.Index]))
                .ToList();
            // A random search may have no two cells that differ in this value alone.
            if (pairs.Count == 0)
                continue;
            var (verdict, differences, combinations) = Compare(rule, pairs, resampled, anytime);
            yield return new AxisVerdict(axis, value, baseline, combinations, verdict, differences) { Pairs = pairs.Count };
        }
    }

    private static IEnumerable<InteractionVerdict> Interactions(
        Plan plan,
        VerdictRule rule,
        IReadOnlyList<IReadOnlyList<RunRecord>> runs,
        bool anytime
    )
    {
        foreach (var crossing in plan.Crossings)
        {
            var contrasts = crossing.Cells.Select(one => new Contrast(
                [runs[one.Both.Index], runs[one.None.Index]],
                [runs[one.First.Index], runs[one.Second.Index]]
            ));
            var (verdict, differences, combinations) = Compare(rule, [.. contrasts], resampled: false, anytime, byRule: false);
            yield return new InteractionVerdict(crossing.Name, combinations, verdict, differences);
        }
    }

    /// <summary>
    /// Compares the runs of cells. A seed is included when all its runs have finished in the same environment. A contrast enters the average
    /// when none of its included runs diverged, so that every seed averages the same cells. Divergences are counted.
    /// </summary>
    /// <param name="rule">The verdict's rule.</param>
    /// <param name="contrasts">What is averaged within each seed; at least one.</param>
    /// <param name="resampled">Whether to compute what needs resampling.</param>
    /// <param name="anytime">Whether the number of seeds depends on the results.</param>
    /// <param name="byRule">Whether more diverged runs on one side decide.</param>
    internal static (Verdict Verdict, IReadOnlyList<double> Differences, int Averaged) Compare(
        VerdictRule rule,
        IReadOnlyList<Contrast> contrasts,
        bool resampled = true,
        bool anytime = false,
        bool byRule = true
    )
    {
        var seeds = Enumerable.Range(0, contrasts[0].Seeds).Where(seed => contrasts.All(one => one.IsFinished(seed))).ToList();
        var averaged = contrasts.Where(one => seeds.All(one.IsCompleted)).ToList();
        // With a single contrast there is no average over cells, so compare the seeds at which no run diverged.
        var compared = contrasts.Count == 1 ? [.. seeds.Where(contrasts[0].IsCompleted)] : seeds;
        var strata = (contrasts.Count == 1 ? contrasts : averaged).Select(one => compared.ConvertAll(one.At)).ToList();
        IReadOnlyList<double> differences =
            strata.Count == 0 ? [] : [.. compared.Select((_, place) => strata.Average(stratum => stratum[place]))];
        int Diverged(Func<Contrast, IReadOnlyList<IReadOnlyList<RunRecord>>> side) =>
            byRule ? contrasts.Sum(one => seeds.Count(seed => side(one).Any(cell => cell[seed].State == RunStatus.Diverged))) : 0;
        var verdict = rule.Decide(Estimate(differences), seeds.Count, Diverged(one => one.Plus), Diverged(one => one.Minus));
        return (
            verdict with
            {
                Evidence = Evidence.Of(differences, strata, rule.Epsilon, resampled, anytime),
                Sensitivity = Sensitivity.Of(rule, verdict, differences, Estimate),
            },
            differences,
            averaged.Count
        );

        MeanEstimate Estimate(IReadOnlyList<double> some) => EstimateOf(some, anytime);
    }

    private static IEnumerable<string> Reading(StudyResult result, double baselineMean)
    {
        var plan = result.Plan;
        var comparisons = result.CellVerdicts.Count + (plan.HasAxisEffects ? result.AxisVerdicts.Count : 0);
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
        foreach (var cell in result.AxisVerdicts.Where(one => one.Combinations < one.Pairs))
            yield return $"{cell.Axis.Name}={cell.Value.Label} is averaged over {cell.Combinations} of {cell.Pairs} "
                + $"combinations of the other axes: in the remaining ones runs diverged.";
        foreach (var note in InitialLosses(result))
            yield return note;
        if (result.Count(RunStatus.Failed) is > 0 and var failed)
            yield return $"{failed} {(failed == 1 ? "run" : "runs")} failed; the same command tries again.";
        if (
            plan.Runs.Count - result.Cells.Sum(cell => cell.Runs.Count(run => run.IsFinished)) - result.Count(RunStatus.Failed)
            is > 0
                and var open
        )
            yield return $"{open} of {plan.Runs.Count} runs are not finished; {Resumes}";
        foreach (var same in plan.Cells.GroupBy(cell => cell.Config.VariantId).Where(group => group.Count() > 1))
            yield return $"These cells have the same config: {string.Join("; ", same.Select(cell => cell.Label))}.";
        if (result.Environments.Count > 1)
            yield return $"The runs come from {result.Environments.Count} environments; pairs are formed only within one, row of seeds "
                + $"by row of seeds.";
    }

    // Known only when runs have begun, so that the audit before them cannot tell.
    private static IEnumerable<string> InitialLosses(StudyResult result)
    {
        var start = FirstLoss(result.Cells[result.Plan.Baseline.Index]);
        var other = result
            .Cells.Select(cell => (cell.Cell.Label, Loss: FirstLoss(cell)))
            .Where(cell => Math.Abs(cell.Loss - start) > ConfoundAudit.Tolerance * start)
            .ToList();
        if (other.Count > 0)
            yield return FormattableString.Invariant($"Initial losses differ from the baseline's {start:0.00} nats by more than 2 %: ")
                + string.Join("; ", other.Take(4).Select(cell => FormattableString.Invariant($"{cell.Label} {cell.Loss:0.00}")))
                + $"{(other.Count > 4 ? $"; and {other.Count - 4} more" : "")}. These variants do not start from the same place.";

        static double FirstLoss(CellResult cell) =>
            cell
                .Runs.Where(run => run.TrainingCurve is [{ Step: 1 }, ..])
                .Select(run => run.TrainingCurve[0].Value)
                .DefaultIfEmpty(double.NaN)
                .Average();
    }

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

    internal static Dictionary<string, string> Describe(RunEnvironment environment) =>
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
