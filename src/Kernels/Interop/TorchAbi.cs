using System.Runtime.InteropServices;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

/// <summary>
/// Functions of libtorch's stable C interface (torch/csrc/inductor/aoti_torch/c/shim.h and torch/csrc/stable/c/shim.h), by their addresses. They answer
/// 0 for success.
/// </summary>
internal static unsafe class TorchAbi
{
    private static readonly nint Library = TorchRuntime.LibraryOf("torch_cpu");

    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, void**, int> DataPointer =
        (delegate* unmanaged[SuppressGCTransition]<nint, void**, int>)Address("aoti_torch_get_data_ptr");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, long**, int> Sizes =
        (delegate* unmanaged[SuppressGCTransition]<nint, long**, int>)Address("aoti_torch_get_sizes");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, long**, int> Strides =
        (delegate* unmanaged[SuppressGCTransition]<nint, long**, int>)Address("aoti_torch_get_strides");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, long*, int> Rank =
        (delegate* unmanaged[SuppressGCTransition]<nint, long*, int>)Address("aoti_torch_get_dim");

    /// <summary>Whether this libtorch has what the kernels need.</summary>
    internal static bool IsComplete => DataPointer != null && Sizes != null && Strides != null && Rank != null && ParallelFor != 0 && ThreadCount != 0;

    /// <summary>torch_parallel_for: libtorch's own threads.</summary>
    internal static nint ParallelFor => Address("torch_parallel_for");

    /// <summary>torch_get_num_threads.</summary>
    internal static nint ThreadCount => Address("torch_get_num_threads");

    /// <summary>Throws where a function did not succeed.</summary>
    internal static void Check(int status)
    {
        if (status != 0) throw new ExternalException("libtorch could not describe a tensor: it is not dense, or it was disposed");
    }

    /// <summary>The address of what libtorch_cpu or a library that it needs exports; 0 where there is none.</summary>
    internal static nint Address(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;
}
