using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Workbench.Ablation;

/// <summary>Process functions of a worker: the parent's process id, and ending this process when a run does not stop.</summary>
/// <param name="Parent">The parent's current process id; it changes when the parent dies.</param>
/// <param name="End">Ends this process at once.</param>
public sealed partial record WorkerLifetime(Func<int> Parent, Action End)
{
    /// <summary>The functions of the current process. It ends by SIGKILL, which no handler can delay; files are written atomically, so none
    /// is left half written.</summary>
    public static WorkerLifetime OfThisProcess { get; } =
        new(
            // On Windows the end of the input is the only signal.
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
