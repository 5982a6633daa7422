using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>Makes a result of whatever a run does.</summary>
internal static class RunGuard
{
    /// <summary>A worker that has lost its parent writes for a second more; a process that comes after it waits so long.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static RunResult Execute(IRunExecutor executor, RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        try
        {
            using var writer = FileLock.TakeAsync(job.WriterLock, Patience, TimeProvider.System, cancellation).GetAwaiter().GetResult();
            if (writer is null)
                return Failed($"another process is writing into the run's folder ({FileLock.HolderOf(job.WriterLock)})");
            return executor.Execute(job, progress, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Interrupted;
        }
        // Whatever a run throws, its study goes on.
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
