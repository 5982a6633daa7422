namespace Workbench.Notebook.Jupyter.ZeroMq;

/// <summary>
/// The echo by which front ends see that the process lives. It runs inside libzmq, on a thread and a context of its own: neither garbage
/// collection nor a busy cell nor a thread pool without threads can hold it up.
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

    // A router that is its own other end sends every ping back to where it came from. Returns when the context is shut down.
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
