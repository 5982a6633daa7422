using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>Options of <see cref="CompareRuns"/>.</summary>
/// <param name="Subjects">Runs, by the first digits of their identities or by their folders, and study folders, which add all their
/// cells.</param>
/// <param name="AllSeeds">Whether to add, for each run, the runs in the ledger that differ only in their seed.</param>
/// <param name="Epsilon">The equivalence margin: a percentage of the first subject's mean, or an amount in the metric's unit.</param>
/// <param name="Out">The file of the learning curves, by extension .html, .json, .png, .svg or .pdf; null writes none.</param>
/// <param name="Plugins">Assemblies with additional variants.</param>
/// <param name="Ledger">The ledger's folder; null for the default.</param>
/// <param name="Data">The text that all subjects were trained on; null for the texts recorded in the runs.</param>
public sealed record CompareOptions(
    IReadOnlyList<string> Subjects,
    bool AllSeeds,
    string Epsilon,
    string? Out,
    IReadOnlyList<string> Plugins,
    string? Ledger,
    string? Data = null
);

/// <summary>One side of a comparison: a run, or the runs of one variant.</summary>
/// <param name="Name">The settings that distinguish it from the others: "position=rope".</param>
/// <param name="Runs">The identities of the runs.</param>
/// <param name="Seeds">The seeds of the runs.</param>
/// <param name="States">How the runs ended.</param>
/// <param name="Mean">The mean of the final metric over the completed runs; null without a completed run.</param>
/// <param name="Low">The lower end of the 95 % interval of the mean over seeds; null with fewer than two runs.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="TokensPerSecond">The mean training throughput; null without a completed run.</param>
/// <param name="Parameters">The number of trained parameters.</param>
public sealed record ComparedSubject(
    string Name,
    IReadOnlyList<string> Runs,
    IReadOnlyList<long> Seeds,
    IReadOnlyList<RunStatus> States,
    double? Mean,
    double? Low,
    double? High,
    double? TokensPerSecond,
    long Parameters
);

/// <summary>A comparison of runs or variants.</summary>
public sealed record CompareResult : IHasFigures
{
    /// <summary>The subjects. The first is the baseline of the others.</summary>
    public required IReadOnlyList<ComparedSubject> Subjects { get; init; }

    /// <summary>The metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The settings that differ, with the value of each subject.</summary>
    public required IReadOnlyList<ConfigDifference> Differences { get; init; }

    /// <summary>Each other subject against the first, paired by seed and environment.</summary>
    public required IReadOnlyList<AblateVerdict> Comparisons { get; init; }

    /// <summary>The equivalence margin, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Remarks that qualify the numbers.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The figure's file; null when none was written.</summary>
    public string? File { get; init; }

