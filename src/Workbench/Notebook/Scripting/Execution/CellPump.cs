namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Continuations of a cell's <c>await</c>s run on the cell's own thread, one after another: its grad mode holds after them, and they can be stopped.
/// Code that blocks the thread until a continuation has run (<c>task.Result</c>) would wait for ever; the pump sees that and gives them to the pool.
/// </summary>
internal sealed class CellPump : SynchronizationContext
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    private readonly object gate = new();
    private readonly Queue<(SendOrPostCallback Call, object? State)> queue = new();
    private readonly Thread thread = Thread.CurrentThread;
    private readonly Action<Exception> report;
    private readonly Timer rescue;
    private bool waiting, ended, abandoned;

    /// <summary>A pump of the calling thread.</summary>
    /// <param name="report">Told of exceptions of callbacks that nobody waits for any more (<c>async void</c>).</param>
    internal CellPump(Action<Exception> report)
    {
        this.report = report;
        rescue = new Timer(static pump => ((CellPump)pump!).Rescue(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Is the thread in no code of the cell, but waiting for a continuation?</summary>
    internal bool IsWaiting => Volatile.Read(ref waiting);

    /// <summary>Runs continuations until the task has ended.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Abandon"/> was called.</exception>
    internal void RunUntil(Task task)
    {
        task.ContinueWith(static (_, pump) => ((CellPump)pump!).Wake(), this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        while (Next(task) is { Call: { } call } work)
            call(work.State);
    }

    /// <summary>Ends the wait: what is still awaited is not waited for, and what would follow it never runs.</summary>
    internal void Abandon()
    {
        lock (gate)
        {
            abandoned = true;
            queue.Clear();
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>The cell's thread ends: continuations of what outlives it run on the pool.</summary>
    internal void End()
    {
        lock (gate)
        {
            ended = true;
            while (queue.TryDequeue(out var work))
                Pool(work.Call, work.State);
        }
        rescue.Dispose();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (gate)
        {
            if (abandoned)
                return;
            if (ended)
            {
                Pool(d, state);
                return;
            }
            queue.Enqueue((d, state));
            if (waiting)
                Monitor.PulseAll(gate);
            else
                rescue.Change(Patience, Patience);
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Thread.CurrentThread == thread)
        {
            d(state);
            return;
        }
        using var done = new ManualResetEventSlim();
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failed = null;
        Post(_ =>
        {
            try { d(state); }
            catch (Exception exception) { failed = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception); }
            finally { done.Set(); }
        }, null);
        done.Wait();
        failed?.Throw();
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    private (SendOrPostCallback? Call, object? State) Next(Task task)
    {
        while (true)
            try
            {
                lock (gate)
                {
                    waiting = true;
                    while (queue.Count == 0 && !task.IsCompleted && !abandoned)
                        Monitor.Wait(gate);
                    waiting = false;
                    if (queue.TryDequeue(out var work))
                        return work;
                    return task.IsCompleted ? default : throw new OperationCanceledException("What the cell awaited was abandoned.");
                }
            }
            catch (ThreadInterruptedException)
            {
                // Meant for a wait of the cell's code, which has ended meanwhile.
            }
    }

    private void Wake()
    {
        lock (gate)
            Monitor.PulseAll(gate);
    }

    // The thread is blocked in code of the cell, and continuations wait for it: it may well be waiting for one of them.
    private void Rescue()
    {
        lock (gate)
        {
            if (queue.Count == 0 || waiting || ended)
                rescue.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            else if (thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
                while (queue.TryDequeue(out var work))
                    Pool(work.Call, work.State);
        }
    }

    private void Pool(SendOrPostCallback call, object? state) => ThreadPool.QueueUserWorkItem(_ =>
    {
        SetSynchronizationContext(this);
        try
        {
            call(state);
        }
        catch (Exception exception)
        {
            report(exception);
        }
        finally
        {
            SetSynchronizationContext(null);
        }
    });
}
