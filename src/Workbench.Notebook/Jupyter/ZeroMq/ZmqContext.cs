namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>A call of libzmq that failed.</summary>
/// <param name="what">What was attempted.</param>
/// <param name="error">libzmq's number.</param>
internal sealed class ZmqException(string what, int error) : Exception($"{what}: {LibZmq.Describe(error)}")
{
    public int Error { get; } = error;
}

/// <summary>
/// libzmq's context: its I/O thread, and the sockets that can reach each other in-process. All sockets must be closed before it is
/// disposed.
/// </summary>
internal sealed class ZmqContext : IDisposable
{
    private nint _handle;

    public ZmqContext()
    {
        LibZmq.Require();
        _handle = LibZmq.zmq_ctx_new();
        if (_handle == 0)
            throw new ZmqException("zmq_ctx_new", LibZmq.LastError());
    }

    public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(ZmqContext));

    /// <summary>Makes every blocking call on its sockets return. Any thread may ask for it.</summary>
    public void Shutdown()
    {
        if (_handle != 0)
            _ = LibZmq.zmq_ctx_shutdown(_handle);
    }

    /// <summary>Waits until what the closed sockets still had to send is sent, or their linger time is over.</summary>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        while (LibZmq.zmq_ctx_term(_handle) != 0 && LibZmq.IsInterrupted(LibZmq.LastError())) { }
        _handle = 0;
    }
}
