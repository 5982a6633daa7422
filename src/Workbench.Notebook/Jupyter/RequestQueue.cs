using System.Collections.Concurrent;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// A queue of requests that are handled in order on a dedicated thread: cells that block every pool thread must not block the kernel.
/// </summary>
internal sealed class RequestQueue : IDisposable
{
    private readonly BlockingCollection<Request> _requests = [];
    private readonly Action<Request> _process;
    private readonly Thread _thread;

    public RequestQueue(string name, Action<Request> process)
    {
        _process = process;
        _thread = new Thread(Run) { IsBackground = true, Name = $"jupyter {name} requests" };
        _thread.Start();
    }

    /// <summary>The waiting requests, oldest first.</summary>
    public IReadOnlyList<Request> Waiting => [.. _requests];

    public void Add(Request request)
    {
        try
        {
            _requests.Add(request);
        }
        catch (InvalidOperationException)
        {
            // The kernel is shutting down.
        }
    }

    private void Run()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
            _process(request);
    }

    /// <summary>Accepts no more requests and waits until the queue is empty.</summary>
    /// <returns>Whether the queue finished in time.</returns>
    public bool End(TimeSpan patience)
    {
        _requests.CompleteAdding();
        return Thread.CurrentThread == _thread || _thread.Join(patience);
    }

    public void Dispose() => _requests.CompleteAdding();
}
