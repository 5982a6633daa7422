namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>A failed call of libzmq.</summary>
/// <param name="what">The attempted call.</param>
/// <param name="error">libzmq's error number.</param>
internal sealed class ZmqException(string what, int error) : Exception($"{what}: {LibZmq.Describe(error)}")
{
    public int Error { get; } = error;
}

/// <summary>
/// A libzmq context: an I/O thread, and the scope of in-process endpoints. Close all sockets before disposing the context.
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

    /// <summary>Makes every blocking call on the context's sockets return. Thread-safe.</summary>
    public void Shutdown()
    {
        if (_handle != 0)
            _ = LibZmq.zmq_ctx_shutdown(_handle);
    }

    /// <summary>Waits until the closed sockets have sent their pending messages or their linger time is over.</summary>
    public void Dispose()
    {
        if (_handle == 0)
            return;
        while (LibZmq.zmq_ctx_term(_handle) != 0 && LibZmq.IsInterrupted(LibZmq.LastError())) { }
        _handle = 0;
    }
}
