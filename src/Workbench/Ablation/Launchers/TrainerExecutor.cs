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
    /// <summary>The processes that compute a run together; null (default) when this one computes it alone.</summary>
    internal RankGroup? Ranks { get; init; }

    /// <inheritdoc/>
    public RunResult Execute(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        NativeKernels.Load();
        torch.set_num_threads(job.Threads);
        var environment = RunEnvironment.Current() with { Parallel = Ranks?.Environment };
        string? before = null;
        if (job.Config.Pretrain.Steps > 0)
        {
            var result = new Pretraining(tasks, clock, Ranks).Run(job, environment, progress, cancellation, out before);
            if (result.Status != RunStatus.Completed)
                return result;
        }
        var trainer = new Trainer(tasks, clock, environment) { Ranks = Ranks, Pretrained = before };
        return trainer.Run(job.Config, new RunFolder(job.Folder), progress, cancellation, job.PauseAt);
    }
}
