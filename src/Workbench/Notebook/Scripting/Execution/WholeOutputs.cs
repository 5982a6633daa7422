namespace Workbench.Notebook.Scripting.Execution;

/// <summary>A cell's front end as its code sees it: an abort of the cell's thread waits until an output has been sent whole, and no lock of a host is left behind.</summary>
/// <param name="inner">The front end.</param>
/// <param name="silent">Nothing is shown.</param>
internal sealed class WholeOutputs(ICellFrontEnd inner, bool silent) : ICellFrontEnd
{
    /// <inheritdoc/>
    public void Send(CellOutput output)
    {
        if (silent)
            return;
        try
        {
        }
        finally
        {
            inner.Send(output);
        }
    }

    /// <inheritdoc/>
    public string ReadLine(string prompt, bool password, CancellationToken cancellation) => inner.ReadLine(prompt, password, cancellation);
}
