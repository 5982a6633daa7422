namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Exceptions that no code waits for: of <c>async void</c>, of threads that a cell started. They are shown and the kernel goes on.
/// </summary>
internal static class CellFaults
{
    /// <summary>Shows one where its cell stands.</summary>
    internal static void Report(CellContext? cell, Exception exception)
    {
        if (cell is { Cancellation.IsCancellationRequested: true } && exception is OperationCanceledException)
            return;
        var text = $"unhandled in the background: {exception.GetType().Name}: {exception.Message}\n";
        if (cell is not null)
            cell.FrontEnd.Send(new StreamOutput(StandardStream.Error, text));
        else
            Streams.StandardStreams.Current?.Log.Write(text);
    }
}
