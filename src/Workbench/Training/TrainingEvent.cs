using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>Progress of a run, in the order in which it happens.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(StepCompleted), "step")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Finished), "finished")]
public abstract record TrainingEvent;

/// <summary>The model is built and the loop begins.</summary>
/// <param name="RunId">The run's identity.</param>
/// <param name="FirstStep">0, or the step after the checkpoint that the run goes on from.</param>
/// <param name="Steps">How many steps the run has in all.</param>
/// <param name="Parameters">The model's trainable numbers.</param>
public sealed record Started(string RunId, long FirstStep, long Steps, long Parameters) : TrainingEvent;

/// <summary>One optimiser step.</summary>
/// <param name="Step">Steps done so far: 1 after the first.</param>
/// <param name="Loss">The training batch's mean cross-entropy before the step, in nats a token.</param>
/// <param name="LearningRate">The rate that the step was taken with.</param>
/// <param name="GradientNorm">The global norm before clipping.</param>
/// <param name="TokensPerSecond">Throughput since the last such event, evaluations not counted.</param>
public sealed record StepCompleted(long Step, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond)
    : TrainingEvent;

/// <summary>The fixed validation windows were scored.</summary>
/// <param name="Step">Steps done so far.</param>
/// <param name="Context">Tokens a window, T.</param>
/// <param name="Loss">Mean cross-entropy, in nats a token.</param>
/// <param name="Metric">The task's metric.</param>
public sealed record Evaluated(long Step, int Context, double Loss, double Metric) : TrainingEvent;

/// <summary>A checkpoint is on disk.</summary>
/// <param name="Step">Steps done so far.</param>
public sealed record CheckpointSaved(long Step) : TrainingEvent;

/// <summary>Something that the user should know, for example a corrupt checkpoint that was kept aside.</summary>
/// <param name="Text">One sentence.</param>
public sealed record Notice(string Text) : TrainingEvent;

/// <summary>The run is over.</summary>
/// <param name="Result">As written to result.json.</param>
public sealed record Finished(RunResult Result) : TrainingEvent;
