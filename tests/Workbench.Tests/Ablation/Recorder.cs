using System.Collections.Concurrent;
using Workbench.Ablation;

namespace Workbench.Tests.Ablation;

/// <summary>Keeps the events of a study.</summary>
internal sealed class Recorder : IProgress<StudyEvent>
{
    public ConcurrentQueue<StudyEvent> Events { get; } = [];

    /// <summary>Called after each event.</summary>
    public Action<StudyEvent>? After { get; init; }

    public void Report(StudyEvent value)
    {
        Events.Enqueue(value);
        After?.Invoke(value);
    }
}
