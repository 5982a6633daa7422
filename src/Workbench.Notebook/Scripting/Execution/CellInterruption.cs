using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>The escalation of an interrupt: the time of each step after the interrupt. Before the first step only the cell's token is
/// cancelled.</summary>
/// <param name="Wake">Cancels compiled code at its next check and wakes the cell's thread from sleeps and waits.</param>
/// <param name="Abort">
/// Aborts the cell's thread, for code in libraries without cancellation, as soon as no native call that may call back is on its stack. This
/// is a late step because the .NET runtime on Linux unwinds incorrectly, and ends the process, when an abort hits the last instructions of
/// a method.
/// </param>
/// <param name="Abandon">Stops waiting for the awaited tasks: operations end on their own threads.</param>
internal sealed record StopTimes(TimeSpan Wake, TimeSpan Abort, TimeSpan Abandon)
{
    /// <summary>All steps within a second, late enough for code that observes its token to end by itself.</summary>
    internal static StopTimes Default { get; } =
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(500));
}

/// <summary>Stops a cell's thread step by step, from pool threads. No step runs after the end of the cell.</summary>
/// <param name="thread">The cell's thread.</param>
/// <param name="pump">The cell's synchronization context.</param>
/// <param name="callbacks">The thread's count of regions without aborts.</param>
/// <param name="abort">Aborts the thread.</param>
/// <param name="mayAbort">Whether an abort is safe otherwise; called just before the abort.</param>
/// <param name="code">Cancels compiled code of cells at its next check.</param>
internal sealed class CellInterruption(
    Thread thread,
    CellSynchronizationContext pump,
    StrongBox<int> callbacks,
    CancellationTokenSource abort,
    Func<bool> mayAbort,
    CodeCancellation code
) : IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly StopTimes _times = StopTimes.Default;
    private bool _begun,
        _ended;

    /// <summary>Starts the escalation; called when the cell's token is cancelled.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            if (_begun || _ended)
                return;
            _begun = true;
        }
        // Not on the caller's thread: the call that aborts returns only after the abort has taken effect.
        _ = Task.Run(StepsAsync);
    }

    /// <summary>Cancels the remaining steps at the end of the cell's code.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }
        _over.Cancel();
    }

    private async Task StepsAsync()
    {
        try
        {
            await Task.Delay(_times.Wake, _over.Token).ConfigureAwait(false);
            lock (_gate)
                if (!_ended)
                    code.Cancel();
            Wake();
            // In parallel, because a cell may alternate between running code, which is aborted, and awaits, which are abandoned.
            await Task.WhenAll(AbortAsync(), AbandonAsync()).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested) { }
    }

    private void Wake()
    {
        lock (_gate)
            if (!_ended && !pump.IsWaiting)
                thread.Interrupt();
    }

    private async Task AbandonAsync()
    {
        await Task.Delay(_times.Abandon - _times.Wake, _over.Token).ConfigureAwait(false);
        pump.Abandon();
    }

    private async Task AbortAsync()
    {
        await Task.Delay(_times.Abort - _times.Wake, _over.Token).ConfigureAwait(false);
        // No abort while the thread waits in its pump. Waking repeatedly ends sleeps in callbacks.
        while (pump.IsWaiting || !mayAbort() || !NoAbortRegion.Decide(callbacks))
        {
            Wake();
            await Task.Delay(RetryInterval, _over.Token).ConfigureAwait(false);
        }
        try
        {
            await abort.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // The cell ended at the same moment.
        }
    }
}
