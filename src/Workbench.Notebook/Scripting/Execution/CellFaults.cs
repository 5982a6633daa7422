namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Reports unobserved exceptions of <c>async void</c> methods and of threads that a cell started, instead of ending the kernel.
/// </summary>
internal static class CellFaults
{
    /// <summary>Shows an exception below its cell, or in the log without a cell.</summary>
    internal static void Report(CellContext? cell, Exception exception)
    {
        if (cell is { Cancellation.IsCancellationRequested: true } && exception is OperationCanceledException)
            return;
        var text = $"unhandled background exception: {exception.GetType().Name}: {exception.Message}\n";
        if (cell is not null)
            cell.FrontEnd.Send(new StreamOutput(StandardStream.Error, text));
        else
            Streams.StandardStreams.Current?.Log.Write(text);
    }
}
