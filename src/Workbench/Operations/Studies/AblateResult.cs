using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Reporting;
using Workbench.Statistics;

namespace Workbench.Operations;

/// <summary>The result or the plan of a study, in plain values for <c>--json</c>.</summary>
public sealed record AblateResult : IPartialResult, IHasFigures
{
    /// <summary>The study's identity.</summary>
    public required string Study { get; init; }

    /// <summary>The study's folder; null for a dry run.</summary>
    public string? Folder { get; init; }

    /// <summary>The report's path; null for a dry run.</summary>
    public string? Report { get; init; }

    /// <summary>
    /// The report's path for display: relative when it is below the current folder, so that a saved notebook does not contain the absolute
    /// path.
    /// </summary>
    [JsonIgnore]
    public string? ReportFromHere { get; init; }

    /// <summary>The metric: name, unit, direction; null for a dry run.</summary>
    public Metric? Metric { get; init; }

    /// <summary>The equivalence margin: differences up to this size do not matter. In the metric's unit; null for a dry run.</summary>
    public double? Epsilon { get; init; }

    /// <summary>What the seed alone does: two runs of the baseline with different seeds differ by more in one of twenty cases. Null
    /// below two completed runs and for a dry run.</summary>
    public double? NoiseFloor { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>The number of threads of each run.</summary>
    public required int Threads { get; init; }

    /// <summary>The total number of runs.</summary>
    [JsonPropertyName("runs")]
    public required int RunCount { get; init; }

    /// <summary>The cells.</summary>
    public required IReadOnlyList<AblateCell> Cells { get; init; }

    /// <summary>Each value of each axis against the axis' baseline value, then each cell against the baseline.</summary>
    public IReadOnlyList<AblateVerdict> Verdicts { get; init; } = [];

    /// <summary>Two values of different axes together against each alone; corrected among themselves. The report draws them.</summary>
    public IReadOnlyList<AblateVerdict> Interactions { get; init; } = [];

    /// <summary>Costs in which cells differ from the baseline by more than 2 %.</summary>
    public required IReadOnlyList<string> Confounds { get; init; }

    /// <summary>What was done to make the comparison fair: matched sizes, tuned settings.</summary>
    public IReadOnlyList<string> Fairness { get; init; } = [];

    /// <summary>The predicted cost; null for a result, and for a dry run without a trial.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AblateCost? Cost { get; init; }

    /// <summary>Remarks that qualify the numbers.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The number of failed runs.</summary>
    public int Failed { get; init; }

    /// <summary>The complete result, for figures and notebooks; null for a dry run.</summary>
    [JsonIgnore]
    public StudyResult? Result => Loaded?.Value;

    internal Lazy<StudyResult>? Loaded { get; init; }

    /// <summary>The ledger's record of every run, in seed-major order; empty for a dry run.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunRecord> Runs => Result?.Runs ?? [];

    /// <summary>The figures of the report: <c>study.Figures.LearningCurves</c>; null for a dry run.</summary>
    [JsonIgnore]
    public StudyFigures? Figures => Drawn?.Value;

    internal Lazy<StudyFigures>? Drawn { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public IReadOnlyList<object> Illustrations =>
        Figures is not { } figures
            ? []
            : [.. new object?[] { figures.ForestPlot, figures.LearningCurves, figures.Extrapolation }.OfType<object>()];

    /// <inheritdoc/>
    [JsonIgnore]
    public ExitCode ExitCode => Failed > 0 ? ExitCode.RunFailed : ExitCode.Done;
}

/// <summary>One combination of axis values.</summary>
/// <param name="Label">The values as a label: "pre · rope".</param>
/// <param name="Values">The value of each axis.</param>
/// <param name="IsBaseline">Whether this is the cell that the others are compared with.</param>
/// <param name="Parameters">The number of trainable parameters.</param>
/// <param name="FlopsPerToken">Floating-point operations of the forward pass per token, at the trained context.</param>
/// <param name="StateBytes">The size of the decoding state at the trained context, in bytes.</param>
/// <param name="Completed">The number of completed runs.</param>
/// <param name="Diverged">The number of diverged runs.</param>
/// <param name="Mean">The mean of the final metric over the completed runs; null without a completed run.</param>
/// <param name="Low">The lower end of the 95 % interval of the mean over seeds; null with fewer than two runs.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="TokensPerSecond">The mean training throughput; null without a completed run.</param>
public sealed record AblateCell(
    string Label,
    IReadOnlyDictionary<string, string> Values,
    bool IsBaseline,
    long Parameters,
    double FlopsPerToken,
    long StateBytes,
    int Completed = 0,
    int Diverged = 0,
    double? Mean = null,
    double? Low = null,
    double? High = null,
    double? TokensPerSecond = null
);

/// <summary>One paired comparison.</summary>
/// <param name="Axis">The axis, when a value of an axis is compared, averaged over the other axes; null when a cell is compared.</param>
/// <param name="Subject">The value or cell that is compared.</param>
/// <param name="Baseline">The value or cell that it is compared with.</param>
/// <param name="Word">The verdict: better, worse, equivalent, undetermined.</param>
/// <param name="Difference">The mean paired difference, subject minus baseline; null without a pair.</param>
/// <param name="Low">The lower end of its 95 % interval, not corrected for multiple comparisons; null with fewer than two pairs.</param>
/// <param name="High">The upper end of the interval.</param>
/// <param name="Pairs">The number of pairs of runs.</param>
/// <param name="SeedsToSettle">The number of seeds that would probably settle an undetermined comparison; null when unknown.</param>
/// <param name="Reason">The reason for the verdict, in a sentence.</param>
public sealed record AblateVerdict(
    string? Axis,
    string Subject,
    string Baseline,
    string Word,
    double? Difference,
    double? Low,
    double? High,
    int Pairs,
    int? SeedsToSettle,
    string Reason
)
{
    /// <summary>The verdict's word after Holm's correction for all comparisons of the study.</summary>
    public required string Corrected { get; init; }

    /// <summary>The corrected p-value that decides it; null below two pairs, and where the number of diverged runs decides.</summary>
    public double? CorrectedPValue { get; init; }

    /// <summary>P-values, effect size, bootstrap and anytime-valid interval; null below two pairs.</summary>
    public Evidence? Evidence { get; init; }
}
