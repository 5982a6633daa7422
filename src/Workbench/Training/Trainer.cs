using Workbench.Data;
using Workbench.Kernels.Runtime;

namespace Workbench.Training;

/// <summary>Trains one run.</summary>
/// <param name="tasks">Builds the run's task.</param>
/// <param name="clock">For throughput and the log.</param>
/// <param name="environment">What is recorded beside the run. Default: this process's.</param>
public sealed class Trainer(TaskSource tasks, TimeProvider clock, RunEnvironment? environment = null)
{
    /// <summary>
    /// Trains until the last step, divergence or cancellation. A run with a completed or diverged result is answered from its folder, after
    /// it was evaluated at lengths that it lacks; one with a checkpoint goes on from there, with the same bits as if it had never stopped.
    /// </summary>
    /// <param name="config">The run; resolved here if it is not.</param>
    /// <param name="folder">Where everything about it is written.</param>
    /// <param name="progress">Told of every step (of long runs: of a thousand), evaluation and checkpoint, on the caller's thread.</param>
    /// <param name="cancellation">Asks to stop: the state is saved and the result says interrupted; no result.json is written then.</param>
    /// <returns>The result, as written to the folder. Errors of the machine or of ours are a result too: failed.</returns>
    /// <exception cref="InvalidInputException">The config, the data or the folder does not serve; nothing was run.</exception>
    public RunResult Run(
        RunConfig config,
        RunFolder folder,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var run = config.Resolve(tasks);
        if (config.IsResolved && (config.DataFingerprint != run.DataFingerprint || config.TokenizerFingerprint != run.TokenizerFingerprint))
            throw new InvalidInputException(
                "the data is not what the run was planned on",
                run.DataFingerprint,
                config.DataFingerprint,
                "plan the study again: it is another one on this data",
                "data"
            );
        if (folder.ReadIdentity() is { } owner && owner.Id != run.Id)
            throw new InvalidInputException(
                "the folder belongs to another run",
                folder.Path,
                $"the folder of run {run.Id}",
                "choose another folder"
            );
        using var alone = Alone(folder);
        var known = folder.ReadResult();
        if (known?.Answers(run) == true)
        {
            progress?.Report(new Finished(known));
            return known;
        }
        if (folder.HasDamagedResult)
        {
            var damage =
                $"the run's result.json cannot be read; it is kept as {Quarantine.Keep(folder.ResultFile)}, and the run goes on "
                + $"from its checkpoint";
            folder.Log(damage, clock);
            progress?.Report(new Notice(damage));
        }
        // A result that only lacks lengths stands until it has them, and if they cannot be had.
        var completed = known?.Status == RunStatus.Completed;
        if (!completed)
            File.Delete(folder.ResultFile);
        folder.WriteStart(run, environment ?? RunEnvironment.Current());
        var task = tasks.Get(run.Task, run.Data);
        folder.KeepTask(run, task);
        var result = Train(run, task, folder, progress, cancellation);
        if (completed)
            result = result with { PeakMemoryBytes = known!.PeakMemoryBytes };
        if (result.Status != RunStatus.Interrupted && !(completed && result.Status == RunStatus.Failed))
            folder.WriteResult(result);
        progress?.Report(new Finished(result));
        return result;
    }

    RunResult Train(RunConfig run, ITask task, RunFolder folder, IProgress<TrainingEvent>? progress, CancellationToken cancellation)
    {
        var nothing = new RunResult { Status = RunStatus.Interrupted, Metric = task.Metric.Name };
        // What other runs of this process left is not this one's.
        TensorMemory.Release();
        PeakMemory.Reset();
        try
        {
            using var training = new TrainingRun(run, task, folder, clock, progress);
            return training.Run(cancellation);
        }
        catch (OperationCanceledException)
        {
            // Stopped in the midst of a step: the last checkpoint stands.
            return nothing;
        }
        catch (Exception failure) when (failure is not WorkbenchException)
        {
            folder.Log(failure.ToString(), clock);
            return nothing with { Status = RunStatus.Failed, Error = failure.Message };
        }
    }

    // Two processes in one folder would write over each other's checkpoints.
    static FileStream Alone(RunFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Path);
            return new FileStream(Path.Combine(folder.Path, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException denied)
        {
            throw Unwritable(denied);
        }
        catch (IOException busy)
        {
            throw File.Exists(Path.Combine(folder.Path, ".lock"))
                ? new InvalidInputException(
                    [
                        new(
                            "another process is training this run",
                            folder.Path,
                            null,
                            "wait for it, or stop it; then run the same command again"
                        ),
                    ],
                    busy
                )
                : Unwritable(busy);
        }

        InvalidInputException Unwritable(Exception reason) =>
            new(
                [
                    new(
                        $"the run's folder cannot be written: {reason.Message}",
                        folder.Path,
                        "a folder that can be written, with space",
                        "choose another with --ledger or --out"
                    ),
                ],
                reason
            );
    }
}
