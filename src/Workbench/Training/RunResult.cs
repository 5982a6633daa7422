using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>State of a run.</summary>
[JsonConverter(typeof(RunStatusConverter))]
public enum RunStatus
{
    /// <summary>Not started, or nothing was stored.</summary>
    Missing,

    /// <summary>All steps are finished.</summary>
    Completed,

    /// <summary>The loss became infinite or NaN, or exploded. A valid result, not a failure.</summary>
    Diverged,

    /// <summary>An error or a crash ended the run; it is tried again.</summary>
    Failed,

    /// <summary>The run was stopped; it resumes from its checkpoint.</summary>
    Interrupted,

    /// <summary>A live process is computing the run.</summary>
    Running,
}

internal sealed class RunStatusConverter() : JsonStringEnumConverter<RunStatus>(System.Text.Json.JsonNamingPolicy.KebabCaseLower);

/// <summary>One point of the training curve.</summary>
/// <param name="Step">Number of finished steps.</param>
/// <param name="Loss">The training batch's loss in nats per token.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">The global gradient norm before clipping.</param>
public sealed record CurvePoint(long Step, double Loss, double LearningRate, double GradientNorm);

/// <summary>
/// Seconds of a run that are not training steps, in the process that ended it: a resumed run counts what came after its checkpoint.
/// </summary>
/// <param name="Start">Everything before the first step: data, model, files of the folder, checkpoint to resume from.</param>
/// <param name="Evaluation">Evaluations on the validation windows.</param>
/// <param name="Checkpoint">Writing of checkpoints.</param>
/// <param name="Record">Recording and reporting of events.</param>
public sealed record RunTimes(double Start, double Evaluation, double Checkpoint, double Record);

/// <summary>The result of a run.</summary>
public sealed record RunResult
{
    /// <summary>The final state.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The name of the task's metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The task's metric after the last step at the trained context; null unless <see cref="Status"/> is completed.</summary>
    public double? FinalMetric { get; init; }

    /// <summary>Whether this result satisfies <paramref name="run"/>: diverged, or completed and evaluated at every requested
    /// length.</summary>
    public bool Answers(RunConfig run) =>
        Status == RunStatus.Diverged
        || (Status == RunStatus.Completed && run.OtherLengths.All(length => Evaluations.Any(one => one.Context == length)));

    /// <summary>Number of finished steps.</summary>
    public long Steps { get; init; }

    /// <summary>All evaluations in order; those at other lengths are last.</summary>
    public IReadOnlyList<Evaluated> Evaluations { get; init; } = [];

    /// <summary>The training curve, thinned to at most about 1,000 points.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Training tokens per second, excluding evaluations and checkpoints.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Seconds spent in training steps.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Processor seconds of the process that ended the run, over all threads, as far as it computed it; null in a result of an older
    /// version.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>The time besides training steps; null in a result of an older version.</summary>
    public RunTimes? Times { get; init; }

    /// <summary>The process's peak resident memory during the run; in bytes; null where unavailable.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>The reason for a divergence or failure; null otherwise.</summary>
    public string? Error { get; init; }
}
