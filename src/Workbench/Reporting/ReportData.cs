using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Reporting;

/// <summary>
/// Everything a report shows, as plain numbers and words: whoever has a study's result maps it to this record, and
/// <see cref="Report.Write"/> and <see cref="StudyFigures"/> need to know nothing else. Numbers that do not exist are null (or an empty
/// list), and their part of the report is left out.
/// </summary>
public sealed record ReportData
{
    /// <summary>A short name of the study, for the page's title: "placement x position".</summary>
    public required string Title { get; init; }

    /// <summary>The question in words: "What do placement and position do to the validation loss of tiny-gpt on sotu?"</summary>
    public required string Question { get; init; }

    /// <summary>The task's metric.</summary>
    public required ReportMetric Metric { get; init; }

    /// <summary>The cells of the study in the plan's order; exactly one is the baseline.</summary>
    public required IReadOnlyList<ReportVariant> Variants { get; init; }

    /// <summary>
    /// For each axis, each value against the axis' baseline value, averaged over the other axes. With one axis they say what the cells say,
    /// and are not shown.
    /// </summary>
    public IReadOnlyList<ReportComparison> AxisEffects { get; init; } = [];

    /// <summary>Each cell against the baseline cell.</summary>
    public IReadOnlyList<ReportComparison> Comparisons { get; init; } = [];

    /// <summary>Differences within ±epsilon count as no difference, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>Where epsilon came from: "default: 1 % of the baseline's mean". Shown beside it.</summary>
    public string? EpsilonSource { get; init; }

    /// <summary>The level of every interval, as a fraction; default 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The confound audit: what else differs between the cells.</summary>
    public IReadOnlyList<ReportAudit> Audit { get; init; } = [];

    /// <summary>What the audit warns of, in words; empty when nothing differs by more than its limit.</summary>
    public IReadOnlyList<string> AuditWarnings { get; init; } = [];

    /// <summary>The relative difference above which the audit warns, as a fraction; default 0.02.</summary>
    public double AuditLimit { get; init; } = 0.02;

    /// <summary>Chance level, shortcut floor and the like: lines in the metric's unit.</summary>
    public IReadOnlyList<ReportReference> References { get; init; } = [];

    /// <summary>The trained context in tokens, marked in the extrapolation figure; null leaves the mark out.</summary>
    public int? TrainedContext { get; init; }

    /// <summary>The flat resolved configuration of the baseline, path by path, in order.</summary>
    public IReadOnlyList<ReportSetting> BaselineConfig { get; init; } = [];

    /// <summary>Anything the reader must know first: runs that are missing, a study that was interrupted.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Where the numbers came from.</summary>
    public required ReportProvenance Provenance { get; init; }
}

/// <summary>The metric of a task.</summary>
/// <param name="Name">"validation loss", "accuracy".</param>
/// <param name="Unit">"nats per character"; empty for a pure number.</param>
/// <param name="LowerIsBetter">Whether a lower value is the better one.</param>
public sealed record ReportMetric(string Name, string Unit, bool LowerIsBetter);

/// <summary>One cell of the study: a configuration, trained once per seed.</summary>
public sealed record ReportVariant
{
    /// <summary>The cell's name: "placement=pre position=rope". Unique in the report.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The axes' values in axis order, ("placement", "pre"); they choose colour and dash. Empty: every cell has a colour of its own.
    /// </summary>
    public IReadOnlyList<ReportSetting> Values { get; init; } = [];

    /// <summary>Whether the others are compared with this one.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>Mean of the final metric over the seeds with its interval; null when no run finished.</summary>
    public ReportEstimate? Final { get; init; }

    /// <summary>The runs, one per seed.</summary>
    public IReadOnlyList<ReportRun> Runs { get; init; } = [];

    /// <summary>The flat resolved configuration where it differs from the baseline's: path and this cell's value.</summary>
    public IReadOnlyList<ReportSetting> ConfigDifferences { get; init; } = [];
}

/// <summary>One run: a cell under one seed.</summary>
public sealed record ReportRun
{
    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>How it ended.</summary>
    public RunStatus Status { get; init; } = RunStatus.Completed;

    /// <summary>The task's metric at the end; null when the run did not complete.</summary>
    public double? FinalMetric { get; init; }

    /// <summary>Training loss by step.</summary>
    public IReadOnlyList<ReportPoint> Training { get; init; } = [];

