using Workbench.Notebook.Streams;

namespace Workbench.Notebook.Jupyter;

/// <summary>Why a kernel ended.</summary>
public enum KernelExitReason
{
    /// <summary>A front end asked for it.</summary>
    ShutDown,

    /// <summary>A front end asked for it, and starts a new one.</summary>
    Restarted,

    /// <summary>The front end is gone.</summary>
    Abandoned,

    /// <summary>A signal, or whoever runs the host, stopped it.</summary>
    Stopped,
}

/// <summary>Serves an interpreter to Jupyter front ends: messaging protocol 5.5 over ZeroMQ.</summary>
public static class JupyterHost
{
    // A cell that does not stop may not hold up a front end that waits for the end, nor outlive one that is gone.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ParentInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Listens until a front end shuts the kernel down, or is gone.</summary>
    /// <param name="connection">Where to listen.</param>
    /// <param name="interpreter">The language; it is not disposed.</param>
    /// <param name="services">Clock, names, log, this process.</param>
    /// <param name="ready">Called when front ends can connect; null for nothing.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>
    /// Why it ended, and whether whatever ran has ended too: otherwise a cell is still at work and the process must be ended.
    /// </returns>
    /// <exception cref="InvalidInputException">libzmq is missing, or an address cannot be bound.</exception>
    public static Task<(KernelExitReason End, bool Clean)> RunAsync(
        ConnectionFile connection,
        IInterpreter interpreter,
        KernelServices services,
        Action? ready = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(interpreter);
        ArgumentNullException.ThrowIfNull(services);
        // Looked at here and now: whoever dies from now on has died.
        var parent = services.Process is { } process ? new ParentProcessMonitor(process, services.ParentId) : null;
        // On a thread of its own, and what follows too: cells that block every pool thread must not keep the kernel from ending.
        var ended = new TaskCompletionSource<(KernelExitReason, bool)>();
        new Thread(() =>
        {
            try
            {
                ended.SetResult(Run(connection, interpreter, services, parent, ready, cancellation));
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        })
        {
            IsBackground = true,
            Name = "jupyter host",
        }.Start();
        return ended.Task;
    }

    private static (KernelExitReason End, bool Clean) Run(
        ConnectionFile connection,
        IInterpreter interpreter,
        KernelServices services,
        ParentProcessMonitor? parent,
        Action? ready,
        CancellationToken cancellation
    )
    {
        using var sockets = new SocketSink(connection, services);
        using var kernel = new Kernel(sockets, interpreter, services, connection);
        using var wake = new ManualResetEventSlim();
        using var cancelled = cancellation.Register(wake.Set);
        _ = kernel.ShutdownRequested.Task.ContinueWith(
            _ => wake.Set(),
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        kernel.Publish("status", OutgoingMessage.NoParent, MessageContents.Status("starting"));
        sockets.Start(kernel.Receive);
        // A cell that calls Environment.Exit has printed a moment before: what is gathered is sent, and the sockets wait until it has gone
        // out.
        EventHandler exit = (_, _) =>
            StandardStreams.BeforeExit(() =>
            {
                kernel.CurrentCell?.Finish();
                sockets.Dispose();
            });
        AppDomain.CurrentDomain.ProcessExit += exit;
        using var unhook = new Unhook(exit);
        interpreter.WarmUp();
        ready?.Invoke();
        while (!wake.Wait(ParentInterval) && parent is not { IsGone: true }) { }
        var end = kernel.ShutdownRequested.Task is { IsCompleted: true } asked
            ? asked.Result
                ? KernelExitReason.Restarted
                : KernelExitReason.ShutDown
            : cancellation.IsCancellationRequested
                ? KernelExitReason.Stopped
                : KernelExitReason.Abandoned;
        return (end, kernel.End(Patience));
    }

    private sealed class Unhook(EventHandler exit) : IDisposable
    {
        public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= exit;
    }
}
