using System.Collections.Concurrent;
using Workbench.Operations;

namespace Workbench.Testing;

/// <summary>What an operation told.</summary>
internal sealed class Told : IProgress<OperationEvent>
{
    public ConcurrentQueue<OperationEvent> Events { get; } = [];

    public Action<OperationEvent>? After { get; init; }

    public IEnumerable<T> Of<T>() => Events.OfType<T>();

    public void Report(OperationEvent value)
    {
        Events.Enqueue(value);
        After?.Invoke(value);
    }
}
