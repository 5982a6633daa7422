using System.Globalization;
using Workbench.Ablation;
using Workbench.Data;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>The inputs of a report that are not in the study's result.</summary>
/// <param name="CommandLine">The command line of the study.</param>
/// <param name="Started">The start time.</param>
/// <param name="Elapsed">The duration.</param>
/// <param name="Tasks">Gives the floors of the task; null leaves them out.</param>
/// <param name="Stamp">A name for all that the report says, without the times; null: none.</param>
internal sealed record ReportContext(string CommandLine, DateTimeOffset Started, TimeSpan Elapsed, TaskSource? Tasks, string? Stamp = null);

/// <summary>Maps a study's result to the plain data of a report, because Reporting does not depend on studies.</summary>
internal static class ReportMapping
{
    public static ReportData Of(StudyResult result, ReportContext context)
    {
        var plan = result.Plan;
        var baseline = plan.Baseline.Resolved.ToDictionary();
        return new ReportData
        {
            Title = TitleOf(plan),
            Question = Question(plan, result.Metric),
            Metric = result.Metric,
            Variants = [.. result.Cells.Select(cell => Variant(plan, cell, baseline))],
            AxisEffects = plan.HasAxisEffects ? [.. result.AxisVerdicts.Select(AxisEffect)] : [],
            Comparisons =
            [
                .. result.CellVerdicts.Select(one =>
                    Comparison(NameOf(plan, one.Cell), NameOf(plan, plan.Baseline), one.Verdict, one.Differences)
                ),
            ],
            Interactions =
            [
                .. result.Interactions.Select(one => Comparison(one.Name, InteractionVerdict.EachAlone, one.Verdict, one.Differences)),
            ],
            Epsilon = result.Epsilon,
            EpsilonSource = plan.Study.Epsilon.Contains('%', StringComparison.Ordinal)
                ? $"{plan.Study.Epsilon} of the baseline's mean"
                : "as specified",
            Confidence = MeanEstimate.Confidence,
            Audit =
            [
                .. plan.Audit.Costs.Select(cost => new ReportAudit(
                    NameOf(plan, cost.Cell),
                    cost.Parameters,
                    cost.FlopsPerToken,
                    cost.StateBytes
                )),
            ],
            AuditWarnings = [.. plan.Audit.Warnings.Select(warning => warning.ToString())],
            AuditRemarks =
            [
                .. plan.Audit.Remarks,
                .. plan.Tuning is null && plan.Cells.Count > 1 ? [Untuned(plan.Cells)] : Array.Empty<string>(),
            ],
            AuditLimit = ConfoundAudit.Tolerance,
            References = References(plan, context),
            TrainedContext =
                plan.Cells.Select(cell => cell.Config.Model.Context).Distinct().Count() == 1 ? plan.Baseline.Config.Model.Context : null,
            BaselineConfig = [.. plan.Baseline.Resolved.Select(pair => new ReportSetting(pair.Key, pair.Value))],
            Notices = [.. result.Notes, .. BelowFloors(result, context.Tasks)],
            Provenance = Provenance(result, context),
        };
    }

    private static string Untuned(IReadOnlyList<Cell> cells)
    {
        var rates = cells.Select(cell => cell.Config.Train.LearningRate).Distinct().Order().ToList();
        return FormattableString.Invariant($"tuning effort: none, the learning rate is {rates[0]:G4}")
            + (rates.Count > 1 ? FormattableString.Invariant($" to {rates[^1]:G4}") : " for every variant")
            + "; --tune chooses one for each";
    }

    /// <summary>The data of a running study: the curves so far, without comparisons.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="metric">The task's metric.</param>
    /// <param name="runs">The current records of the runs, by identity.</param>
    public static ReportData Live(Plan plan, Metric metric, IReadOnlyDictionary<string, RunRecord> runs)
    {
        var baseline = plan.Baseline.Resolved.ToDictionary();
        var cells = plan
            .Runs.GroupBy(run => run.Cell)
            .Select(cell => new CellResult(cell.Key, [.. cell.Select(run => runs[run.Id])], MeanEstimate.Of([])));
        return new ReportData
        {
            Title = TitleOf(plan),
            Question = Question(plan, metric),
            Metric = metric,
            Variants = [.. cells.Select(cell => Variant(plan, cell, baseline))],
            Epsilon = 0,
            Provenance = new ReportProvenance { StudyId = plan.Id, CommandLine = "" },
        };
    }

