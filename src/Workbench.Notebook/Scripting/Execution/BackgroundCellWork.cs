namespace Workbench.Notebook.Scripting.Execution;

/// <summary>Work of a cell that is not C# of its own: it runs on threads of the pool, is told by a token and is never aborted.</summary>
internal static class BackgroundCellWork
{
    /// <summary>
    /// What work that was interrupted may take to end: a training step, and the checkpoint. The cell is over only then, so that the same
    /// cell, run again, finds nobody at work on its run.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Runs it; after an interrupt it is waited for only as long as work that is told by its token needs to end cleanly.</summary>
    /// <exception cref="OperationCanceledException">It was interrupted; it may still be ending in the background.</exception>
    internal static async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        var running = Task.Run(work, CancellationToken.None);
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.UnsafeRegister(static told => ((TaskCompletionSource)told!).TrySetResult(), told);
        if (await Task.WhenAny(running, told.Task).ConfigureAwait(false) != running)
            await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
        if (!running.IsCompleted)
            cancellation.ThrowIfCancellationRequested();
        await running.ConfigureAwait(false);
    }
}
