using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Executes runs with the trainer.</summary>
/// <param name="tasks">Opens the run's data.</param>
/// <param name="clock">The clock.</param>
public sealed class TrainerExecutor(TaskSource tasks, TimeProvider clock) : IRunExecutor
{
    /// <inheritdoc/>
    public RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        NativeKernels.Load();
        torch.set_num_threads(job.Threads);
        return new Trainer(tasks, clock, RunEnvironment.Current()).Run(
            job.Config,
            new RunFolder(job.Folder),
            progress,
            cancellation,
            job.PauseAt
        );
    }
}