    /// <summary>The data of a single run: its curves, and the task's reference values where they are given.</summary>
    public static ReportData OfRun(RunRecord run, Metric metric, TaskFloors? floors) =>
        new()
        {
            Title = "run",
            Question = $"How does run {run.Id[..Math.Min(8, run.Id.Length)]} learn?",
            Metric = metric,
            Variants =
            [
                new ReportVariant
                {
                    Name = $"run {run.Id[..Math.Min(8, run.Id.Length)]}",
                    IsBaseline = true,
                    Runs = [Run(run)],
                },
            ],
            References = floors is null ? [] : References(floors),
            Epsilon = 0,
            Provenance = new ReportProvenance { StudyId = "", CommandLine = "" },
        };

    /// <summary>The data of a comparison. The first subject is the baseline.</summary>
    /// <param name="subjects">Two or more subjects.</param>
    /// <param name="comparisons">For each other subject: its name, the verdict, and the paired differences.</param>
    /// <param name="epsilon">The equivalence margin, in the metric's unit.</param>
    public static ReportData OfComparison(
        IReadOnlyList<ComparisonSubject> subjects,
        IReadOnlyList<(string Name, Verdict Verdict, IReadOnlyList<double> Differences)> comparisons,
        double epsilon
    ) =>
        new()
        {
            Title = "comparison",
            Question = $"How do {string.Join(", ", subjects.Select(one => one.Name))} differ?",
            Metric = subjects[0].Metric,
            Variants =
            [
                .. subjects.Select(
                    (one, index) =>
                        new ReportVariant
                        {
                            Name = one.Name,
                            IsBaseline = index == 0,
                            Final = Estimate(
                                MeanEstimate.Of([
                                    .. one.Runs.Where(run => run.State == RunStatus.Completed).Select(run => run.FinalMetric!.Value),
                                ])
                            ),
                            Runs = [.. one.Runs.Select(Run)],
                        }
                ),
            ],
            Comparisons = [.. comparisons.Select(one => Comparison(one.Name, subjects[0].Name, one.Verdict, one.Differences))],
            Epsilon = epsilon,
            Provenance = new ReportProvenance { StudyId = "", CommandLine = "" },
        };

    /// <summary>The title, from the axes: "placement x position".</summary>
    public static string TitleOf(Plan plan) =>
        plan.Axes.Count > 0 ? string.Join(" x ", plan.Axes.Select(axis => axis.Name)) : plan.Study.Base;

    /// <summary>The name of a cell: "placement=pre position=rope".</summary>
    private static string NameOf(Plan plan, Cell cell) =>
        cell.Values.Count == 0
            ? "base"
            : string.Join(' ', plan.Axes.Zip(cell.Values, (axis, value) => axis.IsCoupling ? value.Label : $"{axis.Name}={value.Label}"));

    private static string Question(Plan plan, Metric metric)
    {
        var data = plan.Baseline.Config.Data;
        var axes = plan.Axes.Select(axis => axis.Name.Replace("+", " with ", StringComparison.Ordinal)).ToList();
        var subject = axes.Count switch
        {
            0 => "this configuration",
            1 => axes[0],
            _ => $"{string.Join(", ", axes[..^1])} and {axes[^1]}",
        };
        var verb = axes.Count > 1 ? "do" : "does";
        var on = data.Length > 0 ? $"{plan.Study.Task} ({Path.GetFileName(data)})" : plan.Study.Task;
        return $"What {verb} {subject} do to the {metric.Name} of {Path.GetFileNameWithoutExtension(plan.Study.Base)} on {on}?";
    }

