using System.Text.Json.Serialization;

namespace Workbench.Training;

/// <summary>A progress event of a run. Events are reported in order.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Started), "started")]
[JsonDerivedType(typeof(StepCompleted), "step")]
[JsonDerivedType(typeof(Evaluated), "evaluated")]
[JsonDerivedType(typeof(CheckpointSaved), "checkpoint")]
[JsonDerivedType(typeof(Notice), "notice")]
[JsonDerivedType(typeof(Finished), "finished")]
public abstract record TrainingEvent;

/// <summary>The model is built, and training starts or resumes.</summary>
/// <param name="RunId">The run's identity.</param>
/// <param name="FirstStep">0, or the number of finished steps in the checkpoint from which the run resumes.</param>
/// <param name="Steps">Total number of steps.</param>
/// <param name="Parameters">Number of trainable parameters.</param>
public sealed record Started(string RunId, long FirstStep, long Steps, long Parameters) : TrainingEvent;

/// <summary>One optimiser step.</summary>
/// <param name="Step">Number of finished steps: 1 after the first.</param>
/// <param name="Loss">Mean cross-entropy of the training batch before the step, in nats per token.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="GradientNorm">The global gradient norm before clipping.</param>
/// <param name="TokensPerSecond">Throughput since the previous such event, excluding evaluations.</param>
public sealed record StepCompleted(long Step, double Loss, double LearningRate, double GradientNorm, double TokensPerSecond)
    : TrainingEvent;

/// <summary>The fixed validation windows were scored.</summary>
/// <param name="Step">Number of finished steps.</param>
/// <param name="Context">Tokens per window, T.</param>
/// <param name="Loss">Mean cross-entropy in nats per token.</param>
/// <param name="Metric">The task's metric.</param>
public sealed record Evaluated(long Step, int Context, double Loss, double Metric) : TrainingEvent;

/// <summary>A checkpoint was written.</summary>
/// <param name="Step">Number of finished steps.</param>
public sealed record CheckpointSaved(long Step) : TrainingEvent;

/// <summary>A notice for the user, for example that a corrupt checkpoint was set aside.</summary>
/// <param name="Text">One sentence.</param>
/// <param name="IsWarning">Whether something is not as the user expects; otherwise it says what the run does. Default true.</param>
public sealed record Notice(string Text, bool IsWarning = true) : TrainingEvent;

/// <summary>The run has ended.</summary>
/// <param name="Result">The result, as written to result.json.</param>
public sealed record Finished(RunResult Result) : TrainingEvent;
