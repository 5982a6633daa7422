using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>Counts the regions on a thread's stack in which it must not be aborted.</summary>
internal static class NoAbortRegion
{
    private const int Aborting = -1;

    /// <summary>
    /// The count of each thread; -1 once an abort is decided, after which no region can be entered. Null on threads that run no cell.
    /// </summary>
    internal static ThreadLocal<StrongBox<int>?> Regions { get; } = new();

    /// <summary>Enters a region; false once an abort is decided.</summary>
    internal static bool Enter(StrongBox<int> regions)
    {
        for (var seen = Volatile.Read(ref regions.Value); seen >= 0; seen = Volatile.Read(ref regions.Value))
            if (Interlocked.CompareExchange(ref regions.Value, seen + 1, seen) == seen)
                return true;
        return false;
    }

    /// <summary>Leaves a region.</summary>
    internal static void Leave(StrongBox<int> regions) => Interlocked.Decrement(ref regions.Value);

    /// <summary>Decides on an abort: if the thread is in no region, returns true and blocks further regions.</summary>
    internal static bool Decide(StrongBox<int> regions) => Interlocked.CompareExchange(ref regions.Value, Aborting, 0) == 0;
}
