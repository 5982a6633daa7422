using System.Runtime.InteropServices;

namespace TorchSharp;

/// <summary>The C ABI of libworkbench_torch, name for name. Every status goes through <see cref="Guard"/>.</summary>
internal static unsafe partial class NativeMethods
{
    private const string Library = "workbench_torch";

    // operators.cpp
    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial int wt_operator_find(string name, string overload, out nint found);
    [LibraryImport(Library)] internal static partial int wt_operator_call(nint op, NativeArgument* arguments, int count, NativeArgument* results, int capacity);
    [LibraryImport(Library)] internal static partial void wt_free(void* memory);
    [LibraryImport(Library)] internal static partial int wt_binary(int which, nint left, nint right, nint* result);

    // runtime.cpp
    [LibraryImport(Library)] internal static partial byte* wt_error_message();
    [LibraryImport(Library)] internal static partial long wt_error_token();
    [LibraryImport(Library)] internal static partial byte* wt_version();
    [LibraryImport(Library)] internal static partial long wt_live_handles();
    [LibraryImport(Library)] internal static partial void wt_handle_adopted(long change);
    [LibraryImport(Library)] internal static partial int wt_threads_get(int interOp, out int count);
    [LibraryImport(Library)] internal static partial int wt_threads_set(int interOp, int count);
    [LibraryImport(Library)] internal static partial int wt_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int wt_cuda(out int available, out int cudnn, out int count);
    [LibraryImport(Library)] internal static partial int wt_cuda_manual_seed(long seed);
    [LibraryImport(Library)] internal static partial int wt_cuda_synchronize(long index);
    [LibraryImport(Library)] internal static partial int wt_generator_new(long seed, int deviceType, int index, out nint made);
    [LibraryImport(Library)] internal static partial int wt_generator_default(out nint made);
    [LibraryImport(Library)] internal static partial int wt_generator_seed_set(nint generator, long seed);
    [LibraryImport(Library)] internal static partial int wt_generator_seed_get(nint generator, out long seed);
    [LibraryImport(Library)] internal static partial int wt_generator_state_get(nint generator, out nint state);
    [LibraryImport(Library)] internal static partial int wt_generator_state_set(nint generator, nint state);
    [LibraryImport(Library)] internal static partial void wt_generator_delete(nint generator);
    [LibraryImport(Library)] internal static partial int wt_flag_get(int which, out int value);
    [LibraryImport(Library)] internal static partial int wt_flag_set(int which, int value);

    // tensors.cpp
    [LibraryImport(Library)] internal static partial void wt_tensor_delete(nint tensor);
    [LibraryImport(Library)] internal static partial int wt_tensor_alias(nint tensor, out nint made);
    [LibraryImport(Library)] internal static partial int wt_tensor_info(nint tensor, out TensorInfo info);
    [LibraryImport(Library), SuppressGCTransition] internal static partial int wt_tensor_dtype(nint tensor);
    [LibraryImport(Library), SuppressGCTransition] internal static partial long wt_tensor_dim(nint tensor);
    [LibraryImport(Library)] internal static partial int wt_tensor_sizes(nint tensor, long* sizes, long* strides, long count);
    [LibraryImport(Library)] internal static partial int wt_tensor_data(nint tensor, out nint data);
    [LibraryImport(Library)] internal static partial int wt_tensor_storage(nint tensor, out nint data, out long bytes, out long offset);
    [LibraryImport(Library)] internal static partial int wt_tensor_item(nint tensor, out NativeArgument value);
    [LibraryImport(Library)] internal static partial int wt_tensor_from_blob(void* data, long* sizes, long count, int dtype, delegate* unmanaged<nint, void> release, nint state, out nint made);
    [LibraryImport(Library)] internal static partial int wt_tensor_names(nint tensor, byte* text, long capacity);

    // autograd.cpp
    [LibraryImport(Library), SuppressGCTransition] internal static partial int wt_grad_mode_get();
    [LibraryImport(Library)] internal static partial void wt_grad_mode_set(int enabled);
    [LibraryImport(Library)] internal static partial int wt_inference_mode_get();
    [LibraryImport(Library)] internal static partial int wt_inference_guard_new(int enabled, out nint guard);
    [LibraryImport(Library)] internal static partial void wt_inference_guard_delete(nint guard);
    [LibraryImport(Library)] internal static partial int wt_anomaly_get();
    [LibraryImport(Library)] internal static partial int wt_anomaly_check_nan();
    [LibraryImport(Library)] internal static partial void wt_anomaly_set(int enabled, int checkNan);
    [LibraryImport(Library)] internal static partial int wt_backward(nint* outputs, long outputCount, nint* gradients, long gradientCount, nint* inputs, long inputCount, int retainGraph, int createGraph);
    [LibraryImport(Library)] internal static partial int wt_grad(nint* outputs, long outputCount, nint* inputs, long inputCount, nint* gradients, long gradientCount, int retainGraph, int createGraph, int allowUnused, nint* results);
    [LibraryImport(Library)] internal static partial int wt_gradient_get(nint tensor, out nint gradient);
    [LibraryImport(Library)] internal static partial int wt_gradient_set(nint tensor, nint gradient);
    [LibraryImport(Library)] internal static partial int wt_requires_grad_set(nint tensor, int required);
    [LibraryImport(Library)] internal static partial int wt_hook_register(nint tensor, delegate* unmanaged<nint, nint, nint*, long> call, delegate* unmanaged<nint, void> release, nint state, out uint position);
    [LibraryImport(Library)] internal static partial int wt_hook_remove(nint tensor, uint position);

    // functions.cpp
    [LibraryImport(Library)] internal static partial int wt_function_new(delegate* unmanaged<nint, nint*, long, nint*, long, long> backward, delegate* unmanaged<nint, void> release, nint state, nint* inputs, long count, int executable, out nint made);
    [LibraryImport(Library)] internal static partial void wt_function_delete(nint node);
    [LibraryImport(Library)] internal static partial int wt_function_wrap(nint node, nint* inputs, long inputCount, nint* outputs, long outputCount, nint* dirty, long dirtyCount, nint* constant, long constantCount, int executable, nint* wrapped);
    [LibraryImport(Library)] internal static partial int wt_function_save(nint node, nint* tensors, long count);
    [LibraryImport(Library)] internal static partial nint wt_function_address(nint node);
    [LibraryImport(Library)] internal static partial int wt_function_saved(nint address, nint* tensors, long count);
}

/// <summary>What a tensor is, in one call (tensors.cpp has the same layout).</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct TensorInfo
{
    internal readonly long Dimensions;
    internal readonly long Elements;
    internal readonly long ElementSize;
    internal readonly int ScalarType;
    internal readonly int DeviceType;
    internal readonly int DeviceIndex;
    internal readonly int Layout;
    internal readonly byte RequiresGrad;
    internal readonly byte IsLeaf;
    internal readonly byte IsContiguous;
    internal readonly byte HasNames;
    internal readonly byte IsView;
    internal readonly byte IsInference;
    internal readonly byte IsConj;
    internal readonly byte IsNeg;
    internal readonly byte IsZero;

    /// <summary>Is the memory not (or not yet) what the elements are: conjugation or negation pending, zeros without memory?</summary>
    internal bool IsLazy => (IsConj | IsNeg | IsZero) != 0;
}
