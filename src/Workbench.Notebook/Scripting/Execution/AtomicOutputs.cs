namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// A cell's front end as its code sees it. An output is sent whole: while one is, the cell's thread is not aborted, so that no lock of a
/// host is left behind.
/// </summary>
/// <param name="inner">The front end.</param>
/// <param name="silent">Nothing is shown.</param>
internal sealed class AtomicOutputs(ICellFrontEnd inner, bool silent) : ICellFrontEnd
{
    private static readonly TimeSpan Landing = TimeSpan.FromMilliseconds(500);
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
            // The abort is on its way and better met here than within a host. What cleans up after it comes through too.
            if (!Interlocked.Exchange(ref _parked, true))
                Thread.Sleep(Landing);
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
