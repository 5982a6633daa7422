using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>
/// The connection of the proxy kernel to the Workbench's process: sends commands and receives events as lines of JSON. Starts the process
/// on demand, and again after it has died; pending commands then fail with the end of its log. The process ends when its input ends, so it
/// does not outlive the host.
/// </summary>
/// <param name="executable">The program.</param>
internal sealed class WorkbenchProcess(WorkbenchExecutable executable)
    : IKernelCommandAndEventSender,
        IKernelCommandAndEventReceiver,
        IDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, KernelCommand> _pending = [];
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Lock _gate = new();
    private IObserver<CommandOrEvent>[] _observers = [];
    private ChildProcessLifetime? _running;
    private bool _disposed;

    /// <inheritdoc/>
    public Uri RemoteHostUri { get; } = KernelHost.CreateHostUri($"transformer-workbench-{Environment.ProcessId}");

    /// <summary>Starts the process ahead of the first cell. Errors are reported to the first cell.</summary>
    public void StartInBackground() => _ = Task.Run(() => RunningAsync(CancellationToken.None));

    /// <summary>Interrupts the running cell; false when no cell runs.</summary>
    public bool Interrupt()
    {
        if (_running is not { } running || !_pending.Values.Any(command => command is SubmitCode))
            return false;
        running.Write(KernelCommandEnvelope.Serialize(new Cancel()));
        return true;
    }

    /// <inheritdoc/>
    public async Task SendAsync(KernelCommand kernelCommand, CancellationToken cancellationToken)
    {
        _pending[kernelCommand.GetOrCreateToken()] = kernelCommand;
        ChildProcessLifetime running;
        try
        {
            running = await RunningAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is InvalidOperationException or OperationCanceledException)
        {
            Fail(kernelCommand, error.Message);
            return;
        }
        if (!running.Write(KernelCommandEnvelope.Serialize(kernelCommand)) || running.Gone.IsCompleted)
            Fail(running);
        else if (kernelCommand is SubmitCode && cancellationToken.CanBeCanceled)
            cancellationToken.Register(() =>
            {
                // The host also cancels commands that have failed.
                if (_pending.ContainsKey(kernelCommand.GetOrCreateToken()))
                    Interrupt();
            });
    }

    /// <summary>Runs code that is not a cell of the kernel.</summary>
    /// <param name="code">Magics and C#.</param>
    /// <param name="take">Receives the events.</param>
    /// <param name="cancellation">Interrupts the code.</param>
    /// <returns>The error message; null on success.</returns>
    public async Task<string?> RunAsync(string code, Action<KernelEvent> take, CancellationToken cancellation)
    {
        var command = new SubmitCode(code, KernelRegistration.KernelName)
        {
            DestinationUri = new Uri(RemoteHostUri, KernelRegistration.KernelName),
        };
        var token = command.GetOrCreateToken();
        var ended = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Subscribe(
            new Listener(one =>
            {
                if (one.Event is not { } received || received.Command.GetOrCreateToken() != token)
                    return;
                if (received is KernelCommandCompletionEvent)
                    ended.TrySetResult((received as CommandFailed)?.Message);
                else
                    take(received);
            })
        );
        await SendAsync(command, cancellation).ConfigureAwait(false);
        return await ended.Task.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task SendAsync(KernelEvent kernelEvent, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<CommandOrEvent> observer)
    {
        lock (_gate)
            _observers = [.. _observers, observer];
        return new Subscription(this, observer);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        _running?.Kill();
    }

    private async Task<ChildProcessLifetime> RunningAsync(CancellationToken cancellation)
    {
        await _starting.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_running is { Gone.IsCompleted: false } running)
                return running;
            running = new ChildProcessLifetime(executable.Start("kernel", "--stdio", "--kernel-host", RemoteHostUri.Authority), Take, Fail);
            _running = running;
            await Task.WhenAny(running.Ready, running.Gone, Task.Delay(StartTimeout, cancellation)).ConfigureAwait(false);
            if (running.Ready.IsCompleted)
                return running;
            running.Kill();
            throw new InvalidOperationException(
                $"the Workbench's process must start within {StartTimeout.TotalSeconds} s; it {running.Words()}"
            );
        }
        finally
        {
            _starting.Release();
        }
    }

    private void Take(CommandOrEvent one)
    {
        if (one.Event is CommandSucceeded or CommandFailed)
            _pending.TryRemove(one.Event.Command.GetOrCreateToken(), out _);
        foreach (var observer in _observers)
            observer.OnNext(one);
    }

    /// <summary>Fails all pending commands after the process has died.</summary>
    private void Fail(ChildProcessLifetime life)
    {
        foreach (var command in _pending.Values)
            Fail(
                command,
                $"the Workbench's process {life.Words()}. Its variables are lost; finished runs are in the ledger. The next cell "
                    + $"starts a new process."
            );
    }

    private void Fail(KernelCommand command, string message)
    {
        if (!_pending.TryRemove(command.GetOrCreateToken(), out _))
            return;
        foreach (var observer in _observers)
            observer.OnNext(new CommandOrEvent(new CommandFailed(message, command)));
    }

    private sealed class Subscription(WorkbenchProcess process, IObserver<CommandOrEvent> observer) : IDisposable
    {
        public void Dispose()
        {
            lock (process._gate)
                process._observers = [.. process._observers.Where(one => one != observer)];
        }
    }

    private sealed class Listener(Action<CommandOrEvent> take) : IObserver<CommandOrEvent>
    {
        public void OnCompleted() { }

        public void OnError(Exception error) { }

        public void OnNext(CommandOrEvent value) => take(value);
    }
}
