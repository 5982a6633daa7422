using System.Collections.Concurrent;

namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>
/// A socket and the single thread that owns it. Other threads post messages to a queue; an in-process pair of sockets wakes the owner,
/// which sleeps until a message arrives.
/// </summary>
internal sealed class SocketLoop : IDisposable
{
    // A cell that produces outputs faster than they are sent blocks instead of exhausting memory.
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

    /// <summary>Creates and binds the socket; <see cref="Start"/> starts to receive.</summary>
    /// <param name="context">The context of the socket.</param>
    /// <param name="name">The name of the thread and in log lines: "shell".</param>
    /// <param name="type">libzmq's socket type.</param>
    /// <param name="endpoint">The address to bind.</param>
    /// <param name="configure">Sets socket options before the bind.</param>
    /// <param name="received">Called on the owner's thread for every message; must not block.</param>
    /// <param name="log">Logs errors.</param>
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

    /// <summary>Starts to receive messages.</summary>
    public void Start() => _thread.Start();

    /// <summary>Sends a message, in the order of the calls.</summary>
    /// <param name="frames">The message's frames.</param>
    /// <param name="undeliverable">Called on the owner's thread when the receiver is not connected.</param>
    public void Send(IReadOnlyList<byte[]> frames, Action? undeliverable = null) =>
        Post(socket =>
        {
            if (!socket.TrySend(frames))
                undeliverable?.Invoke();
        });

    /// <summary>Waits until every message that has arrived so far was passed on.</summary>
    /// <param name="patience">The time limit of the wait.</param>
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

    // In a finally block, because a thread abort waits for its end: an aborted cell must not leave a task in the queue without its signal.
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
                // The kernel is shutting down: the output is dropped.
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

    /// <summary>Sends the posted messages, closes the socket and ends the thread.</summary>
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
