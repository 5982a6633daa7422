using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Reporting;

/// <summary>
/// The complete content of a report as plain numbers and text. It is the only input of <see cref="Report.Write"/> and
/// <see cref="StudyFigures"/>; callers map a study's result to this record. Missing numbers are null or an empty list, and the report
/// leaves out their parts.
/// </summary>
public sealed record ReportData
{
    /// <summary>A short title of the study, for the page: "placement x position".</summary>
    public required string Title { get; init; }

    /// <summary>The question in words: "What do placement and position do to the validation loss of tiny-gpt on sotu?"</summary>
    public required string Question { get; init; }

    /// <summary>The task's metric.</summary>
    public required Metric Metric { get; init; }

    /// <summary>The cells of the study in the plan's order; exactly one is the baseline.</summary>
    public required IReadOnlyList<ReportVariant> Variants { get; init; }

    /// <summary>
    /// For each axis, each value against the axis' baseline value, averaged over the other axes. With a single axis the effects equal the
    /// comparisons of the cells, and are not shown.
    /// </summary>
    public IReadOnlyList<ReportComparison> AxisEffects { get; init; } = [];

    /// <summary>Each cell against the baseline cell.</summary>
    public IReadOnlyList<ReportComparison> Comparisons { get; init; } = [];

    /// <summary>
    /// Pairs of values of two axes: the difference that both make, minus the differences that each makes alone. Empty with one axis.
    /// </summary>
    public IReadOnlyList<ReportComparison> Interactions { get; init; } = [];

    /// <summary>Differences within ±epsilon count as no difference, in the metric's unit.</summary>
    public required double Epsilon { get; init; }

    /// <summary>How epsilon was chosen, shown beside it: "1% of the baseline's mean"; null leaves it out.</summary>
    public string? EpsilonSource { get; init; }

    /// <summary>The confidence level of all intervals, as a fraction. Default: 0.95.</summary>
    public double Confidence { get; init; } = 0.95;

    /// <summary>The confound audit: the costs of each cell.</summary>
    public IReadOnlyList<ReportAudit> Audit { get; init; } = [];

    /// <summary>The warnings of the audit, in words; empty when no cost differs by more than the limit.</summary>
    public IReadOnlyList<string> AuditWarnings { get; init; } = [];

    /// <summary>What was done to make the comparison fair, in words: matched sizes, tuned settings.</summary>
    public IReadOnlyList<string> AuditRemarks { get; init; } = [];

    /// <summary>The relative difference above which the audit warns, as a fraction. Default: 0.02.</summary>
    public double AuditLimit { get; init; } = 0.02;

    /// <summary>Reference values such as chance level and shortcut floor, drawn as lines.</summary>
    public IReadOnlyList<ReportReference> References { get; init; } = [];

    /// <summary>The trained context in tokens, marked in the extrapolation figure; null draws no mark.</summary>
    public int? TrainedContext { get; init; }

    /// <summary>The flat resolved config of the baseline, in order.</summary>
    public IReadOnlyList<ReportSetting> BaselineConfig { get; init; } = [];

    /// <summary>Notices at the top of the report: missing runs, an interrupted study.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>The provenance of the numbers.</summary>
    public required ReportProvenance Provenance { get; init; }
}

/// <summary>One cell of the study: a configuration, trained once per seed.</summary>
public sealed record ReportVariant
{
    /// <summary>The cell's name: "placement=pre position=rope". Unique in the report.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The values of the axes in order: ("placement", "pre"). They select colour and dash. When empty, every cell has its own colour.
    /// </summary>
    public IReadOnlyList<ReportSetting> Values { get; init; } = [];

    /// <summary>Whether this is the cell that the others are compared with.</summary>
    public bool IsBaseline { get; init; }

    /// <summary>The mean of the final metric over the seeds, with its interval; null when no run completed.</summary>
    public ReportEstimate? Final { get; init; }

    /// <summary>The runs, one per seed.</summary>
    public IReadOnlyList<ReportRun> Runs { get; init; } = [];

    /// <summary>The settings of the flat resolved config that differ from the baseline, with this cell's values.</summary>
    public IReadOnlyList<ReportSetting> ConfigDifferences { get; init; } = [];
}

/// <summary>One run: a cell with one seed.</summary>
public sealed record ReportRun
{
    /// <summary>The seed.</summary>
    public required long Seed { get; init; }

    /// <summary>How the run ended. Default: completed.</summary>
    public RunStatus Status { get; init; } = RunStatus.Completed;

    /// <summary>The task's metric after the last step; null when the run did not complete.</summary>
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

    /// <summary>The run's folder or identity, shown in the report; null leaves it out.</summary>
    public string? Id { get; init; }
}

