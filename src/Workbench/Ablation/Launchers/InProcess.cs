using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// One run at a time on a thread of this process: the plainest way, for debugging and for machines that cannot start processes. A crash of
/// native code takes the study with it; the ledger keeps what has finished.
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
        // libtorch's thread count is the process': two runs at a time would change each other's bits.
        public int Concurrency => 1;

        public Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation) =>
            DedicatedThread.Run(() => RunGuard.Execute(executor, job, progress, cancellation));
    }
}
