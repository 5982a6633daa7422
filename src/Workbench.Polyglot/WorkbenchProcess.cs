using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Connection;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Polyglot;

/// <summary>
/// The process that the kernel lives in, as a proxy speaks with it: commands go as lines of JSON, events come as lines of JSON. It is
/// started when it is needed, and again after it has died; what was under way then fails with its last words. It ends when its input does,
/// so it does not outlive the host.
/// </summary>
/// <param name="executable">The program.</param>
internal sealed class WorkbenchProcess(WorkbenchExecutable executable)
    : IKernelCommandAndEventSender,
        IKernelCommandAndEventReceiver,
        IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, KernelCommand> _underWay = [];
    private readonly SemaphoreSlim _starting = new(1, 1);
    private readonly Lock _gate = new();
    private IObserver<CommandOrEvent>[] _observers = [];
    private ChildProcessLifetime? _running;
    private bool _disposed;

    /// <inheritdoc/>
    public Uri RemoteHostUri { get; } = KernelHost.CreateHostUri($"transformer-workbench-{Environment.ProcessId}");

    /// <summary>Starts it, so that the first cell need not wait. What goes wrong is said to the first cell.</summary>
    public void StartInBackground() => _ = Task.Run(() => RunningAsync(CancellationToken.None));

    /// <summary>Stops the cell that runs; false when none does.</summary>
    public bool Interrupt()
    {
        if (_running is not { } running || !_underWay.Values.Any(command => command is SubmitCode))
            return false;
        running.Write(KernelCommandEnvelope.Serialize(new Cancel()));
        return true;
    }

    /// <inheritdoc/>
    public async Task SendAsync(KernelCommand kernelCommand, CancellationToken cancellationToken)
    {
        _underWay[kernelCommand.GetOrCreateToken()] = kernelCommand;
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
                // The host cancels what has failed too.
                if (_underWay.ContainsKey(kernelCommand.GetOrCreateToken()))
                    Interrupt();
            });
    }

    /// <summary>Runs code that no cell of the kernel is.</summary>
    /// <param name="code">Magics and C#.</param>
    /// <param name="take">Takes its events.</param>
    /// <param name="cancellation">Interrupts it.</param>
    /// <returns>Why it failed; null when it did not.</returns>
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
                if (one.Event is not { } told || told.Command.GetOrCreateToken() != token)
                    return;
                if (told is KernelCommandCompletionEvent)
                    ended.TrySetResult((told as CommandFailed)?.Message);
                else
                    take(told);
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
            await Task.WhenAny(running.Ready, running.Gone, Task.Delay(Patience, cancellation)).ConfigureAwait(false);
            if (running.Ready.IsCompleted)
                return running;
            running.Kill();
            throw new InvalidOperationException(
                $"the Workbench's process must start within {Patience.TotalSeconds} s; it {running.Words()}"
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
            _underWay.TryRemove(one.Event.Command.GetOrCreateToken(), out _);
        foreach (var observer in _observers)
            observer.OnNext(one);
    }

    /// <summary>Tells what was under way that the process has died.</summary>
    private void Fail(ChildProcessLifetime life)
    {
        foreach (var command in _underWay.Values)
            Fail(
                command,
                $"the Workbench's process {life.Words()}. Its variables are gone; finished runs are in the ledger. The next cell "
                    + $"starts it again."
            );
    }

    private void Fail(KernelCommand command, string message)
    {
        if (!_underWay.TryRemove(command.GetOrCreateToken(), out _))
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
