using System.Collections.Concurrent;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Requests that are answered one after the other, on a thread of their own: user code that keeps every pool thread busy must not keep the
/// kernel from answering.
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

    /// <summary>What waits to be answered, oldest first.</summary>
    public IReadOnlyList<Request> Waiting => [.. _requests];

    public void Add(Request request)
    {
        try
        {
            _requests.Add(request);
        }
        catch (InvalidOperationException)
        {
            // The kernel is going down.
        }
    }

    private void Run()
    {
        foreach (var request in _requests.GetConsumingEnumerable())
            _process(request);
    }

    /// <summary>Takes no more requests, and waits for the last one.</summary>
    /// <returns>Whether it came to its end in time.</returns>
    public bool End(TimeSpan patience)
    {
        _requests.CompleteAdding();
        return Thread.CurrentThread == _thread || _thread.Join(patience);
    }

    public void Dispose() => _requests.CompleteAdding();
}