    private static ReportVariant Variant(Plan plan, CellResult cell, Dictionary<string, string> baseline) =>
        new()
        {
            Name = NameOf(plan, cell.Cell),
            Values = [.. plan.Axes.Zip(cell.Cell.Values, (axis, value) => new ReportSetting(axis.Name, value.Label))],
            IsBaseline = cell.Cell.Index == plan.Baseline.Index,
            Final = Estimate(cell.Metric),
            Runs = [.. cell.Runs.Select(Run)],
            ConfigDifferences = Differences(cell.Cell, baseline),
        };

    private static IReadOnlyList<ReportSetting> Differences(Cell cell, Dictionary<string, string> baseline)
    {
        var own = cell.Resolved.ToDictionary();
        return
        [
            .. own.Where(pair => !baseline.TryGetValue(pair.Key, out var value) || value != pair.Value)
                .Select(pair => new ReportSetting(pair.Key, pair.Value)),
            .. baseline.Keys.Where(path => !own.ContainsKey(path)).Select(path => new ReportSetting(path, "absent")),
        ];
    }

    private static ReportRun Run(RunRecord run) =>
        new()
        {
            Seed = run.Seed,
            Status = run.State,
            FinalMetric = run.FinalMetric,
            Training = Points(run.TrainingCurve),
            Validation = Points(run.ValidationCurve),
            Extrapolation =
                run.MetricByContext.Count > 1 ? [.. run.MetricByContext.Select(pair => new ReportPoint(pair.Key, pair.Value))] : [],
            TokensPerSecond = run.IsFinished && run.TokensPerSecond > 0 ? run.TokensPerSecond : null,
            PeakMemoryBytes = run.IsFinished && run.PeakMemoryBytes > 0 ? run.PeakMemoryBytes : null,
            Id = run.Id.Length > 12 ? run.Id[..12] : run.Id,
        };

    private static ReportPoint[] Points(IReadOnlyList<SeriesPoint> curve)
    {
        var points = new ReportPoint[curve.Count];
        for (var i = 0; i < points.Length; i++)
            points[i] = new(curve[i].Step, curve[i].Value);
        return points;
    }

    private static ReportComparison Comparison(string subject, string baseline, Verdict verdict, IReadOnlyList<double> differences) =>
        new()
        {
            Subject = subject,
            Baseline = baseline,
            Difference = Estimate(verdict.Difference),
            Pairs = differences,
            Verdict = verdict.Word,
            SeedsToSettle = verdict.SeedsToSettle,
            Corrected = (verdict.CorrectedWord, verdict.CorrectedPValue),
            Evidence = verdict.Evidence,
            Simultaneous = verdict.SimultaneousInterval,
            Sensitivity = verdict.Sensitivity,
            Note = NoteOf(verdict),
        };

    private static ReportComparison AxisEffect(AxisVerdict one)
    {
        string Named(AxisValue value) => one.Axis.IsCoupling ? value.Label : $"{one.Axis.Name}={value.Label}";
        return Comparison(Named(one.Value), Named(one.Baseline), one.Verdict, one.Differences) with { Axis = one.Axis.Name };
    }

    private static IReadOnlyList<ReportReference> References(Plan plan, ReportContext context)
    {
        if (context.Tasks is not { } tasks)
            return [];
        var config = plan.Baseline.Config;
        return References(tasks.Get(config.Task, config.Data, config.Tokenizer).Floors(config.Model.Context));
    }

    private static IReadOnlyList<ReportReference> References(TaskFloors floors) =>
        [new("chance level", floors.Chance), new("shortcut floor", floors.Shortcut)];

