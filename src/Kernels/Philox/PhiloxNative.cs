using System.Runtime.InteropServices;

namespace Workbench.Kernels;

internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_philox_words(uint* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static partial nint workbench_philox_uniform_float(
        float* destination,
        long count,
        ulong seed,
        uint role,
        uint step,
        ulong first
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_philox_uniform_double(
        double* destination,
        long count,
        ulong seed,
        uint role,
        uint step,
        ulong first
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_philox_normal_float(
        float* destination,
        long count,
        ulong seed,
        uint role,
        uint step,
        ulong first
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_philox_normal_double(
        double* destination,
        long count,
        ulong seed,
        uint role,
        uint step,
        ulong first
    );

    [LibraryImport(Library)]
    internal static partial nint workbench_philox_keep(float* destination, long count, ulong seed, uint role, uint step, ulong threshold);

    [LibraryImport(Library)]
    internal static partial nint workbench_dropout(float* x, float* y, long count, double p, ulong seed, uint role, uint step, ulong first);
}

/// <summary>The native fill functions. Each returns false when the kernel is off or the span is short; the caller then uses the
/// reference.</summary>
internal static unsafe class PhiloxNative
{
    // For fewer elements the overhead of the native call exceeds its gain.
    private const int Worthwhile = 16;

    private static bool Off(int length) => length < Worthwhile || !NativeKernels.IsOn("philox");

    internal static bool TryFill(Span<uint> destination, RandomStream stream, ulong first)
    {
        if (Off(destination.Length))
            return false;
        fixed (uint* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_words(start, destination.Length, stream.Seed, stream.Role, stream.Step, first)
            );
        return true;
    }

    internal static bool TryFillUniform(Span<float> destination, RandomStream stream, ulong first)
    {
        if (Off(destination.Length))
            return false;
        fixed (float* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_uniform_float(start, destination.Length, stream.Seed, stream.Role, stream.Step, first)
            );
        return true;
    }

    internal static bool TryFillUniform(Span<double> destination, RandomStream stream, ulong first)
    {
        if (Off(destination.Length))
            return false;
        fixed (double* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_uniform_double(start, destination.Length, stream.Seed, stream.Role, stream.Step, first)
            );
        return true;
    }

    internal static bool TryFillNormal(Span<float> destination, RandomStream stream, ulong first)
    {
        if (Off(destination.Length))
            return false;
        fixed (float* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_normal_float(start, destination.Length, stream.Seed, stream.Role, stream.Step, first)
            );
        return true;
    }

    internal static bool TryFillNormal(Span<double> destination, RandomStream stream, ulong first)
    {
        if (Off(destination.Length))
            return false;
        fixed (double* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_normal_double(start, destination.Length, stream.Seed, stream.Role, stream.Step, first)
            );
        return true;
    }

    internal static bool TryFillKeep(Span<float> destination, RandomStream stream, ulong threshold)
    {
        if (Off(destination.Length))
            return false;
        fixed (float* start = destination)
            NativeMethods.Check(
                NativeMethods.workbench_philox_keep(start, destination.Length, stream.Seed, stream.Role, stream.Step, threshold)
            );
        return true;
    }
}
