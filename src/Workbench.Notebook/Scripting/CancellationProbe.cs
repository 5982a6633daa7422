using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Workbench.Notebook.Scripting;

/// <summary>
/// What the compiler of cells writes into loops at the top level, where Roslyn's own instrumentation does not reach. Not for people to
/// call.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CancellationProbe
{
    private const int Sessions = 1024;
    private static readonly bool[] Stopped = new bool[Sessions];
    private static int _sessions;

    /// <summary>Another turn of a loop, or the beginning of a lambda.</summary>
    /// <param name="session">Whose code it is.</param>
    /// <exception cref="OperationCanceledException">The session's cell is stopped.</exception>
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
