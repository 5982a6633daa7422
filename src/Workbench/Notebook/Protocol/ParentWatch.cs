using System.Runtime.InteropServices;
using Workbench.Ablation;

namespace Workbench.Notebook.Protocol;

/// <summary>
/// Looks whether the front end that started this kernel still lives. JPY_PARENT_PID names it; without that variable it is the parent process, unless the kernel
/// leads a session of its own: then it was started to outlive whoever started it (Jupyter's <c>independent</c> kernels).
/// </summary>
/// <param name="process">This process' parent.</param>
/// <param name="named">The process that JPY_PARENT_PID names; null when there is none.</param>
/// <param name="clock">The time.</param>
internal sealed partial class ParentWatch(WorkerLifetime process, int? named, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private readonly int _parent = process.Parent();

    /// <summary>Completes when the front end is gone; never, when nobody has to be watched.</summary>
    public async Task GoneAsync(CancellationToken cancellation)
    {
        // A name that means nobody here (another PID namespace) says nothing about life and death.
        var watchNamed = named is { } id && Lives(id);
        var watchParent = !OperatingSystem.IsWindows() && (named is not null || !LeadsSession());
        if (!watchNamed && !watchParent)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        while (!(watchNamed && !Lives(named!.Value)) && !(watchParent && process.Parent() != _parent))
            await Task.Delay(Interval, clock, cancellation).ConfigureAwait(false);
    }

    private static bool Lives(int id)
    {
        if (!OperatingSystem.IsWindows())
            return kill(id, 0) == 0 || Marshal.GetLastPInvokeError() != NoSuchProcess;
        try
        {
            using var found = System.Diagnostics.Process.GetProcessById(id);
            return !found.HasExited;
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static bool LeadsSession() => getsid(0) == Environment.ProcessId;

    private const int NoSuchProcess = 3;

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc")]
    private static partial int getsid(int process);
}
