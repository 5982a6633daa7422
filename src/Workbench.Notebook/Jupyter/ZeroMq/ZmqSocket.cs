namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>
/// A libzmq socket. Not thread-safe: one thread owns the socket from first use to disposal. Creation and bind may precede the start of that
/// thread.
/// </summary>
internal sealed unsafe class ZmqSocket : IDisposable
{
    private nint _handle;

    public ZmqSocket(ZmqContext context, int type)
    {
        _handle = LibZmq.zmq_socket(context.Handle, type);
        if (_handle == 0)
            throw new ZmqException("zmq_socket", LibZmq.LastError());
    }

    public nint Handle => _handle;

    public ZmqSocket Set(int option, int value)
    {
        Check(LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(int)), "zmq_setsockopt");
        return this;
    }

    /// <summary>Sets a 64-bit option.</summary>
    public ZmqSocket Set(int option, long value)
    {
        Check(LibZmq.zmq_setsockopt(_handle, option, &value, sizeof(long)), "zmq_setsockopt");
        return this;
    }

    public void Bind(string endpoint) => Check(LibZmq.zmq_bind(_handle, endpoint), $"bind {endpoint}");

    public void Connect(string endpoint) => Check(LibZmq.zmq_connect(_handle, endpoint), $"connect {endpoint}");

    /// <summary>The frames of the next message; null when no message is available.</summary>
    public IReadOnlyList<byte[]>? TryReceive()
    {
        List<byte[]>? frames = null;
        var message = default(LibZmq.Message);
        for (var more = true; more; )
        {
            _ = LibZmq.zmq_msg_init(ref message);
            try
            {
                while (LibZmq.zmq_msg_recv(ref message, _handle, LibZmq.DontWait) < 0)
                {
                    var error = LibZmq.LastError();
                    if (LibZmq.IsAgain(error))
                        return null;
                    if (!LibZmq.IsInterrupted(error))
                        throw new ZmqException("zmq_msg_recv", error);
                }
                (frames ??= []).Add(
                    new ReadOnlySpan<byte>(LibZmq.zmq_msg_data(ref message), (int)LibZmq.zmq_msg_size(ref message)).ToArray()
                );
                more = LibZmq.zmq_msg_more(ref message) != 0;
            }
            finally
            {
                _ = LibZmq.zmq_msg_close(ref message);
            }
        }
        return frames;
    }

    /// <summary>Sends a message without waiting.</summary>
    /// <returns>False when the receiver is not connected (mandatory router) or its queue is full.</returns>
    public bool TrySend(IReadOnlyList<byte[]> frames)
    {
        for (var i = 0; i < frames.Count; i++)
        {
            var flags = LibZmq.DontWait | (i < frames.Count - 1 ? LibZmq.SendMore : 0);
            fixed (byte* data = frames[i])
            {
                while (LibZmq.zmq_send(_handle, data, (nuint)frames[i].Length, flags) < 0)
                {
                    var error = LibZmq.LastError();
                    if (LibZmq.IsInterrupted(error))
                        continue;
                    if (LibZmq.IsAgain(error) || LibZmq.IsUnreachable(error))
                        return false;
                    throw new ZmqException("zmq_send", error);
                }
            }
        }
        return true;
    }

    /// <summary>Waits until one of two sockets is readable.</summary>
    public static (bool First, bool Second) Wait(ZmqSocket first, ZmqSocket second)
    {
        // zmq_pollitem_t: socket, descriptor (a pointer's width on Windows), events, revents.
        var events = 8 + (OperatingSystem.IsWindows() ? 8 : 4);
        var size = events + (OperatingSystem.IsWindows() ? 8 : 4);
        var items = stackalloc byte[2 * size];
        new Span<byte>(items, 2 * size).Clear();
        *(nint*)items = first._handle;
        *(nint*)(items + size) = second._handle;
        *(short*)(items + events) = LibZmq.PollIn;
        *(short*)(items + size + events) = LibZmq.PollIn;
        while (LibZmq.zmq_poll(items, 2, -1) < 0)
        {
            var error = LibZmq.LastError();
            if (!LibZmq.IsInterrupted(error))
                throw new ZmqException("zmq_poll", error);
        }
        return ((*(short*)(items + events + 2) & LibZmq.PollIn) != 0, (*(short*)(items + size + events + 2) & LibZmq.PollIn) != 0);
    }

    public void Dispose()
    {
        if (_handle == 0)
            return;
        _ = LibZmq.zmq_close(_handle);
        _handle = 0;
    }

    private static void Check(int result, string what)
    {
        if (result != 0)
            throw new ZmqException(what, LibZmq.LastError());
    }
}
