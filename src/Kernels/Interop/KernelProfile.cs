using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial void workbench_profile_use(int yes);

    [LibraryImport(Library)]
    internal static partial nint workbench_profile_part(long index, out double seconds, out long calls);
}

/// <summary>The time that a part of the native kernels took.</summary>
/// <param name="Name">The exported function without its prefix, or <c>products</c>, <c>attention</c>, <c>threads woken</c> (calls
/// alone).</param>
/// <param name="Seconds">Time on the calling thread, less that of other parts inside it.</param>
/// <param name="Calls">Number of calls.</param>
public sealed record KernelTime(string Name, double Seconds, long Calls);

/// <summary>Where the time of native kernels goes. One profile at a time.</summary>
public static class KernelProfile
{
    private const string Prefix = "workbench_";
    private static readonly Lock Gate = new();

    /// <summary>Runs some work and gives the time of each part, the longest first.</summary>
    /// <param name="work">The work. What other threads of the process compute meanwhile counts too.</param>
    /// <returns>The parts that were called; none without the native library.</returns>
    public static IReadOnlyList<KernelTime> Of(Action work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (!NativeKernels.Load().Loaded)
        {
            work();
            return [];
        }
        lock (Gate)
        {
            NativeMethods.workbench_profile_use(1);
            try
            {
                work();
            }
            finally
            {
                NativeMethods.workbench_profile_use(0);
            }
            var parts = new List<KernelTime>();
            while (NativeMethods.workbench_profile_part(parts.Count, out var seconds, out var calls) is var name and not 0)
                parts.Add(new(Marshal.PtrToStringUTF8(name)!.Replace(Prefix, "", StringComparison.Ordinal), seconds, calls));
            return [.. parts.OrderByDescending(part => part.Seconds)];
        }
    }
}