    /// <summary>
    /// A notice when no variant is better than chance or than a shortcut. Differences between such variants say little about the ability
    /// that the task measures.
    /// </summary>
    public static IEnumerable<string> BelowFloors(StudyResult result, TaskSource? source)
    {
        var judged = result.Cells.Where(cell => double.IsFinite(cell.Metric.Mean)).ToList();
        if (source is not { } tasks || judged.Count == 0)
            yield break;
        var floors = judged
            .Select(cell =>
                (
                    cell.Metric.Mean,
                    Floors: tasks
                        .Get(cell.Cell.Config.Task, cell.Cell.Config.Data, cell.Cell.Config.Tokenizer)
                        .Floors(cell.Cell.Config.Model.Context)
                )
            )
            .ToList();
        bool Better(double mean, double floor) => result.Metric.LowerIsBetter ? mean < floor : mean > floor;
        string Line(double value, string meaning) =>
            string.Create(CultureInfo.InvariantCulture, $"{result.Metric.Name} {value:G4}: {meaning}");
        var first = floors[0].Floors;
        if (!floors.Any(one => Better(one.Mean, one.Floors.Chance)))
            yield return $"No variant does better than chance ({Line(first.Chance, first.ChanceMeaning)}): "
                + "the runs are too short to show what the variants can learn. Train longer: more --steps.";
        else if (!floors.Any(one => Better(one.Mean, one.Floors.Shortcut)))
            yield return $"No variant does better than the shortcut floor ({Line(first.Shortcut, first.ShortcutMeaning)}): "
                + "the differences are between models that have not solved the task. Train longer: more --steps.";
    }

    private static ReportProvenance Provenance(StudyResult result, ReportContext context)
    {
        var environments = result.Environments.Values.ToList();
        var config = result.Plan.Baseline.Config;
        var entry = Catalogue.TryFind(config.Data);
        return new ReportProvenance
        {
            StudyId = result.Plan.Id,
            CommandLine = context.CommandLine,
            Commit = Fact(environments, "commit") is var commit and not ("" or "unknown") ? commit : null,
            Versions =
            [
                .. Named(environments, ("Workbench", "workbench"), (".NET", "runtime"), ("torch", "torch")),
                new("numerics version", Numerics.Version.ToString(CultureInfo.InvariantCulture)),
            ],
            Machine =
            [
                .. Named(environments, ("processor", "processor"), ("system", "operatingSystem"), ("kernels", "kernels")),
                new("threads of a run", result.Plan.Threads.ToString(CultureInfo.InvariantCulture)),
                new("device", config.Device),
                new("element type", config.Dtype),
            ],
            Seeds = result.Plan.Seeds,
            Data =
            [
                .. config.Data.Length > 0
                    ?
                    [
                        new ReportSetting(
                            "data",
                            entry is null ? Path.GetFileName(config.Data) : $"{entry.Name} ({entry.Package}@{entry.Version})"
                        ),
                    ]
                    : Array.Empty<ReportSetting>(),
                .. entry is null ? Array.Empty<ReportSetting>() : [new ReportSetting("licence", entry.Licence)],
                new("data fingerprint", config.DataFingerprint),
                new("tokenizer", config.TokenizerFingerprint),
            ],
            Started = context.Started,
            Elapsed = context.Elapsed,
            Stamp = context.Stamp,
        };
    }

    private static IEnumerable<ReportSetting> Named(
        IReadOnlyList<IReadOnlyDictionary<string, string>> environments,
        params IEnumerable<(string Name, string Key)> wanted
    ) => from one in wanted let fact = Fact(environments, one.Key) where fact.Length > 0 select new ReportSetting(one.Name, fact);

    /// <summary>The distinct values of an entry over the environments of the runs, separated by "; ".</summary>
    private static string Fact(IReadOnlyList<IReadOnlyDictionary<string, string>> environments, string key) =>
        string.Join(
            "; ",
            environments.Select(environment => environment.GetValueOrDefault(key, "")).Where(text => text.Length > 0).Distinct()
        );

    private static ReportEstimate? Estimate(MeanEstimate estimate) =>
        double.IsFinite(estimate.Mean)
            ? new(estimate.Mean, estimate.Interval?.Low ?? double.NaN, estimate.Interval?.High ?? double.NaN)
            : null;

    /// <summary>The reason for the verdict when runs diverged, because the interval alone does not explain it; null otherwise.</summary>
    private static string? NoteOf(Verdict verdict) => verdict.DivergedVariant + verdict.DivergedBaseline > 0 ? verdict.Reason : null;
}
