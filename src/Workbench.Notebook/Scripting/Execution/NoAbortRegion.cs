using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting.Execution;

/// <summary>The count of regions on a thread's stack in which it must not be aborted.</summary>
internal static class NoAbortRegion
{
    private const int Aborting = -1;

    /// <summary>
    /// By thread, the count; -1 when the thread is about to be aborted, from when on no region begins. Null on threads that run no cell.
    /// </summary>
    internal static ThreadLocal<StrongBox<int>?> Regions { get; } = new();

    /// <summary>Begins a region; false when the abort is already on its way.</summary>
    internal static bool Enter(StrongBox<int> regions)
    {
        for (var seen = Volatile.Read(ref regions.Value); seen >= 0; seen = Volatile.Read(ref regions.Value))
            if (Interlocked.CompareExchange(ref regions.Value, seen + 1, seen) == seen)
                return true;
        return false;
    }

    /// <summary>Ends a region.</summary>
    internal static void Leave(StrongBox<int> regions) => Interlocked.Decrement(ref regions.Value);

    /// <summary>Decides on the abort: true when the thread is in no region, and from then on it enters none.</summary>
    internal static bool Decide(StrongBox<int> regions) => Interlocked.CompareExchange(ref regions.Value, Aborting, 0) == 0;
}
