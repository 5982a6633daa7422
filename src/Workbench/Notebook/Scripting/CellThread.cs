namespace Workbench.Notebook.Scripting;

/// <summary>Runs a cell's C# on a thread of its own.</summary>
internal static class CellThread
{
    /// <summary>Runs it to its end, or until the cell's token stops it.</summary>
    internal static Task<object?> RunAsync(Func<Task<object?>> body, CellContext cell)
    {
        var ended = new TaskCompletionSource<object?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var thread = new Thread(Main) { IsBackground = true, Name = "cell" };
        thread.Start();
        return ended.Task;

        void Main()
        {
            cell.Enter();
            try
            {
                ended.SetResult(body().GetAwaiter().GetResult());
            }
            catch (Exception exception)
            {
                ended.SetException(exception);
            }
        }
    }
}
