using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Workbench.Ablation;

/// <summary>How a worker process knows its parent, and how it ends when a run will not stop.</summary>
/// <param name="Parent">The parent's process id now; it changes when the parent dies.</param>
/// <param name="End">Ends this process at once.</param>
public sealed partial record WorkerLifetime(Func<int> Parent, Action End)
{
    /// <summary>Of this process. It ends itself by SIGKILL: no handler can hold it up, and what it writes is written atomically.</summary>
    public static WorkerLifetime OfThisProcess { get; } =
        new(
            // Windows has no parent to ask; there the end of the input is the only sign.
            () => OperatingSystem.IsWindows() ? 0 : getppid(),
            () =>
            {
                using var self = Process.GetCurrentProcess();
                self.Kill();
            }
        );

    [LibraryImport("libc")]
    private static partial int getppid();
}
