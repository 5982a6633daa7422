using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>How far a run is, or how it ended.</summary>
[JsonConverter(typeof(RunStatusConverter))]
public enum RunStatus
{
    /// <summary>Not begun, or nothing of it was kept.</summary>
    Missing,

    /// <summary>All steps were taken.</summary>
    Completed,

    /// <summary>The loss became infinite or not a number, or exploded: a result, not a failure.</summary>
    Diverged,

    /// <summary>An error or a crash ended it; the run is tried again.</summary>
    Failed,

    /// <summary>It was stopped; the same run goes on from its checkpoint.</summary>
    Interrupted,

    /// <summary>A live process computes it now.</summary>
    Running,
}

sealed class RunStatusConverter() : JsonStringEnumConverter<RunStatus>(System.Text.Json.JsonNamingPolicy.KebabCaseLower);

/// <summary>One point of the training curve.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Loss">The training batch's loss, in nats a token.</param>
/// <param name="LearningRate">The rate of that step.</param>
/// <param name="GradientNorm">The global norm before clipping.</param>
public sealed record CurvePoint(long Step, double Loss, double LearningRate, double GradientNorm);

/// <summary>What a run gave.</summary>
public sealed record RunResult
{
    /// <summary>How it ended.</summary>
    public required RunStatus Status { get; init; }

    /// <summary>The name of the task's metric.</summary>
    public required string Metric { get; init; }

    /// <summary>The task's metric after the last step at the trained context; null unless <see cref="Status"/> is completed.</summary>
    public double? FinalMetric { get; init; }

    /// <summary>Whether this is all that a run is asked for: a completed run may still lack lengths that it was not evaluated at.</summary>
    public bool Answers(RunConfig run) =>
        Status == RunStatus.Diverged
        || (Status == RunStatus.Completed && run.OtherLengths.All(length => Evaluations.Any(one => one.Context == length)));

    /// <summary>Steps done.</summary>
    public long Steps { get; init; }

    /// <summary>Every evaluation, in order; those of other lengths come last.</summary>
    public IReadOnlyList<Evaluated> Evaluations { get; init; } = [];

    /// <summary>The training curve, thinned to at most about 1,000 points.</summary>
    public IReadOnlyList<CurvePoint> Curve { get; init; } = [];

    /// <summary>Training tokens a second, evaluations and checkpoints not counted.</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Seconds spent in training steps.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>The process's peak resident memory during the run; null where the system does not say.</summary>
    public long? PeakMemoryBytes { get; init; }

    /// <summary>Why it diverged or failed; null otherwise.</summary>
    public string? Error { get; init; }
}
