using System.Runtime.InteropServices;

namespace Workbench.Ablation;

/// <summary>How a worker process knows its parent, and how it ends when a run will not stop.</summary>
/// <param name="Parent">The parent's process id now; it changes when the parent dies.</param>
/// <param name="End">Ends this process at once.</param>
public sealed partial record WorkerLifetime(Func<int> Parent, Action End)
{
    private const int Kill = 9;

    /// <summary>Of this process. It ends itself by SIGKILL: no handler can hold it up, and what it writes is written atomically.</summary>
    public static WorkerLifetime OfThisProcess { get; } = new(getppid, () => _ = kill(Environment.ProcessId, Kill));

    [LibraryImport("libc")]
    private static partial int getppid();

    [LibraryImport("libc")]
    private static partial int kill(int pid, int signal);
}
