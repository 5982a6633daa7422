using System.Runtime.InteropServices;
using Workbench.Ablation;

namespace Workbench.Notebook.Jupyter;

/// <summary>
/// Checks whether the front end that started this kernel is still alive. The front end is the process of JPY_PARENT_PID or, without that
/// variable, the parent process. A session leader without the variable is not monitored: Jupyter starts <c>independent</c> kernels this
/// way, which outlive their parent.
/// </summary>
internal sealed partial class ParentProcessMonitor
{
    private readonly WorkerLifetime _process;
    private readonly int? _named;
    private readonly int _parent;
    private readonly bool _watchesParent;

    /// <summary>Starts monitoring.</summary>
    /// <param name="process">Finds the parent process.</param>
    /// <param name="named">The process id from JPY_PARENT_PID; null without that variable.</param>
    public ParentProcessMonitor(WorkerLifetime process, int? named)
    {
        _process = process;
        _parent = process.Parent();
        // Ignore an id that does not exist here: it may belong to another PID namespace.
        _named = named is { } id && Lives(id) ? id : null;
        _watchesParent = !OperatingSystem.IsWindows() && (named is not null || !LeadsSession());
    }

    /// <summary>Whether the front end's process has ended.</summary>
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
