using System.Collections.ObjectModel;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>A point of a curve.</summary>
/// <param name="Step">Training step, 1-based; 0 means before the first step.</param>
/// <param name="Value">The loss in nats, or the metric in its unit.</param>
public readonly record struct SeriesPoint(int Step, double Value);

/// <summary>The ledger's record of one run, read from the run's folder.</summary>
public sealed record RunRecord
{
    /// <summary>The run's identity.</summary>
    public required string Id { get; init; }

    /// <summary>Hash of the environment it ran in; pairs are formed only within one.</summary>
    public required string Environment { get; init; }

    /// <summary>The run's state.</summary>
    public required RunStatus State { get; init; }

    /// <summary>The run's folder.</summary>
    public required string Folder { get; init; }

    /// <summary>The seed.</summary>
    public long Seed { get; init; }

    /// <summary>The metric's name: "loss", "accuracy".</summary>
    public string Metric { get; init; } = "";

    /// <summary>The metric at the end of training; null unless completed.</summary>
    public double? FinalMetric { get; init; }

    /// <summary>Training loss by step (thinned for long runs).</summary>
    public IReadOnlyList<SeriesPoint> TrainingCurve { get; init; } = [];

    /// <summary>The metric on the validation windows by step, at the trained context.</summary>
    public IReadOnlyList<SeriesPoint> ValidationCurve { get; init; } = [];

    /// <summary>The final metric by context length, for all evaluated lengths.</summary>
    public IReadOnlyDictionary<int, double> MetricByContext { get; init; } = ReadOnlyDictionary<int, double>.Empty;

    /// <summary>The global gradient norm of the first step, before clipping; null where it was not recorded.</summary>
    public double? InitialGradientNorm { get; init; }

    /// <summary>Training throughput in tokens per second.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Peak memory of the run's process, bytes.</summary>
    public long PeakMemoryBytes { get; init; }

    /// <summary>Wall time spent training, seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>The time besides training; null where an older version computed the run.</summary>
    public RunTimes? Times { get; init; }

    /// <summary>The reason for a failure or divergence.</summary>
    public string? Error { get; init; }

    /// <summary>When the run's result was written, by the ledger's file system; null without a result.</summary>
    internal DateTime? Written { get; init; }

    /// <summary>Whether this record satisfies <paramref name="run"/>: diverged, or completed and evaluated at every requested
    /// length.</summary>
    public bool Answers(Training.RunConfig run) =>
        State == RunStatus.Diverged || (State == RunStatus.Completed && run.OtherLengths.All(MetricByContext.ContainsKey));

    /// <summary>This record without the evaluation lengths that <paramref name="run"/> does not request.</summary>
    internal RunRecord For(Training.RunConfig run)
    {
        bool Requested(int length) => length == run.Model.Context || run.OtherLengths.Contains(length);
        return MetricByContext.Keys.All(Requested)
            ? this
            : this with
            {
                MetricByContext = new SortedDictionary<int, double>(MetricByContext.Where(pair => Requested(pair.Key)).ToDictionary()),
            };
    }

    /// <summary>Whether the run is completed or diverged, and so never computed again.</summary>
    public bool IsFinished => State is RunStatus.Completed or RunStatus.Diverged;
}
