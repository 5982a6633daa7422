using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>When a cell that was interrupted is stopped how, from the interrupt on.</summary>
/// <param name="Wake">Its code is stopped at its next turn, its thread is woken from sleeps and waits. Until then only its token tells
/// it.</param>
/// <param name="Abort">
/// Its thread is aborted, once no native call that may call back is on its stack: it is in code of a library, which looks at nothing. On
/// Linux the runtime
/// unwinds wrongly, and ends the process, when an abort meets the last instructions of a method, so this comes late.
/// </param>
/// <param name="Abandon">What it awaits is no longer waited for: operations end on their own threads.</param>
internal sealed record StopTimes(TimeSpan Wake, TimeSpan Abort, TimeSpan Abandon)
{
    /// <summary>All of it within a second, and so late that what is told by its token ends by itself.</summary>
    internal static StopTimes Default { get; } =
        new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(700), TimeSpan.FromMilliseconds(500));
}

/// <summary>Stops one cell's thread, step by step, from threads of the pool. Nothing of it outlives the cell.</summary>
/// <param name="thread">The cell's thread.</param>
/// <param name="pump">Its pump.</param>
/// <param name="callbacks">Its count of native calls that may call back.</param>
/// <param name="abort">Aborts it.</param>
/// <param name="mayAbort">Whether an abort can do no harm besides; asked when it comes to it.</param>
/// <param name="code">Stops code of cells at its next turn.</param>
internal sealed class CellInterruption(
    Thread thread,
    CellSynchronizationContext pump,
    StrongBox<int> callbacks,
    CancellationTokenSource abort,
    Func<bool> mayAbort,
    CodeCancellation code
) : IDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _over = new();
    private readonly StopTimes _times = StopTimes.Default;
    private bool _begun,
        _ended;

    /// <summary>Begins to stop it; called once, when the cell's token is cancelled.</summary>
    internal void Begin()
    {
        lock (_gate)
        {
            if (_begun || _ended)
                return;
            _begun = true;
        }
        // Never on the caller's thread: the abort returns only when it has landed.
        _ = Task.Run(StepsAsync);
    }

    /// <summary>The cell's code has ended: whatever is still to come of the stop does not come.</summary>
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
            // The two do not wait for each other: code that runs is aborted, awaits are abandoned, and a cell may go from one to the other.
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
        // While the thread waits in its pump there is nothing to abort. A sleep in a callback ends only by being woken again.
        while (pump.IsWaiting || !mayAbort() || !NoAbortRegion.Decide(callbacks))
        {
            Wake();
            await Task.Delay(Look, _over.Token).ConfigureAwait(false);
        }
        try
        {
            await abort.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself in this very moment.
        }
    }
}
