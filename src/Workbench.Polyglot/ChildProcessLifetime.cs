using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>One life of the process: its pipes, its last words.</summary>
internal sealed class ChildProcessLifetime
{
    private const int LinesOfLog = 20;
    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<string> _log = [];
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A process that was started.</summary>
    /// <param name="process">The process, with its streams redirected.</param>
    /// <param name="take">Takes what it says.</param>
    /// <param name="fail">Called when it has gone.</param>
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
                    _gone.TrySetResult();
                    fail(this);
                },
                TaskScheduler.Default
            );
    }

    /// <summary>Completed once it answers.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Completed once it has gone.</summary>
    public Task Gone => _gone.Task;

    /// <summary>Writes a command; false when it does not read any more.</summary>
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

    /// <summary>How it ended, with its last words.</summary>
    public string Words()
    {
        var ending = _process.HasExited
            ? _process.ExitCode > 128
                ? $"was killed by signal {_process.ExitCode - 128}"
                : $"ended with exit code {_process.ExitCode}"
            : "does not answer";
        return _log.IsEmpty ? ending : $"{ending}; it said last:\n{string.Join('\n', _log)}\n";
    }

    /// <summary>Ends it, with all that it has started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It was faster.
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
            // Whatever wrote it, it may say why the process is about to die.
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
                // The pipe was closed under the reader.
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
