namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Wraps a cell's front end so that the cell's thread is not aborted while an output is sent, which could leave a host's lock held.
/// </summary>
/// <param name="inner">The front end.</param>
/// <param name="silent">Drops all outputs.</param>
internal sealed class AtomicOutputs(ICellFrontEnd inner, bool silent) : ICellFrontEnd
{
    private static readonly TimeSpan AbortWait = TimeSpan.FromMilliseconds(500);
    private bool _parked;

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        if (silent)
            return;
        if (NoAbortRegion.Regions.Value is not { } regions)
        {
            inner.Send(output);
            return;
        }
        if (!NoAbortRegion.Enter(regions))
        {
            // An abort is imminent: wait for it here, once, instead of inside a host. Outputs of the cleanup after the abort are still
            // sent.
            if (!Interlocked.Exchange(ref _parked, true))
                Thread.Sleep(AbortWait);
            inner.Send(output);
            return;
        }
        try
        {
            inner.Send(output);
        }
        finally
        {
            NoAbortRegion.Leave(regions);
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => inner.ReadLine(prompt, password, cancellation);
}
