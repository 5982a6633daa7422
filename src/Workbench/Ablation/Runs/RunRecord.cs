using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>A point of a curve.</summary>
/// <param name="Step">Training step, 1-based; 0 is before the first.</param>
/// <param name="Value">The loss in nats, or the metric in its unit.</param>
public readonly record struct SeriesPoint(int Step, double Value);

/// <summary>What the ledger knows of one run. Its folder is the truth; this is read from there.</summary>
public sealed record RunRecord
{
    /// <summary>Its identity.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of the environment it ran in; pairs are formed only within one.</summary>
    public required string Environment { get; init; }

    /// <summary>How far it is.</summary>
    public required RunStatus State { get; init; }

    /// <summary>Its folder.</summary>
    public required string Folder { get; init; }

    /// <summary>Its seed.</summary>
    public long Seed { get; init; }

    /// <summary>The metric's name: "loss", "accuracy".</summary>
    public string Metric { get; init; } = "";

    /// <summary>The metric at the end of training; null unless completed.</summary>
    public double? FinalMetric { get; init; }

    /// <summary>Training loss by step (thinned for long runs).</summary>
    public IReadOnlyList<SeriesPoint> TrainingCurve { get; init; } = [];

    /// <summary>The metric on the validation windows by step, at the trained context.</summary>
    public IReadOnlyList<SeriesPoint> ValidationCurve { get; init; } = [];

    /// <summary>The metric at the end by context length, where several were asked for.</summary>
    public IReadOnlyDictionary<int, double> MetricByContext { get; init; } = new SortedDictionary<int, double>();

    /// <summary>Training throughput, tokens a second.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Peak memory of the run's process, bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Wall time spent training, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Why it failed or diverged.</summary>
    public string? Error { get; init; }

    /// <summary>Whether this is all that a run is asked for: finished, and evaluated at every length.</summary>
    public bool Answers(Training.RunConfig run) =>
        State == RunStatus.Diverged || (State == RunStatus.Completed && run.OtherLengths.All(MetricByContext.ContainsKey));

    /// <summary>This run as it is asked for: lengths that another study asked for are left out.</summary>
    internal RunRecord For(Training.RunConfig run) =>
        this with
        {
            MetricByContext = new SortedDictionary<int, double>(
                MetricByContext.Where(pair => pair.Key == run.Model.Context || run.OtherLengths.Contains(pair.Key)).ToDictionary()
            ),
        };

    /// <summary>Whether it is never computed again: completed or diverged.</summary>
    public bool IsFinished => State is RunStatus.Completed or RunStatus.Diverged;
}
