using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// The cancellation check that is inserted into top-level loops and lambdas of cells, which Roslyn's own instrumentation does not cover.
/// Not for use in code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CancellationProbe
{
    private const int Sessions = 1024;
    private static readonly bool[] Stopped = new bool[Sessions];
    private static int _sessions;

    /// <summary>Called at every iteration of a loop and at the start of a lambda.</summary>
    /// <param name="session">The session's number.</param>
    /// <exception cref="OperationCanceledException">The session's cell was interrupted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Check(int session)
    {
        if (Volatile.Read(ref Stopped[session & (Sessions - 1)]))
            Stop();
    }

    internal static int NewSession() => Interlocked.Increment(ref _sessions) & (Sessions - 1);

    internal static void Set(int session, bool stopped) => Volatile.Write(ref Stopped[session], stopped);

    private static void Stop() => throw new OperationCanceledException("The cell was interrupted.");
}
