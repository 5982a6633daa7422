using Workbench.Data;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Trains the run that comes before another, unless the ledger has it: once for all runs that start from it.</summary>
/// <param name="tasks">Opens the data of both.</param>
/// <param name="clock">The clock.</param>
/// <param name="ranks">The processes that compute a run together; null when this one is alone.</param>
internal sealed class Pretraining(TaskSource tasks, TimeProvider clock, RankGroup? ranks)
{
    /// <summary>Trains the run, or reads its result.</summary>
    /// <param name="job">The run that comes after it.</param>
    /// <param name="environment">The environment to record.</param>
    /// <param name="progress">Receives a notice.</param>
    /// <param name="cancellation">Stops the run, which keeps a checkpoint.</param>
    /// <param name="folder">The run's folder.</param>
    public RunResult Run(
        RunJob job,
        RunEnvironment environment,
        IProgress<TrainingEvent> progress,
        CancellationToken cancellation,
        out string folder
    )
    {
        if (ranks is not null)
            throw new InvalidInputException(
                "a training before another is computed by one process",
                $"{ranks.Size} ranks",
                null,
                "Train it first, and name it: --init-from RUN",
                "pretrain.steps"
            );
        var config = job.Config.PretrainRun(tasks)!;
        // Beside the job's folder in the ledger: runs/IDENTITY/ENVIRONMENT.
        var here = new DirectoryInfo(job.Folder);
        folder = Path.Combine(here.Parent!.Parent!.FullName, Ledger.FolderNameOf(config.Id), here.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
        progress.Report(new Notice($"pre-training for {config.Train.Steps:N0} steps: run {config.Id[..12]}", IsWarning: false));
        using var claim = FileLock.Take(
            folder + RunLocks.ClaimEnd,
            clock,
            () => progress.Report(new Notice("waiting for the process that is pre-training", IsWarning: false)),
            cancellation
        );
        var result = new Trainer(tasks, clock, environment).Run(config, new RunFolder(folder), null, cancellation);
        return result.Status is RunStatus.Completed or RunStatus.Interrupted
            ? result
            : result with
            {
                Status = RunStatus.Failed,
                Error = $"the training before it ended as {result.Status.ToString().ToLowerInvariant()}: {result.Error}",
            };
    }
}
