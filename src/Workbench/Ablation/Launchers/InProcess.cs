using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// Runs one job at a time on a thread of this process: for debugging, and for machines that cannot start processes. A crash in native code
/// ends the study too; finished runs stay in the ledger.
/// </summary>
public sealed record InProcess : LauncherConfig
{
    /// <inheritdoc/>
    public override ILauncher Build(int workers, LauncherServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new Launcher(services.Executor);
    }

    private sealed class Launcher(IRunExecutor executor) : ILauncher
    {
        // libtorch's thread count is global to the process: two concurrent runs would change each other's results.
        public int Concurrency => 1;

        public Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation) =>
            DedicatedThread.Run(() => RunGuard.Execute(executor, job, progress, cancellation));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
