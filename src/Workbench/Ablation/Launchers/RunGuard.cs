using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Turns every outcome of a run, exceptions included, into a result.</summary>
internal static class RunGuard
{
    /// <summary>How long to wait for the folder: a worker that has lost its parent may write for one more second.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <param name="executor">Executes the run.</param>
    /// <param name="job">The run.</param>
    /// <param name="progress">Receives its events.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <param name="patience">How long to wait for another writer of the folder. Default: 3 s.</param>
    public static RunResult Execute(
        IRunExecutor executor,
        RunJob job,
        IProgress<TrainingEvent> progress,
        CancellationToken cancellation,
        TimeSpan? patience = null
    )
    {
        try
        {
            using var writer = FileLock
                .TakeAsync(job.WriterLock, patience ?? Patience, TimeProvider.System, cancellation)
                .GetAwaiter()
                .GetResult();
            if (writer is null)
                return Failed($"another process is writing into the run's folder ({FileLock.HolderOf(job.WriterLock)})");
            return executor.Execute(job, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        // An exception fails only this run; the study continues.
        catch (Exception error)
        {
            return Failed(error is WorkbenchException ? error.Message : error.ToString());
        }
    }

    public static RunResult Interrupted { get; } = new() { Status = RunStatus.Interrupted, Metric = "" };

    public static RunResult Failed(string error) =>
        new()
        {
            Status = RunStatus.Failed,
            Metric = "",
            Error = error,
        };
}
