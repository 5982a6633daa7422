using Workbench.Data;
using Workbench.Kernels.Runtime;

namespace Workbench.Training;

/// <summary>Trains one run.</summary>
/// <param name="tasks">Builds the run's task.</param>
/// <param name="clock">The clock for throughput and the log.</param>
/// <param name="environment">The environment to record. Default: that of this process.</param>
public sealed class Trainer(TaskSource tasks, TimeProvider clock, RunEnvironment? environment = null)
{
    /// <summary>The processes that compute the run together; null (default) when this one computes it alone.</summary>
    internal RankGroup? Ranks { get; init; }

    /// <summary>The folder of the run that comes before; null (default) when the run has none.</summary>
    internal string? Pretrained { get; init; }

    /// <summary>
    /// Trains until the last step, divergence or cancellation. A completed or diverged run is not trained again; its result is read from
    /// the folder, after evaluation at missing lengths. A run with a checkpoint resumes, with results bitwise equal to an uninterrupted
    /// run.
    /// </summary>
    /// <param name="config">The run's config; resolved if necessary.</param>
    /// <param name="folder">The run's folder, for all output.</param>
    /// <param name="progress">Receives every step (about a thousand steps of a long run), evaluation and checkpoint, on the caller's
    /// thread.</param>
    /// <param name="cancellation">Stops the run: saves the state and returns an interrupted result, without writing result.json.</param>
    /// <param name="pauseAt">A step after whose evaluation the run is interrupted, as by <paramref name="cancellation"/>; null trains to the
    /// end.</param>
    /// <returns>The result, as written to the folder. Unexpected exceptions give a failed result.</returns>
    /// <exception cref="InvalidInputException">The config, the data or the folder is not usable; nothing was run.</exception>
    public RunResult Run(
        RunConfig config,
        RunFolder folder,
        IProgress<TrainingEvent>? progress = null,
        CancellationToken cancellation = default,
        long? pauseAt = null
    )
    {
        var began = clock.GetTimestamp();
        var run = config.Resolve(tasks);
        if (config.IsResolved && (config.DataFingerprint != run.DataFingerprint || config.TokenizerFingerprint != run.TokenizerFingerprint))
            throw new InvalidInputException(
                "the data differs from the data that the run was planned with",
                run.DataFingerprint,
                config.DataFingerprint,
                "plan the study again: on other data it is a different study",
                "data"
            );
        if (config.IsResolved && config.InitFingerprint != run.InitFingerprint)
            throw new InvalidInputException(
                "the weights that the run starts from differ from those that it was planned with",
                run.InitFingerprint,
                config.InitFingerprint,
                "plan the study again: from other weights it is a different study",
                "initFrom"
            );
        if (run.Pretrain.Steps > 0 && Pretrained is null)
            throw new InvalidInputException(
                "a run with a training before it needs a ledger",
                "pretrain.steps",
                null,
                null,
                "pretrain.steps"
            );
        if (folder.ReadIdentity() is { } owner && owner.Id != run.Id)
            throw new InvalidInputException(
                "the folder belongs to another run",
                folder.Path,
                $"the folder of run {run.Id}",
                "choose another folder"
            );
        Ranks?.CheckBatch(run);
        if (Ranks is { IsFirst: false })
            return Train(run, tasks.Get(run.Task, run.Data, run.Tokenizer), folder, began, null, pauseAt, cancellation);
        using var folderLock = LockFolder(folder);
        var known = folder.ReadResult();
        if (known?.Answers(run) == true)
        {
            progress?.Report(new Finished(known));
            return known;
        }
        RankChecks.CheckSize(Ranks, folder);
        if (folder.HasDamagedResult)
        {
            var damage =
                $"the run's result.json cannot be read; it is kept as {Quarantine.Keep(folder.ResultFile)}, and the run resumes "
                + $"from its checkpoint";
            folder.Log(damage, clock);
            progress?.Report(new Notice(damage));
        }
        // A completed result that only lacks lengths stays until it is replaced, also when the additional evaluation fails.
        var completed = known?.Status == RunStatus.Completed;
        if (!completed)
            File.Delete(folder.ResultFile);
        folder.WriteStart(run, environment ?? RunEnvironment.Current());
        var task = tasks.Get(run.Task, run.Data, run.Tokenizer);
        folder.KeepTask(run, task);
        var result = Train(run, task, folder, began, progress, pauseAt, cancellation);
        if (completed)
            result = result with { PeakMemoryBytes = known!.PeakMemoryBytes, Times = known.Times };
        if (result.Status != RunStatus.Interrupted && !(completed && result.Status == RunStatus.Failed))
            folder.WriteResult(result);
        progress?.Report(new Finished(result));
        return result;
    }

    private RunResult Train(
        RunConfig run,
        ITask task,
        RunFolder folder,
        long began,
        IProgress<TrainingEvent>? progress,
        long? pauseAt,
        CancellationToken cancellation
    )
    {
        var nothing = new RunResult { Status = RunStatus.Interrupted, Metric = task.Metric.Name };
        // Do not count memory cached by earlier runs of this process.
        TensorMemory.Release();
        PeakMemory.Reset();
        try
        {
            using var training = new TrainingRun(run, task, folder, clock, progress, Ranks, Pretrained);
            return training.Run(began, pauseAt, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Cancelled outside the loop over steps; the last checkpoint is still valid.
            return nothing;
        }
        catch (Exception failure) when (failure is not WorkbenchException && Ranks is not { IsFirst: false })
        {
            folder.Log(failure.ToString(), clock);
            return nothing with { Status = RunStatus.Failed, Error = failure.Message };
        }
    }

    // Two processes in one folder would overwrite each other's checkpoints.
    private static FileStream LockFolder(RunFolder folder)
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
