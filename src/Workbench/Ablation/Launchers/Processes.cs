using System.Diagnostics;
using System.Text.Json;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>
/// Runs each job in its own worker process. A crash fails only that run, and small runs use all cores as single-threaded processes.
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
        /// <summary>Time for a worker to write its checkpoint; part of the 2 s limit for cancellation.</summary>
        private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.4);

        public int Concurrency => workers;

        public async Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
        {
            if (cancellation.IsCancellationRequested)
                return RunGuard.Interrupted;
            using var process = new Process { StartInfo = StartInfo(job) };
            try
            {
                process.Start();
            }
            catch (System.ComponentModel.Win32Exception error)
            {
                return RunGuard.Failed($"the worker {command.FileName} could not be started: {error.Message}");
            }
            var log = new LogTail();
            RunResult? result = null;
            var errors = ReadLinesAsync(process.StandardError, log.Add);
            var events = ReadLinesAsync(
                process.StandardOutput,
                line =>
                {
                    if (result is not null || Parse(line) is not { } message)
                        log.Add(line);
                    else if (message is Finished finished)
                    {
                        result = finished.Result;
                        progress.Report(message);
                    }
                    else
                        progress.Report(message);
                }
            );
            await SendAsync(process, job.ToJson()).ConfigureAwait(false);

            // Closing stdin signals the worker to stop; a worker that does not exit in time is killed.
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using (cancellation.Register(() => stopped.TrySetResult()))
            {
                var exit = process.WaitForExitAsync(CancellationToken.None);
                if (await Task.WhenAny(exit, stopped.Task).ConfigureAwait(false) != exit)
                {
                    process.StandardInput.Close();
                    if (await Task.WhenAny(exit, Task.Delay(Grace, clock, CancellationToken.None)).ConfigureAwait(false) != exit)
                        process.Kill(entireProcessTree: true);
                }
                await exit.ConfigureAwait(false);
            }
            // A grandchild may hold the pipes open after the worker exits, so the wait for the remaining output is bounded.
            await Task.WhenAny(Task.WhenAll(errors, events), Task.Delay(TimeSpan.FromMilliseconds(500), clock, CancellationToken.None))
                .ConfigureAwait(false);
            return result
                ?? (
                    cancellation.IsCancellationRequested
                        ? RunGuard.Interrupted
                        : RunGuard.Failed($"the worker process {ProcessEnding.Of(process.ExitCode, "without a result")}{log}")
                );
        }

        private ProcessStartInfo StartInfo(RunJob job)
        {
            var start = new ProcessStartInfo(command.FileName, command.Arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            start.Environment["OMP_NUM_THREADS"] = job.Threads.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return start;
        }

        private static async Task SendAsync(Process process, string line)
        {
            try
            {
                await process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
                await process.StandardInput.FlushAsync().ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The worker has already died; its exit code and log tell the reason.
            }
        }

        private static async Task ReadLinesAsync(StreamReader reader, Action<string> take)
        {
            while (await reader.ReadLineAsync().ConfigureAwait(false) is { } line)
                take(line);
        }

        private static TrainingEvent? Parse(string line)
        {
            if (!line.StartsWith('{'))
                return null;
            try
            {
                return JsonSerializer.Deserialize<TrainingEvent>(line, WorkerJson.Options);
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }
}
