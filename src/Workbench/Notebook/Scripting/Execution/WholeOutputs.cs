namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// A cell's front end as its code sees it. An output is sent whole: while one is, the cell's thread is not aborted, so that no lock of a host is left behind.
/// </summary>
/// <param name="inner">The front end.</param>
/// <param name="silent">Nothing is shown.</param>
internal sealed class WholeOutputs(ICellFrontEnd inner, bool silent) : ICellFrontEnd
{
    private int stopping;

    /// <summary>The next output of the cell's own thread throws instead: a loop that does little but print would hardly ever be where it can be aborted.</summary>
    internal void StopNext() => Volatile.Write(ref stopping, 1);

    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        if (silent)
            return;
        if (TensorFlags.Callbacks.Value is not { } regions)
        {
            inner.Send(output);
            return;
        }
        if (Interlocked.Exchange(ref stopping, 0) != 0)
            throw new OperationCanceledException("Interrupted while showing something.");
        // While an abort is on its way the count is negative. What cleans up then is shown all the same, in a block that the abort waits for.
        if (!Unabortable.Enter(regions))
        {
            try
            {
            }
            finally
            {
                inner.Send(output);
            }
            return;
        }
        try
        {
            inner.Send(output);
        }
        finally
        {
            Unabortable.Leave(regions);
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => inner.ReadLine(prompt, password, cancellation);
}
