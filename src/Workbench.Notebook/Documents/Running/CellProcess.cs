using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;

namespace Workbench.Notebook.Documents.Running;

/// <summary>A child process that runs a notebook's cells, seen from the runner. Whatever it does, the runner goes on.</summary>
internal sealed class CellProcess : IAsyncDisposable
{
    /// <summary>What an interrupted cell may take to end before its process is killed.</summary>
    public static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan InterruptAgain = TimeSpan.FromSeconds(1);

    // A grandchild may hold the pipes open after the child has gone: what has not come by then is not waited for.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Action<int, CellOutput> _output;
    private readonly LogTail _log = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<CellOutcome>> _waiting = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _gone;
    private int _current = -1;
    private bool _disposed;

    private CellProcess(Process process, TimeProvider clock, Action<int, CellOutput> output)
    {
        (_process, _clock, _output) = (process, clock, output);
        var events = OnThread(
            "events",
            () =>
                ByteLines.Read(
                    process.StandardOutput.BaseStream,
                    line => Take(line.Span),
                    length => _log.Add($"(a line of {length} bytes was left out)")
                )
        );
        var errors = OnThread(
            "log",
            () => ByteLines.Read(process.StandardError.BaseStream, line => Log(line.Span), _ => { }, limit: 1 << 20)
        );
        _gone = GoneAsync(Task.WhenAll(events, errors));
    }

    /// <summary>Starts one.</summary>
    /// <param name="command">The program.</param>
    /// <param name="folder">Its current folder: the notebook's.</param>
    /// <param name="variables">Environment variables besides ours.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="output">Takes what cells show, from a thread of its own, in order.</param>
    /// <exception cref="InvalidInputException">It cannot be started.</exception>
    public static CellProcess Start(
        WorkerCommand command,
        string folder,
        IReadOnlyDictionary<string, string> variables,
        TimeProvider clock,
        Action<int, CellOutput> output
    )
    {
        var start = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = folder,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        try
        {
            return new CellProcess(Process.Start(start)!, clock, output);
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new InvalidInputException(
                [new Fault("the process that runs cells could not be started", command.FileName, null, error.Message)],
                error
            );
        }
    }

    /// <summary>Waits until it can run cells.</summary>
    /// <returns>Whether it can.</returns>
    public async Task<bool> ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(_ready.Task, _gone, Task.Delay(patience, _clock, cancellation)).ConfigureAwait(false);
        return _ready.Task.IsCompleted;
    }

    /// <summary>Runs a cell. One at a time.</summary>
    /// <param name="number">Names it.</param>
    /// <param name="request">What to run.</param>
    /// <param name="limit">How long it may run; then it is interrupted, and if that does not help, killed.</param>
    /// <param name="cancellation">Interrupts it, or kills.</param>
    public async Task<CellEnding> RunAsync(int number, CellRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        var end = _waiting.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        Volatile.Write(ref _current, number);
        Send(new RunCell(number, request));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = Task.Delay(limit < Timeouts.Longest ? limit : Timeout.InfiniteTimeSpan, _clock, stop.Token);
        await Task.WhenAny(end, _gone, late).ConfigureAwait(false);
        var kind = cancellation.IsCancellationRequested ? CellEndingKind.Interrupted : CellEndingKind.TimedOut;
        var inTime = end.IsCompleted || _gone.IsCompleted;
        if (!inTime)
        {
            await InterruptAsync(Task.WhenAny(end, _gone)).ConfigureAwait(false);
            if (!end.IsCompleted)
                await KillAsync().ConfigureAwait(false);
        }
        await stop.CancelAsync().ConfigureAwait(false);
        if (end.IsCompleted)
            return new CellEnding(inTime ? CellEndingKind.Ended : kind, await end.ConfigureAwait(false), Alive: !_gone.IsCompleted);
        return new CellEnding(inTime ? CellEndingKind.Died : kind, null, Alive: false, Words());
    }

    /// <summary>How it ended, with its last words.</summary>
    public string Words() =>
        _process.HasExited ? $"{ProcessEnding.Of(_process.ExitCode, "while a cell ran")}{_log}" : $"does not answer{_log}";

    /// <summary>Lets it end: its input ends, and if that does not help, it is killed with all that it has started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has gone already.
        }
        if (await Task.WhenAny(_gone, Task.Delay(EndGrace, _clock, CancellationToken.None)).ConfigureAwait(false) != _gone)
            await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>
    /// Interrupts until it helps or the grace is over: one that comes a moment before its cell begins finds nothing to stop.
    /// </summary>
    private async Task InterruptAsync(Task end)
    {
        for (var waited = TimeSpan.Zero; waited < InterruptGrace && !end.IsCompleted; waited += InterruptAgain)
        {
            Send(new InterruptCell());
            await Task.WhenAny(end, Task.Delay(InterruptAgain, _clock, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private async Task KillAsync()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception error) when (error is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It was faster.
        }
        await _gone.ConfigureAwait(false);
    }

    private async Task GoneAsync(Task pipes)
    {
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        await Task.WhenAny(pipes, Task.Delay(DrainTime, _clock, CancellationToken.None)).ConfigureAwait(false);
    }

    private void Send(CellOrder order)
    {
        try
        {
            _process.StandardInput.BaseStream.Write(CellMessage.Line(order));
            _process.StandardInput.BaseStream.Flush();
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            // It has died; its exit code and its log say why.
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        switch (CellMessage.Parse<CellEvent>(line))
        {
            case ChildReady:
                _ready.TrySetResult();
                break;
            case CellOutputEvent said:
                _output(said.Number, said.Output);
                break;
            case CellEnded ended when _waiting.TryGetValue(ended.Number, out var waiting):
                waiting.TrySetResult(ended.Outcome);
                break;
            default:
                // Nothing of ours: whatever wrote it, it may say why the process is about to die.
                Log(line);
                break;
        }
    }

    /// <summary>
    /// Its standard error: native libraries and the runtime speak there. A person wants to see it with the cell that ran.
    /// </summary>
    private void Log(ReadOnlySpan<byte> line)
    {
        var text = Encoding.UTF8.GetString(line[..Math.Min(line.Length, 4096)]);
        _log.Add(text);
        if (Volatile.Read(ref _current) is >= 0 and var cell)
            _output(cell, new StreamOutput(StandardStream.Error, text + "\n"));
    }

    private static Task OnThread(string name, Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception error) when (error is IOException or ObjectDisposedException)
            {
                // The pipe was closed under the reader.
            }
            finally
            {
                done.SetResult();
            }
        })
        {
            IsBackground = true,
            Name = $"run: {name}",
        }.Start();
        return done.Task;
    }
}