/// <summary>One point of a curve.</summary>
/// <param name="X">The step, or the evaluation length in tokens.</param>
/// <param name="Value">The loss or metric; NaN is a gap.</param>
public readonly record struct ReportPoint(long X, double Value);

/// <summary>A mean with its confidence interval.</summary>
/// <param name="Mean">The mean.</param>
/// <param name="Low">The lower end of the interval; NaN when there is no interval (one seed).</param>
/// <param name="High">The upper end of the interval; NaN when there is no interval.</param>
public readonly record struct ReportEstimate(double Mean, double Low, double High);

/// <summary>A paired comparison: differences subject minus baseline, with the same seeds.</summary>
public sealed record ReportComparison
{
    /// <summary>The cell or the value of an axis that is compared: a cell's name, or "position=rope".</summary>
    public required string Subject { get; init; }

    /// <summary>The cell or the value of an axis that it is compared with.</summary>
    public required string Baseline { get; init; }

    /// <summary>The axis of an axis effect; null for cells.</summary>
    public string? Axis { get; init; }

    /// <summary>The mean paired difference with its interval, in the metric's unit; null when there is no pair.</summary>
    public ReportEstimate? Difference { get; init; }

    /// <summary>The difference of each pair, one for each seed; drawn as points.</summary>
    public IReadOnlyList<double> Pairs { get; init; } = [];

    /// <summary>The verdict.</summary>
    public required VerdictWord Verdict { get; init; }

    /// <summary>The number of seeds that would probably settle an undetermined verdict; null when unknown.</summary>
    public int? SeedsToSettle { get; init; }

    /// <summary>The verdict after correction for the number of comparisons, with the p-value that decides it; null without one.</summary>
    public (VerdictWord Word, double? PValue)? Corrected { get; init; }

    /// <summary>What the pairs say beyond the interval; null below two pairs.</summary>
    public Evidence? Evidence { get; init; }

    /// <summary>The interval that holds together with those of all other comparisons; null without one.</summary>
    public Interval? Simultaneous { get; init; }

    /// <summary>What would change the verdict; null where it is unknown.</summary>
    public Sensitivity? Sensitivity { get; init; }

    /// <summary>A remark on the verdict: "by rule: 2 runs diverged against 0 of the baseline"; null for none.</summary>
    public string? Note { get; init; }
}

/// <summary>One row of the confound audit.</summary>
/// <param name="Variant">The cell's name.</param>
/// <param name="Parameters">The number of trained parameters.</param>
/// <param name="FlopsPerToken">Floating-point operations of the forward pass per token, at the trained context.</param>
/// <param name="StateBytes">The size of the decoding state at the trained context, in bytes.</param>
/// <param name="Note">Another difference, such as a tuned learning rate; null for none.</param>
public sealed record ReportAudit(string Variant, long Parameters, double FlopsPerToken, long StateBytes, string? Note = null);

/// <summary>A reference value of the metric.</summary>
/// <param name="Name">The name: "chance level", "shortcut floor".</param>
/// <param name="Value">The value, in the metric's unit.</param>
public sealed record ReportReference(string Name, double Value);

/// <summary>A setting and its value, as in the flat form of a config.</summary>
/// <param name="Path">The path, "model.position", or the short name of an axis.</param>
/// <param name="Value">The canonical text of the value.</param>
public sealed record ReportSetting(string Path, string Value);

/// <summary>The provenance of the numbers, and how to reproduce them.</summary>
public sealed record ReportProvenance
{
    /// <summary>The study's identity.</summary>
    public required string StudyId { get; init; }

    /// <summary>The command line of the study, as typed.</summary>
    public required string CommandLine { get; init; }

    /// <summary>Commands that reproduce the numbers, one per line; empty for <see cref="CommandLine"/> alone.</summary>
    public IReadOnlyList<string> Reproduce { get; init; } = [];

    /// <summary>The commit of the Workbench, with "+changes" when the working tree was not clean; null when unknown.</summary>
    public string? Commit { get; init; }

    /// <summary>Versions by name: Workbench, .NET, libtorch, numerics.</summary>
    public IReadOnlyList<ReportSetting> Versions { get; init; } = [];

    /// <summary>The machine: processor, threads, kernels, device, memory.</summary>
    public IReadOnlyList<ReportSetting> Machine { get; init; } = [];

    /// <summary>The seeds.</summary>
    public IReadOnlyList<long> Seeds { get; init; } = [];

    /// <summary>The data: name, checksum, licence, tokenizer.</summary>
    public IReadOnlyList<ReportSetting> Data { get; init; } = [];

    /// <summary>The start time of the study; null leaves it out.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>The time from the start to the report; null leaves it out.</summary>
    public TimeSpan? Elapsed { get; init; }

    /// <summary>A name for all that the report says, without the times: see <see cref="Report.IsCurrent"/>. Null: none.</summary>
    internal string? Stamp { get; init; }
}
