using System.Runtime.InteropServices;
using Workbench.Ablation;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Looks whether the front end that started this kernel still lives. JPY_PARENT_PID names it; without that variable it is the parent
/// process, unless the kernel leads a session of its own: then it was started to outlive whoever started it (Jupyter's <c>independent</c>
/// kernels).
/// </summary>
internal sealed partial class ParentProcessMonitor
{
    private readonly WorkerLifetime _process;
    private readonly int? _named;
    private readonly int _parent;
    private readonly bool _watchesParent;

    /// <summary>Watches from now on.</summary>
    /// <param name="process">This process' parent.</param>
    /// <param name="named">The process that JPY_PARENT_PID names; null when there is none.</param>
    public ParentProcessMonitor(WorkerLifetime process, int? named)
    {
        _process = process;
        _parent = process.Parent();
        // A name that means nobody here (another PID namespace) says nothing about life and death.
        _named = named is { } id && Lives(id) ? id : null;
        _watchesParent = !OperatingSystem.IsWindows() && (named is not null || !LeadsSession());
    }

    /// <summary>Whether the front end is gone.</summary>
    public bool IsGone => _named is { } id && !Lives(id) || _watchesParent && _process.Parent() != _parent;

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
