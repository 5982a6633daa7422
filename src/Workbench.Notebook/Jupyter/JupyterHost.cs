using Workbench.Notebook.Streams;

namespace Workbench.Notebook.Jupyter;

/// <summary>Why a kernel ended.</summary>
public enum KernelExitReason
{
    /// <summary>A front end requested a shutdown.</summary>
    ShutDown,

    /// <summary>A front end requested a shutdown for a restart.</summary>
    Restarted,

    /// <summary>The front end's process has ended.</summary>
    Abandoned,

    /// <summary>A signal or the caller of the host stopped the kernel.</summary>
    Stopped,
}

/// <summary>Serves an interpreter to Jupyter front ends: messaging protocol 5.5 over ZeroMQ.</summary>
public static class JupyterHost
{
    // A cell that does not stop must not delay the shutdown or outlive the front end.
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ParentInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Serves until a front end shuts the kernel down or the front end's process ends.</summary>
    /// <param name="connection">The addresses to listen on.</param>
    /// <param name="interpreter">The interpreter that runs the cells; the caller disposes it.</param>
    /// <param name="services">Clock, ids, log, this process.</param>
    /// <param name="ready">Called when front ends can connect; null for none.</param>
    /// <param name="cancellation">Ends the kernel.</param>
    /// <returns>
    /// The reason of the end, and whether all running requests have ended; otherwise a cell still runs and the caller must end the process.
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
        // Created before the thread starts, so that a parent that exits from now on is noticed.
        var parent = services.Process is { } process ? new ParentProcessMonitor(process, services.ParentId) : null;
        // A dedicated thread, also for the continuation: cells that block every pool thread must not delay the end of the kernel.
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
        // Before Environment.Exit of a cell: send the buffered text and wait until the sockets have sent it.
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
        var end = kernel.ShutdownRequested.Task is { IsCompleted: true } shutdown
            ? shutdown.Result
                ? KernelExitReason.Restarted
                : KernelExitReason.ShutDown
            : cancellation.IsCancellationRequested
                ? KernelExitReason.Stopped
                : KernelExitReason.Abandoned;
        return (end, kernel.End(EndTimeout));
    }

    private sealed class Unhook(EventHandler exit) : IDisposable
    {
        public void Dispose() => AppDomain.CurrentDomain.ProcessExit -= exit;
    }
}