    /// <summary>The task's metric on the validation windows by step.</summary>
    public IReadOnlyList<ReportPoint> Validation { get; init; } = [];

    /// <summary>
    /// The final metric by evaluation length in tokens (X is the length); empty when only the trained context was evaluated.
    /// </summary>
    public IReadOnlyList<ReportPoint> Extrapolation { get; init; } = [];

    /// <summary>Training throughput in tokens per second; null when not measured.</summary>
    public double? TokensPerSecond { get; init; }

    /// <summary>Peak memory of the run in bytes; null when not measured.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>The run's folder or identity, for the reader who wants to look; null leaves it out.</summary>
    public string? Id { get; init; }
}

/// <summary>One point of a curve.</summary>
/// <param name="X">The step, or the evaluation length in tokens.</param>
/// <param name="Value">The loss or metric there; NaN makes a gap.</param>
public readonly record struct ReportPoint(long X, double Value);

/// <summary>A mean with its interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The interval's lower end; NaN when there is none (one seed).</param>
/// <param name="High">The interval's upper end; NaN when there is none.</param>
public readonly record struct ReportEstimate(double Mean, double Low, double High);

/// <summary>A paired comparison: the differences subject minus baseline under the same seeds.</summary>
public sealed record ReportComparison
{
    /// <summary>What is compared: a cell's name, or "position=rope".</summary>
    public required string Subject { get; init; }

    /// <summary>What it is compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The axis of an axis effect; null for cells.</summary>
    public string? Axis { get; init; }

    /// <summary>Mean paired difference and its interval, in the metric's unit; null when there is no pair.</summary>
    public ReportEstimate? Difference { get; init; }

    /// <summary>The difference of each pair, one per seed, drawn as points.</summary>
    public IReadOnlyList<double> Pairs { get; init; } = [];

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }

    /// <summary>With an undetermined verdict, how many seeds would probably settle it; null when unknown.</summary>
    public int? SeedsToSettle { get; init; }

    /// <summary>Why this verdict, or what else must be said: "by rule: 2 runs diverged against 0 of the baseline".</summary>
    public string? Note { get; init; }
}

/// <summary>One row of the confound audit.</summary>
/// <param name="Variant">The cell's name.</param>
/// <param name="Parameters">Number of trained parameters.</param>
/// <param name="FlopsPerToken">Forward floating-point operations per token, at the trained context.</param>
/// <param name="StateBytes">Bytes of decoding state at the trained context.</param>
/// <param name="Note">Anything else that differs: a tuned learning rate.</param>
public sealed record ReportAudit(string Variant, long Parameters, double FlopsPerToken, long StateBytes, string? Note = null);

/// <summary>A horizontal reference in the metric's unit.</summary>
/// <param name="Name">"chance level", "shortcut floor".</param>
/// <param name="Value">Its value.</param>
public sealed record ReportReference(string Name, double Value);

/// <summary>A path and its value, as the flat configuration text has them.</summary>
/// <param name="Path">"model.position" or an axis' short name.</param>
/// <param name="Value">The value's canonical text.</param>
public sealed record ReportSetting(string Path, string Value);

/// <summary>Where the numbers came from, and how to get them again.</summary>
public sealed record ReportProvenance
{
    /// <summary>The study's identity.</summary>
    public required string StudyId { get; init; }

    /// <summary>The command line that made it, as typed.</summary>
    public required string CommandLine { get; init; }

    /// <summary>What to type to get the same numbers, line by line; empty: the command line alone.</summary>
    public IReadOnlyList<string> Reproduce { get; init; } = [];

    /// <summary>The commit of the Workbench, with "+changes" when its tree was not clean; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Versions by name: Workbench, .NET, libtorch, numerics.</summary>
    public IReadOnlyList<ReportSetting> Versions { get; init; } = [];

    /// <summary>The machine: processor, threads, kernels, device, memory.</summary>
    public IReadOnlyList<ReportSetting> Machine { get; init; } = [];

    /// <summary>The seeds.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>The data: name, checksum, licence, tokenizer.</summary>
    public IReadOnlyList<ReportSetting> Data { get; init; } = [];

    /// <summary>When the study started; null leaves it out.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Time from start to report; null leaves it out.</summary>
    public TimeSpan? Elapsed { get; init; }
}
