using Workbench.Ablation;

namespace Workbench.Notebook.Jupyter;

/// <summary>What a kernel needs from outside.</summary>
/// <param name="Clock">The time: of headers, and of batches of printed text.</param>
/// <param name="NewId">Makes unique names.</param>
/// <param name="Log">Takes one line: dropped messages, faults. Front ends show it in their own log.</param>
/// <param name="Process">The parent of this process, and its end; null where the front end's death is somebody else's concern.</param>
/// <param name="ParentId">The front end's process, as JPY_PARENT_PID names it; null when nothing is said.</param>
public sealed record KernelServices(
    TimeProvider Clock,
    Func<string> NewId,
    Action<string> Log,
    WorkerLifetime? Process = null,
    int? ParentId = null
)
{
    /// <summary>Names as Jupyter's own: random.</summary>
    public static Func<string> RandomIds { get; } = () => Guid.NewGuid().ToString("D");
}
