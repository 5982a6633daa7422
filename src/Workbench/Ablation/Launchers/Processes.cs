using System.Collections.Concurrent;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// Runs jobs in worker processes, each process one job after the other. A crash fails only the run that it meets, and small runs use all
/// cores as single-threaded processes.
/// </summary>
public sealed record Processes : LauncherConfig
{
    /// <inheritdoc/>
    public override ILauncher Build(int workers, LauncherServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new Launcher(
            workers,
            services.Worker
                ?? throw new InvalidInputException(
                    "worker processes need a program to start",
                    "processes",
                    "in-process here",
                    "Choose the launcher in-process."
                ),
            services.Clock
        );
    }

    private sealed class Launcher(int workers, WorkerCommand command, TimeProvider clock) : ILauncher
    {
        private readonly ConcurrentBag<WorkerProcess> _idle = [];

        public int Concurrency => workers;

        public async Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
        {
            if (cancellation.IsCancellationRequested)
                return RunGuard.Interrupted;
            // A worker may end while it waits, before the system says so: what it never began is done by another.
            while (await IdleAsync(job.Threads).ConfigureAwait(false) is { } waiting)
            {
                var result = await RunAsync(waiting, job, progress, cancellation).ConfigureAwait(false);
                if (result.Status != RunStatus.Failed || waiting.HasBegun)
                    return result;
            }
            WorkerProcess worker;
            try
            {
                worker = WorkerProcess.Start(command, job.Threads, clock);
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                return RunGuard.Failed($"the worker {command.FileName} could not be started: {error.Message}");
            }
            return await RunAsync(worker, job, progress, cancellation).ConfigureAwait(false);
        }

        private async Task<RunResult> RunAsync(
            WorkerProcess worker,
            RunJob job,
            IProgress<TrainingEvent> progress,
            CancellationToken cancellation
        )
        {
            RunResult? result = null;
            try
            {
                return result = await worker.RunAsync(job, progress, cancellation).ConfigureAwait(false);
            }
            finally
            {
                // After an exception or a crash nothing is known of a process's state: the next run has a new one.
                if (
                    result?.Status is RunStatus.Completed or RunStatus.Diverged
                    || (result?.Status == RunStatus.Interrupted && job.PauseAt is not null && !cancellation.IsCancellationRequested)
                )
                    _idle.Add(worker);
                else
                    await worker.DisposeAsync().ConfigureAwait(false);
            }
        }

        /// <summary>A worker that waits for a job. A process reads its number of threads when it starts.</summary>
        private async Task<WorkerProcess?> IdleAsync(int threads)
        {
            while (_idle.TryTake(out var worker))
            {
                if (worker.Threads == threads && !worker.HasExited)
                    return worker;
                await worker.DisposeAsync().ConfigureAwait(false);
            }
            return null;
        }

        public async ValueTask DisposeAsync()
        {
            var left = new List<WorkerProcess>();
            while (_idle.TryTake(out var worker))
                left.Add(worker);
            await Task.WhenAll(left.Select(worker => worker.DisposeAsync().AsTask())).ConfigureAwait(false);
        }
    }
}
