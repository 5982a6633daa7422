namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>
/// The heartbeat echo, by which front ends check that the process is alive. Runs inside libzmq with its own thread and context, so garbage
/// collection, busy cells and an exhausted thread pool do not delay the echo.
/// </summary>
internal sealed class Heartbeat : IDisposable
{
    private readonly ZmqContext _context = new();
    private readonly ZmqSocket _socket;
    private readonly Thread _thread;

    public Heartbeat(string endpoint)
    {
        try
        {
            _socket = new ZmqSocket(_context, LibZmq.Router).Set(LibZmq.Linger, 0);
            _socket.Bind(endpoint);
        }
        catch
        {
            _socket?.Dispose();
            _context.Dispose();
            throw;
        }
        _thread = new Thread(Run) { IsBackground = true, Name = "jupyter heartbeat" };
        _thread.Start();
    }

    // A proxy from a router to itself echoes every ping to its sender. Returns when the context is shut down.
    private void Run()
    {
        while (LibZmq.zmq_proxy(_socket.Handle, _socket.Handle, 0) != 0 && LibZmq.IsInterrupted(LibZmq.LastError())) { }
        _socket.Dispose();
    }

    public void Dispose()
    {
        _context.Shutdown();
        _thread.Join();
        _context.Dispose();
    }
}
