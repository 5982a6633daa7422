using System.Globalization;
using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Experiments.Measures;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Experiments;

/// <summary>A run of a recorded result.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Cell">The label of its cell.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="State">How it ended.</param>
/// <param name="Metric">The final metric; null unless completed.</param>
/// <param name="ByContext">The final metric by context length, where the study has evaluation lengths.</param>
public sealed record RecordedRun(
    string Id,
    string Cell,
    long Seed,
    RunStatus State,
    double? Metric,
    IReadOnlyDictionary<int, double>? ByContext = null
);

/// <summary>A cell of a recorded result.</summary>
/// <param name="Label">Its label.</param>
/// <param name="Mean">Mean of the final metric over completed runs; null without one.</param>
/// <param name="Low">The lower end of its 95 % interval over seeds.</param>
/// <param name="High">The upper end.</param>
/// <param name="Diverged">Number of diverged runs.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FlopsPerToken">Operations of the forward pass per token, at the trained context.</param>
/// <param name="StateBytes">Bytes of decoding state of one sequence, at the trained context.</param>
public sealed record RecordedCell(
    string Label,
    double? Mean,
    double? Low,
    double? High,
    int Diverged,
    long Parameters,
    double FlopsPerToken,
    long StateBytes
)
{
    /// <summary>Mean over the runs of the global gradient norm of the first step, at initialisation; null in older recordings.</summary>
    public double? GradientNorm { get; init; }

    /// <summary>Mean training throughput in tokens per second on the recording's machine; null in older recordings.</summary>
    public double? TokensPerSecond { get; init; }
}

/// <summary>A comparison of a recorded result.</summary>
/// <param name="Compared">A value of an axis ("position=rope"), or a cell's label.</param>
/// <param name="With">The baseline.</param>
/// <param name="Word">The verdict, without correction.</param>
/// <param name="Corrected">The verdict after Holm's correction for all comparisons of the study.</param>
/// <param name="Difference">Mean paired difference; null without pairs.</param>
/// <param name="Low">The lower end of its 95 % interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Pairs">Number of pairs.</param>
/// <param name="At">The context length of the metric; null for the length of training.</param>
public sealed record RecordedVerdict(
    string Compared,
    string With,
    VerdictWord Word,
    VerdictWord Corrected,
    double? Difference,
    double? Low,
    double? High,
    int Pairs,
    int? At = null
)
{
    /// <summary>The value of the validation metric up to which steps are counted; null where the metric itself is compared.</summary>
    public double? Reach { get; init; }

    /// <summary>What is compared, where it is not the final metric: ", at 256 tokens", ", steps to 0.9".</summary>
    [JsonIgnore]
    public string Detail =>
        (At, Reach) switch
        {
            ({ } at, _) => $", at {at} tokens",
            (_, { } reach) => string.Create(CultureInfo.InvariantCulture, $", steps to {reach}"),
            _ => "",
        };
}

/// <summary>The result of an experiment's study, with the machine that it was computed on.</summary>
public sealed record Recording
{
    /// <summary>The study's identity.</summary>
    public required string Study { get; init; }

    /// <summary>The day.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The environment of its runs.</summary>
    public required RunEnvironment Environment { get; init; }

    /// <summary>The number of processor cores of the machine.</summary>
    public required int Cores { get; init; }

    /// <summary>The seconds of training of all runs together.</summary>
    public required double RunSeconds { get; init; }

    /// <summary>The metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The equivalence margin, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>What the seed alone does (<see cref="NoiseFloor"/>), in the metric's unit; null below two completed runs.</summary>
    public double? NoiseFloor { get; init; }

    /// <summary>The cells, the baseline among them.</summary>
    public required IReadOnlyList<RecordedCell> Cells { get; init; }

    /// <summary>The label of the baseline.</summary>
    public required string Baseline { get; init; }

    /// <summary>The comparisons: values of axes, cells, and those that only claims and predictions name.</summary>
    public required IReadOnlyList<RecordedVerdict> Verdicts { get; init; }

    /// <summary>The runs.</summary>
    public required IReadOnlyList<RecordedRun> Runs { get; init; }

    /// <summary>What was measured besides training; empty in older recordings.</summary>
    public IReadOnlyList<Measurement> Measures { get; init; } = [];

