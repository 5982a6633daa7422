using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;

namespace Workbench.Notebook.Documents.Running;

/// <summary>The runner's side of the child process that runs a notebook's cells. Survives every failure of the child.</summary>
internal sealed class CellProcess : IAsyncDisposable
{
    /// <summary>How long an interrupted cell may take to end before its process is killed.</summary>
    public static readonly TimeSpan InterruptGrace = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan InterruptAgain = TimeSpan.FromSeconds(1);

    // A grandchild process may keep the pipes open after the child has exited, so the wait for the end of the pipes is limited.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan EndGrace = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly TimeProvider _clock;
    private readonly Action<int, CellOutput> _output;
    private readonly LogTail _log = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<CellOutcome>> _waiting = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _exited;
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
        _exited = ExitedAsync(Task.WhenAll(events, errors));
    }

    /// <summary>Starts a child process.</summary>
    /// <param name="command">The program.</param>
    /// <param name="folder">The child's current folder.</param>
    /// <param name="variables">Environment variables to add to the inherited ones.</param>
    /// <param name="clock">The clock of the waits.</param>
    /// <param name="output">Receives the outputs of cells in order, on a separate thread.</param>
    /// <exception cref="InvalidInputException">The process cannot be started.</exception>
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

    /// <summary>Waits until the child can run cells.</summary>
    /// <returns>Whether the child is ready.</returns>
    public async Task<bool> ReadyAsync(TimeSpan patience, CancellationToken cancellation)
    {
        await Task.WhenAny(_ready.Task, _exited, Task.Delay(patience, _clock, cancellation)).ConfigureAwait(false);
        return _ready.Task.IsCompleted;
    }

    /// <summary>Runs a cell. Only one cell may run at a time.</summary>
    /// <param name="number">Identifies the cell.</param>
    /// <param name="request">The cell.</param>
    /// <param name="limit">The time limit. Afterwards the cell is interrupted and, if it does not end, the process is killed.</param>
    /// <param name="cancellation">Interrupts the cell or kills the process in the same way.</param>
    public async Task<CellEnding> RunAsync(int number, CellRequest request, TimeSpan limit, CancellationToken cancellation)
    {
        var end = _waiting.GetOrAdd(number, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        Volatile.Write(ref _current, number);
        Send(new RunCell(number, request));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var late = Task.Delay(limit < Timeouts.Longest ? limit : Timeout.InfiniteTimeSpan, _clock, stop.Token);
        await Task.WhenAny(end, _exited, late).ConfigureAwait(false);
        var kind = cancellation.IsCancellationRequested ? CellEndingKind.Interrupted : CellEndingKind.TimedOut;
        var inTime = end.IsCompleted || _exited.IsCompleted;
        if (!inTime)
        {
            await InterruptAsync(Task.WhenAny(end, _exited)).ConfigureAwait(false);
            if (!end.IsCompleted)
                await KillAsync().ConfigureAwait(false);
        }
        await stop.CancelAsync().ConfigureAwait(false);
        if (end.IsCompleted)
            return new CellEnding(inTime ? CellEndingKind.Ended : kind, await end.ConfigureAwait(false), Alive: !_exited.IsCompleted);
        return new CellEnding(inTime ? CellEndingKind.Died : kind, null, Alive: false, Words("while a cell ran"));
    }

    /// <summary>How the process ended, with the end of its log.</summary>
    /// <param name="moment">The moment of an exit with code 0: "while a cell ran".</param>
    public string Words(string moment) =>
        _process.HasExited ? $"{ProcessEnding.Of(_process.ExitCode, moment)}{_log}" : $"does not answer{_log}";

    /// <summary>Ends the process by closing its input; kills the process tree if it does not exit in time.</summary>
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
            // The process has exited already.
        }
        if (await Task.WhenAny(_exited, Task.Delay(EndGrace, _clock, CancellationToken.None)).ConfigureAwait(false) != _exited)
            await KillAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    /// <summary>
    /// Sends the interrupt repeatedly until the cell ends or the grace period is over: an interrupt that arrives before the cell's start
    /// has no effect.
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
            // The process exited first.
        }
        await _exited.ConfigureAwait(false);
    }

    private async Task ExitedAsync(Task pipes)
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
            // The process has died; its exit code and log are reported instead.
        }
    }

    private void Take(ReadOnlySpan<byte> line)
    {
        switch (CellMessage.Parse<CellEvent>(line))
        {
            case ChildReady:
                _ready.TrySetResult();
                break;
            case CellOutputEvent output:
                _output(output.Number, output.Output);
                break;
            case CellEnded ended when _waiting.TryGetValue(ended.Number, out var waiting):
                waiting.TrySetResult(ended.Outcome);
                break;
            default:
                // No message of the protocol: the text may explain why the process dies.
                Log(line);
                break;
        }
    }

    /// <summary>
    /// Handles a line of standard error, where native libraries and the runtime write: keeps it in the log and shows it with the running
    /// cell.
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
                // The pipe was closed during the read.
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
