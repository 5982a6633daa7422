using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Ablation;

/// <summary>
/// Main loop of a worker process. Reads jobs (a line of JSON each) from the parent and writes events as JSON lines, <see cref="Finished"/>
/// being the last of each job; the parent sends the next job only then. One thread computes all jobs, so that what the first has loaded and
/// compiled serves the others. End of input means that the parent has cancelled or died, or has no further job; a worker that is computing
/// then has one second to write its checkpoint before the process ends.
/// </summary>
public static class WorkerHost
{
    // PR_SET_PDEATHSIG would be shorter, but it fires when the parent's *thread* that started the worker ends, and that is a pool thread.
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Runs jobs until the input ends.</summary>
    /// <param name="input">The jobs; end of input means that the parent has cancelled or died, or has no further job.</param>
    /// <param name="output">Events, one JSON document per line.</param>
    /// <param name="executor">Executes the runs.</param>
    /// <param name="lifetime">Access to the parent's process id and to the end of this process.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellation">Cancels the run from within this process.</param>
    /// <returns>The process' exit code, that of the last job.</returns>
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
        using var jobs = new JobQueue(input);
        var work = DedicatedThread.Run(() => Work(jobs, output, executor, stop.Token));
        while (await Task.WhenAny(work, jobs.Ended, Task.Delay(ParentCheck, clock, CancellationToken.None)).ConfigureAwait(false) != work)
        {
            if (!jobs.Ended.IsCompleted && lifetime.Parent() == parent && !stop.IsCancellationRequested)
                continue;
            await stop.CancelAsync().ConfigureAwait(false);
            jobs.Close();
            if (await Task.WhenAny(work, Task.Delay(Grace, clock, CancellationToken.None)).ConfigureAwait(false) != work)
                lifetime.End();
            break;
        }
        return await work.ConfigureAwait(false);
    }

    private static ExitCode Work(JobQueue jobs, TextWriter output, IRunExecutor executor, CancellationToken cancellation)
    {
        var code = ExitCode.BadUsage;
        while (jobs.Next() is { } line)
            code = Run(line, output, executor, cancellation) switch
            {
                RunStatus.Completed or RunStatus.Diverged => ExitCode.Done,
                RunStatus.Interrupted => ExitCode.Interrupted,
                _ => ExitCode.RunFailed,
            };
        return code;
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

    /// <summary>The jobs of the input, read by a thread of its own because a read of a pipe cannot be cancelled.</summary>
    private sealed class JobQueue : IDisposable
    {
        private readonly BlockingCollection<string> _lines = [];
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public JobQueue(TextReader input) => new Thread(() => Read(input)) { IsBackground = true, Name = "worker: parent's pipe" }.Start();

        /// <summary>Completes at the end of the input.</summary>
        public Task Ended => _ended.Task;

        /// <summary>The next job; waits for it. Null at the end.</summary>
        public string? Next() => _lines.TryTake(out var line, Timeout.Infinite) ? line : null;

        /// <summary>Takes no further job.</summary>
        public void Close() => _lines.CompleteAdding();

        private void Read(TextReader input)
        {
            try
            {
                while (input.ReadLine() is { Length: > 0 } line)
                    _lines.Add(line);
                _lines.CompleteAdding();
            }
            catch (InvalidOperationException)
            {
                // Closed meanwhile.
            }
            _ended.TrySetResult();
        }

        // The collection itself is left to the collector: the reading thread may still wait for the input's end.
        public void Dispose() => Close();
    }
}
