using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A tensor descriptor for the native library: data pointer, sizes and strides (tensor.h). Does not own the tensor; the caller must keep
/// the tensor alive during the call with an <see cref="Operand"/> or <see cref="GC.KeepAlive"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeTensor
{
    private readonly void* _start;
    private readonly long* _sizes,
        _strides;
    private readonly long _rank;

    /// <summary>The descriptor of a TorchSharp handle. The tensor must not be sparse.</summary>
    internal NativeTensor(nint handle)
    {
        void* start;
        long* sizes,
            strides;
        long rank;
        // A TorchSharp handle is libtorch's AtenTensorHandle; sizes and strides are the tensor's own arrays.
        TorchAbi.Check(TorchAbi.DataPointer(handle, &start));
        TorchAbi.Check(TorchAbi.Sizes(handle, &sizes));
        TorchAbi.Check(TorchAbi.Strides(handle, &strides));
        TorchAbi.Check(TorchAbi.Rank(handle, &rank));
        _start = start;
        _sizes = sizes;
        _strides = strides;
        _rank = rank;
    }

    /// <summary>Number of dimensions.</summary>
    internal long Rank => _rank;

    /// <summary>The size of each dimension.</summary>
    internal long* Sizes => _sizes;

    /// <summary>The stride of each dimension, in elements.</summary>
    internal long* Strides => _strides;

    /// <summary>Pointer to the first element.</summary>
    internal float* Start => (float*)_start;

    /// <summary>The descriptor of a tensor; for null, the native library's absent tensor.</summary>
    internal static NativeTensor Of(Tensor? tensor) => tensor is null ? default : new NativeTensor(tensor.Handle);
}

/// <summary>An argument of a native function with the required memory layout: the tensor itself, or a temporary copy.</summary>
internal readonly ref struct Operand
{
    private readonly Tensor? _tensor,
        _copy;

    private Operand(Tensor? tensor, bool fits)
    {
        _tensor = tensor;
        _copy = tensor is null || fits ? null : tensor.contiguous();
        Native = NativeTensor.Of(_copy ?? tensor);
    }

    /// <summary>The native descriptor.</summary>
    internal NativeTensor Native { get; }

    /// <summary>A tensor with a contiguous last dimension; null for an absent one.</summary>
    internal static Operand Rows(Tensor? tensor) => new(tensor, tensor is null || HasRows(tensor));

    /// <summary>A contiguous tensor; null for an absent one.</summary>
    internal static Operand Contiguous(Tensor? tensor) => new(tensor, tensor is null || tensor.is_contiguous());

    /// <summary>Disposes the copy and keeps the tensor alive until this call.</summary>
    internal void Dispose()
    {
        _copy?.Dispose();
        GC.KeepAlive(_tensor);
    }

    // Kernels read rows addressed by up to four leading dimensions (rows.h); batch, heads and tokens with any strides need three.
    private static bool HasRows(Tensor tensor)
    {
        var dimensions = tensor.dim();
        return dimensions == 0 || tensor.is_contiguous() || (dimensions <= 5 && (tensor.size(-1) <= 1 || tensor.stride(-1) == 1));
    }
}
