using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Workbench.Training;

namespace Workbench.Ablation.Launchers;

/// <summary>A worker process as its parent sees it: jobs go to its input, events come from its output.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    /// <summary>Time for a worker to write its checkpoint; part of the 2 s limit for cancellation.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1.4);

    /// <summary>A grandchild may hold the pipes open after the worker exits, so the wait for the remaining output is bounded.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Task _output;
    private readonly Task _exit;
    private volatile Conversation _current = new(null);

    private WorkerProcess(Process process, int threads, TimeProvider clock)
    {
        (_process, Threads, _clock) = (process, threads, clock);
        _exit = process.WaitForExitAsync(CancellationToken.None);
        _output = Task.WhenAll(
            ReadLinesAsync(process.StandardError, line => _current.Log.Add(line)),
            ReadLinesAsync(process.StandardOutput, line => _current.Take(line))
        );
    }

    /// <summary>The number of threads that the process was started for.</summary>
    public int Threads { get; }

    /// <summary>Whether the process has ended.</summary>
    public bool HasExited => _exit.IsCompleted;

    /// <summary>Whether the last job had an event: it was begun.</summary>
    public bool HasBegun => _current.HasBegun;

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program cannot be started.</exception>
    public static WorkerProcess Start(WorkerCommand command, int threads, TimeProvider clock)
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        return new WorkerProcess(Process.Start(start)!, threads, clock);
    }

    /// <summary>Runs one job. Cancellation ends the process.</summary>
    public async Task<RunResult> RunAsync(RunJob job, IProgress<TrainingEvent> progress, CancellationToken cancellation)
    {
        var conversation = _current = new Conversation(progress);
        await SendAsync(job.ToJson()).ConfigureAwait(false);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellation.Register(() => stopped.TrySetResult()))
            await Task.WhenAny(conversation.Result, _exit, stopped.Task).ConfigureAwait(false);
        if (!conversation.Result.IsCompleted)
        {
            await EndAsync().ConfigureAwait(false);
            await Task.WhenAny(_output, Task.Delay(Rest, _clock, CancellationToken.None)).ConfigureAwait(false);
        }
        if (conversation.Result.IsCompleted)
            return await conversation.Result.ConfigureAwait(false);
        return cancellation.IsCancellationRequested
            ? RunGuard.Interrupted
            : RunGuard.Failed($"the worker process {ProcessEnding.Of(_process.ExitCode, "without a result")}{conversation.Log}");
    }

    /// <summary>Ends the process: closes its input, and kills it when it does not end in time.</summary>
    private async Task EndAsync()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // What was still to be sent reaches nobody.
        }
        if (await Task.WhenAny(_exit, Task.Delay(Grace, _clock, CancellationToken.None)).ConfigureAwait(false) != _exit)
            _process.Kill(entireProcessTree: true);
        await _exit.ConfigureAwait(false);
    }

    private async Task SendAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
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

    public async ValueTask DisposeAsync()
    {
        await EndAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>The events of one job.</summary>
    /// <param name="progress">Receives them; null before the first job.</param>
    private sealed class Conversation(IProgress<TrainingEvent>? progress)
    {
        private readonly TaskCompletionSource<RunResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private volatile bool _begun;

        public LogTail Log { get; } = new();

        public bool HasBegun => _begun;

        /// <summary>Completes with the last event, or fails with an exception of the receiver of progress.</summary>
        public Task<RunResult> Result => _result.Task;

        public void Take(string line)
        {
            if (progress is null || _result.Task.IsCompleted || Parse(line) is not { } message)
            {
                Log.Add(line);
                return;
            }
            _begun = true;
            try
            {
                progress.Report(message);
            }
            catch (Exception error)
            {
                _result.TrySetException(error);
            }
            if (message is Finished finished)
                _result.TrySetResult(finished.Result);
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
