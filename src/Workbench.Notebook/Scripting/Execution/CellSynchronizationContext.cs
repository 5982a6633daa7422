namespace Workbench.Notebook.Scripting.Execution;

/// <summary>
/// Runs the continuations of a cell's <c>await</c>s on the cell's thread, so that they keep its grad mode and can be interrupted. Code that
/// blocks the thread until a continuation has run (<c>task.Result</c>) would deadlock; the context detects the block and moves the
/// continuations to the thread pool.
/// </summary>
internal sealed class CellSynchronizationContext : SynchronizationContext
{
    private static readonly TimeSpan RescueDelay = TimeSpan.FromMilliseconds(20);

    private readonly object _gate = new();
    private readonly Queue<(SendOrPostCallback Call, object? State)> _queue = new();
    private readonly Thread _thread = Thread.CurrentThread;
    private readonly Action<Exception> _report;
    private readonly Timer _rescue;
    private bool _waiting,
        _ended,
        _abandoned;

    /// <summary>A context for the calling thread.</summary>
    /// <param name="report">Reports unobserved exceptions of callbacks (<c>async void</c>).</param>
    internal CellSynchronizationContext(Action<Exception> report)
    {
        _report = report;
        _rescue = new Timer(
            static pump => ((CellSynchronizationContext)pump!).Rescue(),
            this,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Whether the thread waits for a continuation and runs no code of the cell.</summary>
    internal bool IsWaiting => Volatile.Read(ref _waiting);

    /// <summary>Runs continuations until the task has ended.</summary>
    /// <exception cref="OperationCanceledException"><see cref="Abandon"/> was called.</exception>
    internal void RunUntil(Task task)
    {
        task.ContinueWith(
            static (_, pump) => ((CellSynchronizationContext)pump!).Wake(),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default
        );
        while (Next(task) is { Call: { } call } work)
            call(work.State);
    }

    /// <summary>Ends the wait for the awaited tasks; their continuations never run.</summary>
    internal void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            _queue.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Called at the end of the cell's thread; later continuations run on the thread pool.</summary>
    internal void End()
    {
        lock (_gate)
        {
            _ended = true;
            while (_queue.TryDequeue(out var work))
                Pool(work.Call, work.State);
        }
        _rescue.Dispose();
    }

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        lock (_gate)
        {
            if (_abandoned)
                return;
            if (_ended)
            {
                Pool(d, state);
                return;
            }
            _queue.Enqueue((d, state));
            if (_waiting)
                Monitor.PulseAll(_gate);
            else
                _rescue.Change(RescueDelay, RescueDelay);
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (Thread.CurrentThread == _thread)
        {
            d(state);
            return;
        }
        using var done = new ManualResetEventSlim();
        System.Runtime.ExceptionServices.ExceptionDispatchInfo? failed = null;
        Post(
            _ =>
            {
                try
                {
                    d(state);
                }
                catch (Exception exception)
                {
                    failed = System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(exception);
                }
                finally
                {
                    done.Set();
                }
            },
            null
        );
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
                lock (_gate)
                {
                    _waiting = true;
                    while (_queue.Count == 0 && !task.IsCompleted && !_abandoned)
                        Monitor.Wait(_gate);
                    _waiting = false;
                    if (_queue.TryDequeue(out var work))
                        return work;
                    return task.IsCompleted
                        ? default
                        : throw new OperationCanceledException("The tasks that the cell awaited were abandoned.");
                }
            }
            catch (ThreadInterruptedException)
            {
                // The interrupt was meant for a wait in the cell's code that has already ended.
            }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }

    // If the thread is blocked in code of the cell while continuations are queued, it may be waiting for one of them.
    private void Rescue()
    {
        lock (_gate)
        {
            if (_queue.Count == 0 || _waiting || _ended)
                _rescue.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            else if (_thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
                while (_queue.TryDequeue(out var work))
                    Pool(work.Call, work.State);
        }
    }

    private void Pool(SendOrPostCallback call, object? state) =>
        ThreadPool.QueueUserWorkItem(_ =>
        {
            SetSynchronizationContext(this);
            try
            {
                call(state);
            }
            catch (Exception exception)
            {
                _report(exception);
            }
            finally
            {
                SetSynchronizationContext(null);
            }
        });
}
