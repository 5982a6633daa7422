using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Executes a run in this process. Implemented by the trainer, and by a cheaper stub in tests.</summary>
public interface IRunExecutor
{
    /// <summary>Starts or resumes the job's run and writes its result to the run's folder.</summary>
    /// <returns>The run's result; its status is interrupted when cancelled.</returns>
    RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation);
}