    /// <summary>The recording of a finished study.</summary>
    /// <param name="result">The study's result, with at least one finished run.</param>
    /// <param name="expectations">Claims and predictions; the comparisons that only they ask for are made too.</param>
    /// <param name="date">The day.</param>
    public static Recording Of(StudyResult result, IReadOnlyList<Expectation> expectations, DateOnly date)
    {
        ArgumentNullException.ThrowIfNull(result);
        var plan = result.Plan;
        var finished = result.Runs.First(run => run.IsFinished);
        return new Recording
        {
            Study = plan.Id,
            Date = date,
            Environment =
                new RunFolder(finished.Folder).ReadEnvironment()
                ?? throw new InvalidInputException("a finished run has a record of its environment", finished.Folder),
            Cores = System.Environment.ProcessorCount,
            RunSeconds = Math.Round(result.Runs.Sum(run => run.Seconds)),
            Metric = result.Metric,
            Epsilon = result.Epsilon,
            NoiseFloor = result.NoiseFloor,
            Cells = [.. result.Cells.Zip(plan.Audit.Costs, CellOf)],
            Baseline = plan.Baseline.Label,
            Verdicts =
            [
                .. plan.HasAxisEffects
                    ? result.AxisVerdicts.Select(one =>
                        VerdictOf($"{one.Axis.Name}={one.Value.Label}", $"{one.Axis.Name}={one.Baseline.Label}", one.Verdict)
                    )
                    : [],
                .. result.CellVerdicts.Select(one => VerdictOf(one.Cell.Label, plan.Baseline.Label, one.Verdict)),
                .. result
                    .Interactions.Where(one => expectations.Any(expectation => expectation.Compared == one.Name))
                    .Select(one => VerdictOf(one.Name, InteractionVerdict.EachAlone, one.Verdict)),
                .. ExpectationVerdicts.Of(result, expectations),
            ],
            Runs =
            [
                .. result.Cells.SelectMany(cell =>
                    cell.Runs.Select(run => new RecordedRun(
                        run.Id,
                        cell.Cell.Label,
                        run.Seed,
                        run.State,
                        run.FinalMetric,
                        run.MetricByContext.Count > 1 ? run.MetricByContext : null
                    ))
                ),
            ],
        };
    }

    /// <summary>A comparison as it is recorded.</summary>
    internal static RecordedVerdict VerdictOf(string compared, string with, Verdict verdict, int? at = null) =>
        new(
            compared,
            with,
            verdict.Word,
            verdict.CorrectedWord,
            double.IsFinite(verdict.Difference.Mean) ? verdict.Difference.Mean : null,
            verdict.Difference.Interval?.Low,
            verdict.Difference.Interval?.High,
            verdict.Difference.Count,
            at
        );

    private static RecordedCell CellOf(CellResult cell, CellCost cost) =>
        new(
            cell.Cell.Label,
            cell.Metric.Count > 0 ? cell.Metric.Mean : null,
            cell.Metric.Interval?.Low,
            cell.Metric.Interval?.High,
            cell.Runs.Count(run => run.State == RunStatus.Diverged),
            cost.Parameters,
            cost.FlopsPerToken,
            cost.StateBytes
        )
        {
            GradientNorm = Mean(cell.Runs.Select(run => run.InitialGradientNorm)),
            TokensPerSecond = Mean(cell.Runs.Select(run => run.TokensPerSecond > 0 ? run.TokensPerSecond : (double?)null)),
        };

    // Four digits are more than seeds and machines leave of them.
    private static double? Mean(IEnumerable<double?> values) =>
        values.OfType<double>().Where(double.IsFinite).ToList() is { Count: > 0 } some
            ? double.Parse(some.Average().ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;

    /// <summary>The comparison that an expectation is about; null when the study has none of this name.</summary>
    public RecordedVerdict? Find(Expectation expectation)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        return expectation.Measure is null
            ? Verdicts.FirstOrDefault(one => (one.Compared, one.At, one.Reach) == (expectation.Compared, expectation.At, expectation.Reach))
            : null;
    }

    /// <summary>The trend that an expectation is about; null when none was measured.</summary>
    public Trend? FindTrend(Expectation expectation)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        return Measures.FirstOrDefault(one => one.Name == expectation.Measure)?.TrendOf(expectation.Compared);
    }

    /// <summary>Whether an expectation came true: by the corrected verdict.</summary>
    public Outcome OutcomeOf(Expectation expectation)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        if (expectation.Measure is not null)
            return (FindTrend(expectation)?.Word, expectation.Expect) switch
            {
                (null or TrendWord.Undetermined, _) => Outcome.Undecided,
                (TrendWord.Grows, ExpectedVerdict.Grows) => Outcome.Holds,
                (TrendWord.Falls, ExpectedVerdict.Falls) => Outcome.Holds,
                (TrendWord.Level, ExpectedVerdict.Level) => Outcome.Holds,
                _ => Outcome.DoesNotHold,
            };
        var word = Find(expectation)?.Corrected ?? VerdictWord.Undetermined;
        if (word == VerdictWord.Undetermined)
            return Outcome.Undecided;
        var holds = expectation.Expect switch
        {
            ExpectedVerdict.Better => word == VerdictWord.Better,
            ExpectedVerdict.Worse => word == VerdictWord.Worse,
            ExpectedVerdict.Equivalent => word == VerdictWord.Equivalent,
            ExpectedVerdict.NotWorse => word != VerdictWord.Worse,
            _ => word != VerdictWord.Better,
        };
        return holds ? Outcome.Holds : Outcome.DoesNotHold;
    }
}
