using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels.Runtime;

namespace Workbench.Kernels;

/// <summary>
/// Functions of libtorch's stable C interface (torch/csrc/inductor/aoti_torch/c/shim.h and torch/csrc/stable/c/shim.h), resolved by name.
/// The functions return 0 for success.
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
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, long*, int> Rank = (delegate* unmanaged[SuppressGCTransition]<
        nint,
        long*,
        int>)Address("aoti_torch_get_dim");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, int*, int> ScalarType =
        (delegate* unmanaged[SuppressGCTransition]<nint, int*, int>)Address("aoti_torch_get_dtype");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, int*, int> DeviceType =
        (delegate* unmanaged[SuppressGCTransition]<nint, int*, int>)Address("aoti_torch_get_device_type");
    internal static readonly delegate* unmanaged[SuppressGCTransition]<nint, int*, int> Layout = (delegate* unmanaged[SuppressGCTransition]<
        nint,
        int*,
        int>)Address("aoti_torch_get_layout");
    internal static readonly delegate* unmanaged<long, long*, long*, int, int, int, nint*, int> EmptyStrided = (delegate* unmanaged<
        long,
        long*,
        long*,
        int,
        int,
        int,
        nint*,
        int>)Address("aoti_torch_empty_strided");
    internal static readonly delegate* unmanaged<nint, int> Zero = (delegate* unmanaged<nint, int>)Address("aoti_torch_zero_");
    private static readonly delegate* unmanaged<nint, nint, nint, int> MatrixProduct = (delegate* unmanaged<nint, nint, nint, int>)Address(
        "aoti_torch_cpu_mm_out"
    );
    private static readonly delegate* unmanaged<nint, nint, nint, nint, double, double, int> AddedProduct = (delegate* unmanaged<
        nint,
        nint,
        nint,
        nint,
        double,
        double,
        int>)Address("aoti_torch_cpu_addmm_out");

    // torch::autograd::get_current_graph_task_keep_graph: a C++ function without arguments that returns a bool.
    private static readonly delegate* unmanaged[SuppressGCTransition]<byte> KeepsGraphOfTask = (delegate* unmanaged[SuppressGCTransition]<
        byte>)Address("_ZN5torch8autograd33get_current_graph_task_keep_graphEv");

    /// <summary>Whether the current backward pass retains its graph for another one; true where libtorch does not tell.</summary>
    internal static bool KeepsGraph => KeepsGraphOfTask == null || KeepsGraphOfTask() != 0;

    // at::TensorBase::_version() const: a C++ member function without arguments that returns an int64_t.
    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, long> VersionOf = (delegate* unmanaged[SuppressGCTransition]<
        nint,
        long>)Address("_ZNK2at10TensorBase8_versionEv");

    // at::native::is_inference(const Tensor&): a C++ function that returns a bool.
    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, byte> IsInference = (delegate* unmanaged[SuppressGCTransition]<
        nint,
        byte>)Address("_ZN2at6native12is_inferenceERKNS_6TensorE");

    /// <summary>How often a tensor was changed in place; null where libtorch does not tell, as for one made in inference mode.</summary>
    internal static long? Version(torch.Tensor tensor)
    {
        if (VersionOf == null || IsInference == null)
            return null;
        long? version = IsInference(tensor.Handle) != 0 ? null : VersionOf(tensor.Handle);
        GC.KeepAlive(tensor);
        return version;
    }

    /// <summary>Whether this libtorch has all functions that the kernels need.</summary>
    internal static readonly bool IsComplete =
        DataPointer != null
        && Sizes != null
        && Strides != null
        && Rank != null
        && ScalarType != null
        && DeviceType != null
        && Layout != null
        && EmptyStrided != null
        && Zero != null
        && MatrixProduct != null
        && AddedProduct != null
        && ParallelFor != 0
        && ThreadCount != 0;

    /// <summary>torch_parallel_for: a parallel loop on libtorch's thread pool.</summary>
    internal static nint ParallelFor => Address("torch_parallel_for");

    /// <summary>torch_get_num_threads.</summary>
    internal static nint ThreadCount => Address("torch_get_num_threads");

    /// <summary>Throws unless the status is 0.</summary>
    internal static void Check(int status)
    {
        if (status != 0)
            throw new ExternalException("libtorch could not describe a tensor: it is not dense, or it was disposed");
    }

    /// <summary>Writes the product a b to a matrix, or adds it; TorchSharp's products always allocate a new tensor. On the CPU, without
    /// autograd.</summary>
    /// <param name="output">[n, m], with any strides.</param>
    /// <param name="a">[n, k].</param>
    /// <param name="b">[k, m].</param>
    /// <param name="add">Whether to add to the output instead of overwriting it.</param>
    internal static void Product(torch.Tensor output, torch.Tensor a, torch.Tensor b, bool add = false)
    {
        var (to, left, right) = (output.Handle, a.Handle, b.Handle);
        var status = add ? AddedProduct(to, to, left, right, 1, 1) : MatrixProduct(to, left, right);
        GC.KeepAlive(output);
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        if (status != 0)
            throw new ExternalException("libtorch could not multiply two matrices; its message is in stderr");
    }

    /// <summary>The address of a symbol exported by libtorch_cpu or one of its dependencies; 0 when there is none.</summary>
    internal static nint Address(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out var address) ? address : 0;
}
