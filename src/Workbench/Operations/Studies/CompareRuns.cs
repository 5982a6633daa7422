using System.CommandLine;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Operations;

/// <summary>What to compare.</summary>
/// <param name="Subjects">Runs by the first digits of their identities or their folders, and folders of studies, whose cells are
/// meant.</param>
/// <param name="AllSeeds">Whether a run stands for its variant: every seed that the ledger has is compared.</param>
/// <param name="Epsilon">The difference that does not matter: a share of the first one's mean, or an amount.</param>
/// <param name="Out">Where the learning curves are written, .html, .json or .png; null writes none.</param>
/// <param name="Plugins">Assemblies that bring variants of their own.</param>
/// <param name="Ledger">Another ledger than the usual one.</param>
/// <param name="Data">The text of all of them; null for what they carry.</param>
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
/// <param name="Name">What tells it from the others: "position=rope".</param>
/// <param name="Runs">Its runs' identities.</param>
/// <param name="Seeds">Their seeds.</param>
/// <param name="States">How they ended.</param>
/// <param name="Mean">Mean of the final metric over the completed runs; null without one.</param>
/// <param name="Low">Lower end of its 95 % interval over seeds; null below two.</param>
/// <param name="High">Upper end.</param>
/// <param name="TokensPerSecond">Mean training throughput; null without a completed run.</param>
/// <param name="Parameters">Trained parameters.</param>
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

/// <summary>Runs or variants side by side.</summary>
public sealed record CompareResult : IHasFigures
{
    /// <summary>What is compared; the others are compared with the first.</summary>
    public required IReadOnlyList<ComparedSubject> Subjects { get; init; }

    /// <summary>The metric.</summary>
    public required StudyMetric Metric { get; init; }

    /// <summary>The settings in which they differ, a value for each subject.</summary>
    public required IReadOnlyList<ConfigDifference> Differences { get; init; }

    /// <summary>Each of the others against the first, paired by seed and environment.</summary>
    public required IReadOnlyList<AblateVerdict> Comparisons { get; init; }

    /// <summary>The difference that does not matter, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>What a reader must know beside the numbers.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Where the figure was written; null when nowhere.</summary>
    public string? File { get; init; }

    /// <summary>Figures of the comparison: <c>Figures.LearningCurves</c>.</summary>
    [JsonIgnore]
    public StudyFigures? Figures { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations => [.. new object?[] { Figures?.LearningCurves, Figures?.ForestPlot }.OfType<object>()];
}

/// <summary>
/// Compares runs, or the cells of studies: what differs in their configs, what they reached, their curves, and paired differences where
/// seeds and environment agree.
/// </summary>
/// <param name="host">Where the ledger is.</param>
public sealed class CompareRuns(HostEnvironment host) : Operation<CompareOptions, CompareResult>
{
    private readonly Argument<string[]> _subjects = new("runs")
    {
        Description = "Runs, by the first digits of their identities or their folders; a study's folder stands for its cells",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<bool> _allSeeds = new("--all-seeds")
    {
        Description = "Let each run stand for its variant: compare every seed that the ledger has",
    };

    private readonly Option<string> _epsilon = new("--epsilon")
    {
        Description = "The difference that does not matter: a share of the first one's mean, or an amount of the metric",
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
            new("compare 1f3a9c04 77b2e0d1 --all-seeds", "their variants, over every seed that the ledger has"),
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
                    "a comparison needs two or more",
                    string.Join(" ", options.Subjects),
                    "runs of different identities, or studies",
                    $"List them with: {new CommandRef("runs list")}",
                    "runs"
                )
            );
        if (faults.Count == 0 && subjects.Select(one => one.Metric).Distinct().Count() > 1)
            faults.Add(
                new(
                    "runs are compared by one metric",
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
        var comparisons = subjects.Skip(1).Select(other => (Other: other, Found: Paired(rule, other, first, notes))).ToList();
        var figures = new StudyFigures(
            ReportMapping.OfComparison(
                subjects,
                [.. comparisons.Select(one => (one.Other.Name, one.Found.Verdict, one.Found.Differences))],
                epsilon
            )
        );
        var path = options.Out is { } asked ? host.Resolve(asked) : null;
        if (path is not null)
            FigureFile.Write(figures.LearningCurves, path, host.Variable);
        return Task.FromResult(
            new CompareResult
            {
                Subjects = [.. subjects.Select(Of)],
                Metric = first.Metric,
                Differences = ConfigDifference.OfFlat([.. subjects.Select(one => one.Config)]),
                Comparisons = [.. comparisons.Select(one => AblateSummary.VerdictOf(null, one.Other.Name, first.Name, one.Found.Verdict))],
                Epsilon = epsilon,
                Notes = notes,
                File = path,
                Figures = figures,
            }
        );
    }

    private static MeanEstimate MetricOf(ComparisonSubject subject) =>
        MeanEstimate.Of([.. subject.Runs.Where(run => run.State == RunStatus.Completed).Select(run => run.FinalMetric!.Value)]);

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

    /// <summary>The pairs of two subjects: runs of one seed, in one environment, on one text.</summary>
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
            [([.. pairs.Select(pair => pair.Run)], [.. pairs.Select(pair => pair.Other)])]
        );
        return (verdict, differences);
    }
}
