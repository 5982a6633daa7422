using System.Collections.Concurrent;

namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>
/// A socket and the one thread that owns it. Others hand it messages through a queue; an in-process pair of sockets wakes the thread, which
/// otherwise sleeps until something arrives.
/// </summary>
internal sealed class SocketLoop : IDisposable
{
    // A cell that shows outputs faster than they can be sent waits here instead of filling the memory.
    private const int QueueLimit = 10_000;
    private const int InboundBatch = 64;

    private readonly BlockingCollection<Action<ZmqSocket>> _tasks = new(QueueLimit);
    private readonly ZmqSocket _socket;
    private readonly ZmqSocket _wakeEnd;
    private readonly ZmqSocket _wakeStart;
    private readonly Lock _wakeGate = new();
    private readonly Action<IReadOnlyList<byte[]>, ZmqSocket> _received;
    private readonly Action<string> _log;
    private readonly Thread _thread;
    private int _woken;
    private volatile bool _stopping;

    /// <summary>Makes and binds the socket; <see cref="Start"/> begins to listen.</summary>
    /// <param name="context">Where it lives.</param>
    /// <param name="name">Of the thread and in log lines: "shell".</param>
    /// <param name="type">libzmq's socket type.</param>
    /// <param name="endpoint">Where to bind.</param>
    /// <param name="configure">Sets options before it is bound.</param>
    /// <param name="received">Called on the owner's thread for every message; must not block.</param>
    /// <param name="log">Where faults are told.</param>
    public SocketLoop(
        ZmqContext context,
        string name,
        int type,
        string endpoint,
        Action<ZmqSocket> configure,
        Action<IReadOnlyList<byte[]>, ZmqSocket> received,
        Action<string> log
    )
    {
        _received = received;
        _log = log;
        _socket = new ZmqSocket(context, type);
        _wakeEnd = new ZmqSocket(context, LibZmq.Pair);
        _wakeStart = new ZmqSocket(context, LibZmq.Pair);
        try
        {
            configure(_socket);
            _socket.Bind(endpoint);
            _wakeEnd.Set(LibZmq.Linger, 0).Bind($"inproc://wake-{name}");
            _wakeStart.Set(LibZmq.Linger, 0).Connect($"inproc://wake-{name}");
        }
        catch
        {
            Close();
            _wakeStart.Dispose();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = $"jupyter {name}" };
    }

    /// <summary>Begins to listen.</summary>
    public void Start() => _thread.Start();

    /// <summary>Sends a message after those that were posted before it.</summary>
    /// <param name="frames">Its frames.</param>
    /// <param name="undeliverable">Called on the owner's thread when its receiver is not there.</param>
    public void Send(IReadOnlyList<byte[]> frames, Action? undeliverable = null) =>
        Post(socket =>
        {
            if (!socket.TrySend(frames))
                undeliverable?.Invoke();
        });

    /// <summary>Returns when everything that has arrived at this socket so far was handed on.</summary>
    /// <param name="patience">Gives up after this time.</param>
    public void DeliverPending(TimeSpan patience)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(socket =>
        {
            while (Receive(socket)) { }
            done.SetResult();
        });
        done.Task.Wait(patience);
    }

    // The whole of it stands in a finally block: a cell's thread may be aborted, and must not leave the queue and its signal apart.
    private void Post(Action<ZmqSocket> task)
    {
        try { }
        finally
        {
            try
            {
                _tasks.Add(task);
                if (Interlocked.Exchange(ref _woken, 1) == 0)
                {
                    lock (_wakeGate)
                        _ = _wakeStart.TrySend([
                            [0],
                        ]);
                }
            }
            catch (Exception exception) when (exception is InvalidOperationException or ZmqException)
            {
                // The kernel is going down; an output that comes after that has nowhere to go.
            }
        }
    }

    private void Run()
    {
        while (!_stopping || _tasks.Count > 0)
        {
            try
            {
                var (woken, readable) = ZmqSocket.Wait(_wakeEnd, _socket);
                if (woken)
                {
                    _ = _wakeEnd.TryReceive();
                    Volatile.Write(ref _woken, 0);
                }
                while (_tasks.TryTake(out var task))
                    task(_socket);
                for (var i = 0; readable && i < InboundBatch; i++)
                    readable = Receive(_socket);
            }
            catch (ZmqException exception) when (exception.Error == LibZmq.ErrorTerminated)
            {
                break;
            }
            catch (Exception exception)
            {
                _log($"{Thread.CurrentThread.Name}: {exception.GetType().Name}: {exception.Message}");
            }
        }
        Close();
    }

    private bool Receive(ZmqSocket socket)
    {
        if (socket.TryReceive() is not { } frames)
            return false;
        _received(frames, socket);
        return true;
    }

    private void Close()
    {
        _socket.Dispose();
        _wakeEnd.Dispose();
    }

    /// <summary>Sends what was posted, closes the socket and ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            Close();
        }
        else
        {
            Post(static _ => { });
            _thread.Join();
        }
        _tasks.CompleteAdding();
        lock (_wakeGate)
            _wakeStart.Dispose();
    }
}
