using System.Runtime.InteropServices;

namespace Workbench.Kernels;

/// <summary>
/// The C boundary of the native library. Every function answers null, or the message of the exception that it caught (the text stays valid
/// until the thread's next call); <see cref="Check"/> is the one place where that becomes an exception here.
/// </summary>
internal static partial class NativeMethods
{
    private const string Library = NativeKernels.LibraryName;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint workbench_register(string off);

    [LibraryImport(Library)]
    internal static partial nint workbench_describe();

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_words(uint* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_uniform_float(float* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_uniform_double(double* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_normal_float(float* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_normal_double(double* destination, long count, ulong seed, uint role, uint step, ulong first);

    [LibraryImport(Library)]
    internal static unsafe partial nint workbench_philox_keep(float* destination, long count, ulong seed, uint role, uint step, ulong threshold);

    [LibraryImport(Library)]
    internal static partial nint workbench_dropout(nint x, double p, long seed, long role, long step, out nint result);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint workbench_cap_instruction_set(string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint workbench_has_operator(string name, string overload, out int found);

    [LibraryImport(Library)]
    internal static partial nint workbench_release_memory(out long size);

    [LibraryImport(Library)]
    internal static partial nint workbench_gemm_raw(nint left, nint right);

    /// <summary>Throws what a native function reported.</summary>
    internal static void Check(nint message)
    {
        if (Message(message) is { } text) throw new ExternalException(text);
    }

    /// <summary>What a native function reported; null for success.</summary>
    internal static string? Message(nint message) => message == 0 ? null : Marshal.PtrToStringUTF8(message);

    /// <summary>Every kernel's state: one line each, its fields separated by tabs.</summary>
    internal static IReadOnlyList<KernelInfo> Describe()
    {
        var kernels = new List<KernelInfo>();
        foreach (var line in Marshal.PtrToStringUTF8(workbench_describe())!.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = line.Split('\t');
            kernels.Add(new KernelInfo(fields[0], fields[1] == "on", fields[2], fields[3]));
        }
        return kernels;
    }
}
