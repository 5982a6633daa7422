using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>One run of the Workbench's process, with its pipes and the end of its log.</summary>
internal sealed class ChildProcessLifetime
{
    private const int LinesOfLog = 20;
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _log = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Attaches to a started process.</summary>
    /// <param name="process">The process, with redirected streams.</param>
    /// <param name="take">Receives the process's events.</param>
    /// <param name="fail">Called when the process has exited.</param>
    public ChildProcessLifetime(Process process, Action<CommandOrEvent> take, Action<ChildProcessLifetime> fail)
    {
        _process = process;
        var errors = OnThread("errors", () => ReadErrors(process.StandardError));
        OnThread("events", () => ReadEvents(process.StandardOutput.BaseStream, take))
            .ContinueWith(
                async _ =>
                {
                    await process.WaitForExitAsync().ConfigureAwait(false);
                    await Task.WhenAny(errors, Task.Delay(TimeSpan.FromSeconds(1))).ConfigureAwait(false);
                    _exited.TrySetResult();
                    fail(this);
                },
                TaskScheduler.Default
            );
    }

    /// <summary>Completed when the process is ready for commands.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completed when the process has exited.</summary>
    public Task Gone => _exited.Task;

    /// <summary>Writes a command; false when the pipe is closed.</summary>
    public bool Write(string json)
    {
        try
        {
            lock (_gate)
            {
                _process.StandardInput.BaseStream.Write(Encoding.UTF8.GetBytes(json + "\n"));
                _process.StandardInput.BaseStream.Flush();
            }
            return true;
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>How the process ended, with the end of its log.</summary>
    public string Words()
    {
        var ending = _process.HasExited
            ? _process.ExitCode > 128
                ? $"was killed by signal {_process.ExitCode - 128}"
                : $"ended with exit code {_process.ExitCode}"
            : "does not answer";
        return _log.IsEmpty ? ending : $"{ending}; the end of its log:\n{string.Join('\n', _log)}\n";
    }

    /// <summary>Kills the process tree.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // The process exited first.
        }
    }

    private void ReadEvents(Stream stream, Action<CommandOrEvent> take)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false));
        while (reader.ReadLine() is { } line)
            if (Read(line) is { } one)
            {
                if (one.Event is KernelReady)
                    _ready.TrySetResult();
                take(one);
            }
    }

    private CommandOrEvent? Read(string line)
    {
        try
        {
            return Serializer.DeserializeCommandOrEvent(line);
        }
        catch (Exception error)
        {
            // No message of the protocol: the text may explain why the process dies.
            Log($"{line[..Math.Min(line.Length, 200)]} ({error.Message})");
            return null;
        }
    }

    private void ReadErrors(StreamReader reader)
    {
        while (reader.ReadLine() is { } line)
            Log(line);
    }

    private void Log(string line)
    {
        _log.Enqueue(line);
        while (_log.Count > LinesOfLog)
            _log.TryDequeue(out _);
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
            Name = $"workbench: {name}",
        }.UnsafeStart();
        return done.Task;
    }
}
