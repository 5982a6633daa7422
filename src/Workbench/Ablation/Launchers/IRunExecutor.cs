using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Computes a run in this process: the trainer, or in a test something cheaper.</summary>
public interface IRunExecutor
{
    /// <summary>Computes the job's run, or goes on with it, and leaves its result in its folder.</summary>
    /// <returns>How it ended; interrupted when cancelled.</returns>
    RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation);
}
