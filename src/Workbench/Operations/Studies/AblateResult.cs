using System.Text.Json.Serialization;
using Workbench.Ablation;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>What a study found, in plain values: what <c>--json</c> writes.</summary>
public sealed record AblateResult : IPartialResult, IHasFigures
{
    /// <summary>The study's identity.</summary>
    public required string Study { get; init; }

    /// <summary>Its folder; null for a dry run.</summary>
    public string? Folder { get; init; }

    /// <summary>The report; null for a dry run.</summary>
    public string? Report { get; init; }

    /// <summary>
    /// The report's path as a person in the current folder writes it: relative, when it is below; so a saved notebook names no folder of
    /// this machine.
    /// </summary>
    [JsonIgnore]
    public string? ReportFromHere { get; init; }

    /// <summary>The metric: name, unit, which way is better; null for a dry run.</summary>
    public StudyMetric? Metric { get; init; }

    /// <summary>The difference that does not matter, in the metric's unit; null for a dry run.</summary>
    public double? Epsilon { get; init; }

    /// <summary>The seeds.</summary>
    public required IReadOnlyList<long> Seeds { get; init; }

    /// <summary>Threads of each run.</summary>
    public required int Threads { get; init; }

    /// <summary>Runs in all.</summary>
    [JsonPropertyName("runs")]
    public required int RunCount { get; init; }

    /// <summary>One per cell of the grid.</summary>
    public required IReadOnlyList<AblateCell> Cells { get; init; }

    /// <summary>Each value of each axis against the axis' baseline value, then each cell against the baseline.</summary>
    public IReadOnlyList<AblateVerdict> Verdicts { get; init; } = [];

    /// <summary>What else differs between the cells by more than 2 %.</summary>
    public required IReadOnlyList<string> Confounds { get; init; }

    /// <summary>What a reader must know beside the numbers.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Runs that failed.</summary>
    public int Failed { get; init; }

    /// <summary>The whole result, for figures and notebooks; null for a dry run.</summary>
    [JsonIgnore]
    public StudyResult? Result { get; init; }

    /// <summary>Every run as the ledger knows it, seeds-major; none of a dry run.</summary>
    [JsonIgnore]
    public IReadOnlyList<RunRecord> Runs => Result?.Runs ?? [];

    /// <summary>The figures of the report, each to be shown by itself: <c>study.Figures.LearningCurves</c>; null for a dry run.</summary>
    [JsonIgnore]
    public StudyFigures? Figures { get; init; }

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
/// <param name="Label">Its values: "pre · rope".</param>
/// <param name="Values">Value by axis.</param>
/// <param name="IsBaseline">Whether the others are compared with it.</param>
/// <param name="Parameters">Trainable parameters.</param>
/// <param name="FlopsPerToken">Forward operations a token at the trained context.</param>
/// <param name="StateBytes">Bytes of decoding state at the trained context.</param>
/// <param name="Completed">Runs that completed.</param>
/// <param name="Diverged">Runs that diverged.</param>
/// <param name="Mean">Mean of the final metric over the completed runs; null without one.</param>
/// <param name="Low">Lower end of its 95 % interval over seeds; null below two.</param>
/// <param name="High">Upper end.</param>
/// <param name="TokensPerSecond">Mean training throughput; null without a completed run.</param>
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
/// <param name="Axis">The axis whose value is compared, averaged over the other axes; null when a cell is.</param>
/// <param name="Subject">What is compared.</param>
/// <param name="Baseline">With what.</param>
/// <param name="Word">better, worse, equivalent, undetermined.</param>
/// <param name="Difference">Mean paired difference, subject minus baseline; null without a pair.</param>
/// <param name="Low">Lower end of its 95 % interval, uncorrected; null below two pairs.</param>
/// <param name="High">Upper end.</param>
/// <param name="Pairs">Pairs of runs.</param>
/// <param name="SeedsToSettle">How many seeds would probably settle an undetermined comparison.</param>
/// <param name="Reason">The word in a sentence.</param>
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
);
