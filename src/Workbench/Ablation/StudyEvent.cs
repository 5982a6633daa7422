namespace Workbench.Ablation;

/// <summary>A progress event of a study.</summary>
/// <param name="Time">Time of the event.</param>
public abstract record StudyEvent(DateTimeOffset Time);

/// <summary>The study is planned; no run has started.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Plan">The plan, with its confound audit.</param>
/// <param name="Finished">Number of runs that the ledger already has.</param>
/// <param name="Workers">Number of concurrent runs.</param>
public sealed record StudyPlanned(DateTimeOffset Time, Plan Plan, int Finished, int Workers) : StudyEvent(Time)
{
    /// <summary>What these runs are for: "tuning train.learningRate", "to step 125"; null for the whole study.</summary>
    public string? Stage { get; init; }
}

/// <summary>A run's result was found in the ledger.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Record">The ledger's record.</param>
public sealed record RunReused(DateTimeOffset Time, PlannedRun Run, RunRecord Record) : StudyEvent(Time);

/// <summary>A run starts, or resumes from its checkpoint.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Folder">The run's folder.</param>
public sealed record RunStarted(DateTimeOffset Time, PlannedRun Run, string Folder) : StudyEvent(Time);

/// <summary>A run has finished a training step or an evaluation.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Step">Number of finished steps.</param>
/// <param name="Steps">Total number of steps.</param>
/// <param name="Loss">Training loss of the step in nats; null when this event is an evaluation.</param>
/// <param name="Metric">The validation metric; null when this event is a training step.</param>
/// <param name="TokensPerSecond">Training throughput in tokens per second.</param>
public sealed record RunProgressed(
    DateTimeOffset Time,
    PlannedRun Run,
    int Step,
    int Steps,
    double? Loss,
    double? Metric,
    double TokensPerSecond
) : StudyEvent(Time);

/// <summary>A run has ended: completed, diverged, failed or interrupted.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Record">The run's record.</param>
public sealed record RunEnded(DateTimeOffset Time, PlannedRun Run, RunRecord Record) : StudyEvent(Time);

/// <summary>Another process is computing the run; the study waits for its result.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Holder">The process that computes it: "process 4711 since 12:04:31".</param>
public sealed record RunAwaited(DateTimeOffset Time, PlannedRun Run, string Holder) : StudyEvent(Time);

/// <summary>A trial, from which a study's cost is predicted, has come to a variant or has ended.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Cell">The label of the variant's cell; null at the end.</param>
/// <param name="Elapsed">Time since the trial began.</param>
/// <param name="Limit">The most time that the trial takes.</param>
public sealed record TrialProgressed(DateTimeOffset Time, string? Cell, TimeSpan Elapsed, TimeSpan Limit) : StudyEvent(Time);

/// <summary>The budget is spent: seeds that have started are finished, and no further seed is started.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="RowsLeft">Number of seeds that were not started.</param>
public sealed record BudgetSpent(DateTimeOffset Time, int RowsLeft) : StudyEvent(Time);

/// <summary>Every comparison is decided: seeds that have started are finished, and no further seed is started.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Seeds">Number of seeds that decided.</param>
public sealed record StudyDecided(DateTimeOffset Time, int Seeds) : StudyEvent(Time);

/// <summary>Successive halving has stopped a cell.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Stopped">The cell, with its step and place.</param>
public sealed record CellStopped(DateTimeOffset Time, StoppedCell Stopped) : StudyEvent(Time);

/// <summary>A notice for the user: a damaged file was set aside, an index was rebuilt.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Text">A sentence.</param>
/// <param name="IsWarning">Whether something is not as the user expects. Default true.</param>
public sealed record StudyNotice(DateTimeOffset Time, string Text, bool IsWarning = true) : StudyEvent(Time);

/// <summary>The launcher has submitted jobs, attached to them, or waits for its queue.</summary>
/// <param name="Time">Time of the event.</param>
/// <param name="Text">A sentence.</param>
public sealed record LauncherReported(DateTimeOffset Time, string Text) : StudyEvent(Time);