    /// <summary>Figures of the comparison: <c>Figures.LearningCurves</c>.</summary>
    [JsonIgnore]
    public StudyFigures? Figures { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => [.. new object?[] { Figures?.LearningCurves, Figures?.ForestPlot }.OfType<object>()];
}

/// <summary>
/// Compares runs, or the cells of studies: differing settings, final metrics, learning curves, and paired differences of runs with the same
/// seed and environment.
/// </summary>
/// <param name="host">Gives the ledger's folder.</param>
public sealed class CompareRuns(HostEnvironment host) : Operation<CompareOptions, CompareResult>
{
    private readonly Argument<string[]> _subjects = new("runs")
    {
        Description = "Runs, by the first digits of their identities or their folders; a study's folder adds its cells",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _allSeeds = new("--all-seeds")
    {
        Description = "Compare variants: add the runs in the ledger that differ only in their seed",
    };

    private readonly Option<string> _epsilon = new("--epsilon")
    {
        Description = "The difference that does not matter: a percentage of the first subject's mean, or an amount of the metric",
        HelpName = "amount",
        DefaultValueFactory = _ => "1%",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Write the learning curves: file.html, file.json, file.png, file.svg or file.pdf",
        HelpName = "file",
    };
    private readonly Option<string?> _data = SharedOptions.TextOf("run or study");
    private readonly Option<string[]> _plugin = SharedOptions.Plugin();
    private readonly Option<string?> _ledger = SharedOptions.Ledger();

    /// <inheritdoc/>
    public override string Name => "compare";

    /// <inheritdoc/>
    public override string Summary => "Compare runs, or cells of studies: settings, final metrics, curves, paired differences";

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
        [
            new("compare 1f3a9c04 77b2e0d1 --out curves.html", "two runs, with their curves in one figure"),
            new("compare 1f3a9c04 77b2e0d1 --all-seeds", "their variants, over all seeds in the ledger"),
            new("compare studies/position-sotu-1f3a9c04 studies/heads-sotu-5d0e77aa", "the cells of two studies, side by side"),
        ];

    /// <inheritdoc/>
    public override void Define(Command command)
    {
        ArgumentNullException.ThrowIfNull(command);
        command.Arguments.Add(_subjects);
        RunCompletion.Offer(_subjects, _ledger, host);
        foreach (var option in (Option[])[_allSeeds, _epsilon, _out, _data, _plugin, _ledger])
            command.Options.Add(option);
    }

    /// <inheritdoc/>
    public override CompareOptions Bind(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new(
            parsed.GetValue(_subjects) ?? [],
            parsed.GetValue(_allSeeds),
            parsed.GetValue(_epsilon) ?? "1%",
            parsed.GetValue(_out),
            new WorkbenchServices(host).Plugins(parsed.GetValue(_plugin) ?? []),
            parsed.GetValue(_ledger),
            parsed.GetValue(_data)
        );
    }

    /// <inheritdoc/>
    public override Task<CompareResult> RunAsync(CompareOptions options, IProgress<OperationEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        var epsilonRule = EpsilonRule.Parse(options.Epsilon);
        List<Fault> faults =
        [
            .. epsilonRule is null ? [EpsilonRule.Fault(options.Epsilon) with { Path = "--epsilon" }] : Array.Empty<Fault>(),
            .. FigureFile.Check(options.Out, host.Variable) is { } file ? [file] : Array.Empty<Fault>(),
        ];
        Plugins.Load(options.Plugins);
        var subjects = new ComparisonSubjects(host, options.Ledger, options.AllSeeds, options.Data, progress, cancellation).Find(
            options.Subjects,
            faults
        );
        if (faults.Count == 0 && subjects.Count < 2)
            faults.Add(
                new(
                    "a comparison needs two or more subjects",
                    string.Join(" ", options.Subjects),
                    "runs of different identities, or studies",
                    $"List them with: {new CommandRef("runs list")}",
                    "runs"
                )
            );
        if (faults.Count == 0 && subjects.Select(one => one.Metric).Distinct().Count() > 1)
            faults.Add(
                new(
                    "the runs have different metrics",
                    string.Join("; ", subjects.Select(one => $"{one.Name}: {one.Metric.Name}")),
                    "runs of one task",
                    null,
                    "runs"
                )
            );
        if (faults.Count > 0)
            throw new InvalidInputException(faults);

        var first = subjects[0];
        var epsilon = epsilonRule!.In(MetricOf(first).Mean);
        var rule = new VerdictRule(epsilon, first.Metric.LowerIsBetter);
        var notes = new List<string>();
        var paired = subjects.Skip(1).Select(other => (Other: other, Found: Paired(rule, other, first, notes))).ToList();
        var corrected = Evidence.Corrected([.. paired.Select(one => one.Found.Verdict)]);
        var comparisons = paired.Zip(corrected, (one, verdict) => (one.Other, Verdict: verdict, one.Found.Differences)).ToList();
        var figures = new StudyFigures(
            ReportMapping.OfComparison(subjects, [.. comparisons.Select(one => (one.Other.Name, one.Verdict, one.Differences))], epsilon)
        );
        var path = options.Out is { } option ? host.Resolve(option) : null;
        if (path is not null)
            FigureFile.Write(figures.LearningCurves, path, host.Variable);
        return Task.FromResult(
            new CompareResult
            {
                Subjects = [.. subjects.Select(Of)],
                Metric = first.Metric,
                Differences = ConfigDifference.OfFlat([.. subjects.Select(one => one.Config)]),
                Comparisons = [.. comparisons.Select(one => AblateSummary.VerdictOf(null, one.Other.Name, first.Name, one.Verdict))],
                Epsilon = epsilon,
                Notes = notes,
                File = path,
                Figures = figures,
            }
        );
    }

    // A seed that was computed in several environments counts once.
    private static MeanEstimate MetricOf(ComparisonSubject subject) =>
        MeanEstimate.Of([
            .. subject
                .Runs.Where(run => run.State == RunStatus.Completed)
                .GroupBy(run => run.Seed)
                .Select(seed => seed.Average(run => run.FinalMetric!.Value)),
        ]);

    private static ComparedSubject Of(ComparisonSubject subject)
    {
        var (metric, completed) = (MetricOf(subject), subject.Runs.Where(run => run.State == RunStatus.Completed).ToList());
        return new(
            subject.Name,
            [.. subject.Runs.Select(run => run.Id)],
            [.. subject.Runs.Select(run => run.Seed)],
            [.. subject.Runs.Select(run => run.State)],
            completed.Count > 0 ? metric.Mean : null,
            metric.Interval?.Low,
            metric.Interval?.High,
            completed.Count > 0 ? completed.Average(run => run.TokensPerSecond) : null,
            subject.Parameters
        );
    }

    /// <summary>Compares two subjects. Runs are paired when they have the same seed, environment and data.</summary>
    private static (Verdict Verdict, IReadOnlyList<double> Differences) Paired(
        VerdictRule rule,
        ComparisonSubject subject,
        ComparisonSubject baseline,
        List<string> notes
    )
    {
        var sameData = subject.DataFingerprint == baseline.DataFingerprint;
        var pairs = !sameData
            ? []
            : (
                from run in subject.Runs
                join other in baseline.Runs on (run.Seed, run.Environment) equals (other.Seed, other.Environment)
                group (Run: run, Other: other) by run.Seed into seed
                orderby seed.Key
                select seed.FirstOrDefault(pair => pair.Run.IsFinished && pair.Other.IsFinished, seed.First())
            ).ToList();
        var common = subject.Runs.Select(run => run.Seed).Intersect(baseline.Runs.Select(run => run.Seed)).Count();
        if (!sameData)
            notes.Add($"{subject.Name} and {baseline.Name} were trained on different data: their runs are not paired.");
        else if (common == 0)
            notes.Add(
                $"{subject.Name} and {baseline.Name} have no seed in common: their runs are not paired. --all-seeds looks for others."
            );
        else if (pairs.Count < common)
            notes.Add(
                $"{common - pairs.Count} of {common} seeds of {subject.Name} and {baseline.Name} were computed in different "
                    + $"environments, and are not paired."
            );
        var (verdict, differences, _) = ResultBuilder.Compare(
            rule,
            [Contrast.Of([.. pairs.Select(pair => pair.Run)], [.. pairs.Select(pair => pair.Other)])]
        );
        return (verdict, differences);
    }
}
