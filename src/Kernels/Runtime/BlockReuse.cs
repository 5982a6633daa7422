using System.Runtime.InteropServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

internal static partial class NativeMethods
{
    [LibraryImport(Library)]
    internal static partial nint workbench_memory_install(nint within);

    [LibraryImport(Library)]
    internal static partial void workbench_memory_use(int yes);

    [LibraryImport(Library)]
    internal static partial long workbench_memory_release();
}

/// <summary>
/// The kernel <c>memory</c>: tensors take freed blocks of their own size. With glibc's <c>posix_memalign</c>, which libtorch calls, they
/// rarely do, and a training step needs more memory than its tensors.
/// </summary>
internal static class BlockReuse
{
    // c10::alloc_cpu(size_t), where libtorch allocates tensors.
    private const string Allocator = "_ZN3c109alloc_cpuEm";

    private static bool _installed;

    /// <summary>Redirects libtorch's allocation of tensors, once per process; <see cref="Use"/> turns the kernel on and off.</summary>
    /// <returns>Why the kernel cannot be installed; null on success.</returns>
    internal static string? Install()
    {
        if (_installed)
            return null;
        if (TensorMemory.IsOff)
            return $"{TensorMemory.Variable}=off";
        var library = TorchRuntime.LibraryOf("c10");
        if (library == 0 || !NativeLibrary.TryGetExport(library, Allocator, out var within))
            return "this libtorch has no c10::alloc_cpu";
        if (NativeMethods.Message(NativeMethods.workbench_memory_install(within)) is { } failure)
            return failure;
        _installed = true;
        return null;
    }

    /// <summary>Turns the kernel on or off.</summary>
    internal static void Use(bool yes)
    {
        if (_installed)
            NativeMethods.workbench_memory_use(yes ? 1 : 0);
    }

    /// <summary>Frees what keeps gaps at the sizes of the tensors that left them.</summary>
    internal static void Release()
    {
        if (_installed)
            _ = NativeMethods.workbench_memory_release();
    }
}
