using System.Runtime.InteropServices;

namespace Workbench.Kernels.Runtime;

/// <summary>
/// Lets a process keep the memory of freed tensors, and lay large ones in huge pages. A training step frees and takes the same blocks again
/// and again; by default the C library gives them back to the system, which clears every page anew: on virtual machines that costs more
/// than the products.
/// </summary>
/// <remarks>
/// On Linux with glibc. <c>WORKBENCH_MEMORY=off</c> leaves everything as the system has it, and so do settings of the user's own
/// (<c>MALLOC_TRIM_THRESHOLD_</c>, <c>MALLOC_TOP_PAD_</c>, <c>MALLOC_MMAP_THRESHOLD_</c>, <c>THP_MEM_ALLOC_ENABLE</c>, each for its part).
/// The launcher adds what only a program's environment can say (<c>GLIBC_TUNABLES</c>: all of its memory in huge pages).
/// </remarks>
public static partial class TensorMemory
{
    /// <summary>The environment variable that turns it off.</summary>
    public const string Variable = "WORKBENCH_MEMORY";

    // mallopt's names, and the largest values that it takes.
    private const int TrimThreshold = -1,
        TopPad = -2,
        MmapThreshold = -3;
    private const int KeptBytes = int.MaxValue,
        LargestBlock = 32 << 20;

    // Threads other than the first have heaps of 64 MB each, and give a whole one back as soon as it is empty, whatever the threshold is:
    // not while less than this is left.
    private const int HeapsKept = 128 << 20;

    /// <summary>
    /// Says so to the C library and to libtorch, which must not be loaded yet: it asks once. Child processes do not inherit it.
    /// </summary>
    internal static void Keep()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) == "off")
            return;
        try
        {
            if (Environment.GetEnvironmentVariable("MALLOC_TRIM_THRESHOLD_") is null)
                _ = mallopt(TrimThreshold, KeptBytes);
            if (Environment.GetEnvironmentVariable("MALLOC_TOP_PAD_") is null)
                _ = mallopt(TopPad, HeapsKept);
            if (Environment.GetEnvironmentVariable("MALLOC_MMAP_THRESHOLD_") is null)
                _ = mallopt(MmapThreshold, LargestBlock);
            // libtorch's own switch for tensors of 2 MB and more. The C library's copy of the environment: .NET hands its own to child
            // processes.
            _ = setenv("THP_MEM_ALLOC_ENABLE", "1", 0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    /// <summary>Gives what is kept and free back to the system.</summary>
    public static void Release()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library than glibc.
        }
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);
}
