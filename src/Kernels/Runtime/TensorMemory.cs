using System.Runtime.InteropServices;

namespace Workbench.Kernels.Runtime;

/// <summary>
/// Makes the process keep the memory of freed tensors and use huge pages for large ones. Training steps free and allocate the same blocks
/// repeatedly; by default the C library returns them to the system, which clears every page again. On virtual machines that costs more than
/// the matrix products.
/// </summary>
/// <remarks>
/// Only on Linux with glibc. <c>WORKBENCH_MEMORY=off</c> keeps the system's defaults, and the user's own settings take precedence
/// (<c>MALLOC_TRIM_THRESHOLD_</c>, <c>MALLOC_TOP_PAD_</c>, <c>MALLOC_MMAP_THRESHOLD_</c>, <c>THP_MEM_ALLOC_ENABLE</c>, each for its part).
/// The launcher also sets <c>GLIBC_TUNABLES</c> (huge pages for all memory), which works only in a program's initial environment.
/// </remarks>
public static partial class TensorMemory
{
    /// <summary>The environment variable that turns these settings off.</summary>
    public const string Variable = "WORKBENCH_MEMORY";

    /// <summary>Whether the user has turned them off.</summary>
    internal static bool IsOff => Environment.GetEnvironmentVariable(Variable) == "off";

    // mallopt parameters and the largest values that it accepts.
    private const int TrimThreshold = -1,
        TopPad = -2,
        MmapThreshold = -3;
    private const int KeptBytes = int.MaxValue,
        LargestBlock = 32 << 20;

    // Threads other than the first use heaps of 64 MB, and glibc frees an empty heap regardless of the trim threshold unless the remaining
    // free memory is below this pad.
    private const int HeapsKept = 128 << 20;

    /// <summary>
    /// Configures the C library and libtorch. Must be called before libtorch is loaded, because libtorch reads its setting once. Child
    /// processes do not inherit the settings.
    /// </summary>
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || IsOff)
            return;
        try
        {
            if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is null)
                _ = mallopt(TrimThreshold, KeptBytes);
            if (Environment.GetEnvironmentVariable("MALLOC_TOP_PAD_") is null)
                _ = mallopt(TopPad, HeapsKept);
            if (Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null)
                _ = mallopt(MmapThreshold, LargestBlock);
            // libtorch's switch for tensors of at least 2 MB. setenv changes only the C library's environment; .NET passes its own copy to
            // child processes.
            _ = setenv("THP_MEM_ALLOC_ENABLE", "1", 0);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is not glibc.
        }
    }

    /// <summary>Returns retained free memory to the system.</summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux())
            return;
        BlockReuse.Release();
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is not glibc.
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
