using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Main loop of a worker process. Reads one job (one line of JSON) from the parent and writes events as JSON lines, the last being
/// <see cref="Finished"/>. End of input means that the parent has cancelled or died; the worker then has one second to write its checkpoint
/// before the process ends.
/// </summary>
public static class WorkerHost
{
    // PR_SET_PDEATHSIG would be shorter, but it fires when the parent's *thread* that started the worker ends, and that is a pool thread.
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs one job.</summary>
    /// <param name="input">The job, then nothing; end of input means that the parent has cancelled or died.</param>
    /// <param name="output">Events, one JSON document per line.</param>
    /// <param name="executor">Executes the run.</param>
    /// <param name="lifetime">Access to the parent's process id and to the end of this process.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Cancels the run from within this process.</param>
    /// <returns>The process' exit code.</returns>
    public static async Task<ExitCode> RunAsync(
        TextReader input,
        TextWriter output,
        IRunExecutor executor,
        WorkerLifetime lifetime,
        TimeProvider clock,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        // Ctrl-C in a terminal reaches every process of the group; only the parent handles it, and closes this process's input.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var parent = lifetime.Parent();
        if (await input.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is not { Length: > 0 } line)
            return ExitCode.BadUsage;

        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            _ = input.Read();
            ended.SetResult();
        })
        {
            IsBackground = true,
            Name = "worker: parent's pipe",
        }.Start();
        var run = DedicatedThread.Run(() => Run(line, output, executor, stop.Token));
        while (await Task.WhenAny(run, ended.Task, Task.Delay(ParentCheck, clock, CancellationToken.None)).ConfigureAwait(false) != run)
        {
            if (!ended.Task.IsCompleted && lifetime.Parent() == parent && !stop.IsCancellationRequested)
                continue;
            await stop.CancelAsync().ConfigureAwait(false);
            if (await Task.WhenAny(run, Task.Delay(Grace, clock, CancellationToken.None)).ConfigureAwait(false) != run)
                lifetime.End();
            break;
        }
        return await run.ConfigureAwait(false) switch
        {
            RunStatus.Completed or RunStatus.Diverged => ExitCode.Done,
            RunStatus.Interrupted => ExitCode.Interrupted,
            _ => ExitCode.RunFailed,
        };
    }

    private static RunStatus Run(string line, TextWriter output, IRunExecutor executor, CancellationToken cancellation)
    {
        var events = new EventWriter(output);
        RunResult result;
        try
        {
            result = RunGuard.Execute(executor, RunJob.FromJson(line), events, cancellation);
        }
        catch (Exception error) when (error is JsonException or WorkbenchException)
        {
            result = RunGuard.Failed($"the worker could not read its job: {error.Message}");
        }
        events.Write(new Finished(result));
        return result.Status;
    }

    private sealed class EventWriter(TextWriter output) : IProgress<TrainingEvent>
    {
        private readonly Lock _gate = new();

        // The host reports Finished once, after the run: for the parent it marks the last event.
        public void Report(TrainingEvent value)
        {
            if (value is not Finished)
                Write(value);
        }

        public void Write(TrainingEvent value)
        {
            var line = JsonSerializer.Serialize(value, WorkerJson.Options);
            try
            {
                lock (_gate)
                {
                    output.WriteLine(line);
                    output.Flush();
                }
            }
            catch (IOException)
            {
                // The parent has closed the pipe; the end of the input then stops the run.
            }
        }
    }
}
