using Workbench.Ablation;

namespace Workbench.Notebook.Jupyter;

/// <summary>The environment of a kernel.</summary>
/// <param name="Clock">The clock of message headers and of batches of printed text.</param>
/// <param name="NewId">Creates unique ids.</param>
/// <param name="Log">Logs one line about dropped messages and internal errors. Front ends show the text in their log.</param>
/// <param name="Process">Finds the parent process; null when the kernel does not watch the front end's process.</param>
/// <param name="ParentId">The front end's process id from JPY_PARENT_PID; null without that variable.</param>
public sealed record KernelServices(
    TimeProvider Clock,
    Func<string> NewId,
    Action<string> Log,
    WorkerLifetime? Process = null,
    int? ParentId = null
)
{
    /// <summary>Random UUIDs, as in Jupyter.</summary>
    public static Func<string> RandomIds { get; } = () => Guid.NewGuid().ToString("D");
}
