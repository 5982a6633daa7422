namespace Workbench.Ablation;

/// <summary>What happens while a study runs.</summary>
/// <param name="Time">When.</param>
public abstract record StudyEvent(DateTimeOffset Time);

/// <summary>The plan stands; nothing has started.</summary>
/// <param name="Time">When.</param>
/// <param name="Plan">The plan, with its confound audit.</param>
/// <param name="Finished">Runs that the ledger has already.</param>
/// <param name="Workers">Runs at a time.</param>
public sealed record StudyPlanned(DateTimeOffset Time, Plan Plan, int Finished, int Workers) : StudyEvent(Time);

/// <summary>A run was answered from the ledger.</summary>
/// <param name="Time">When.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Record">What the ledger has.</param>
public sealed record RunReused(DateTimeOffset Time, PlannedRun Run, RunRecord Record) : StudyEvent(Time);

/// <summary>A run begins, or goes on from its checkpoint.</summary>
/// <param name="Time">When.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Folder">Its folder.</param>
public sealed record RunStarted(DateTimeOffset Time, PlannedRun Run, string Folder) : StudyEvent(Time);

/// <summary>A run has come to a step.</summary>
/// <param name="Time">When.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Training loss of the step, nats; null when this event is an evaluation.</param>
/// <param name="Metric">The validation metric; null when this event is a training step.</param>
/// <param name="TokensPerSecond">Training throughput.</param>
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
/// <param name="Time">When.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Record">How.</param>
public sealed record RunEnded(DateTimeOffset Time, PlannedRun Run, RunRecord Record) : StudyEvent(Time);

/// <summary>A run is being computed by another process; its result is waited for.</summary>
/// <param name="Time">When.</param>
/// <param name="Run">The planned run.</param>
/// <param name="Holder">The process that computes it: "process 4711 since 12:04:31".</param>
public sealed record RunAwaited(DateTimeOffset Time, PlannedRun Run, string Holder) : StudyEvent(Time);

/// <summary>The budget is spent: rows of seeds that have begun are finished, no other is started.</summary>
/// <param name="Time">When.</param>
/// <param name="RowsLeft">Rows of seeds that were not started.</param>
public sealed record BudgetSpent(DateTimeOffset Time, int RowsLeft) : StudyEvent(Time);

/// <summary>Something that the user should know: a damaged file kept aside, an index rebuilt.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">A sentence.</param>
public sealed record StudyNotice(DateTimeOffset Time, string Text) : StudyEvent(Time);
