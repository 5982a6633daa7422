using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    /// <summary>A group of parameters, as the native library lays it out: AdamW's options, and how many of the list belong to it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct AdamWGroup
    {
        internal double LearningRate, Beta1, Beta2, Epsilon, WeightDecay;
        internal long Count;
    }

    [LibraryImport(Library)]
    internal static partial nint workbench_optimiser_norm(ReadOnlySpan<nint> parameters, long count, out double norm, out int taken);

    [LibraryImport(Library)]
    internal static partial nint workbench_optimiser_step(
        ReadOnlySpan<nint> parameters, ReadOnlySpan<nint> means, ReadOnlySpan<nint> squares, Span<long> steps, long count,
        ReadOnlySpan<AdamWGroup> groups, long groupCount, double scale, out int taken);

    [LibraryImport(Library)]
    internal static partial nint workbench_optimiser_release(ReadOnlySpan<nint> parameters, long count);
}
