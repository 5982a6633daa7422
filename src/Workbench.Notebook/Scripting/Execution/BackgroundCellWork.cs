namespace Workbench.Notebook.Scripting.Execution;

/// <summary>Runs a cell's magics: on the thread pool, cancelled by a token and never aborted.</summary>
internal static class BackgroundCellWork
{
    /// <summary>
    /// How long the cell waits for interrupted work to end: enough for a training step and the checkpoint, so that a re-run of the cell
    /// does not find the run still in progress.
    /// </summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>Runs the work. After an interrupt, waits at most <see cref="Grace"/> for its end.</summary>
    /// <exception cref="OperationCanceledException">The work was interrupted; it may still be ending in the background.</exception>
    internal static async Task RunAsync(Func<Task> work, CancellationToken cancellation)
    {
        var running = Task.Run(work, CancellationToken.None);
        var interrupted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellation.UnsafeRegister(
            static interrupted => ((TaskCompletionSource)interrupted!).TrySetResult(),
            interrupted
        );
        if (await Task.WhenAny(running, interrupted.Task).ConfigureAwait(false) != running)
            await Task.WhenAny(running, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
        if (!running.IsCompleted)
            cancellation.ThrowIfCancellationRequested();
        await running.ConfigureAwait(false);
    }
}
