using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// A tensor as the native library reads it: where its numbers are, and how they lie (tensor.h). It owns nothing: whoever makes one keeps
/// the tensor alive until the call is over, with an <see cref="Operand"/> or <see cref="GC.KeepAlive"/>.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct NativeTensor
{
    private readonly void* _start;
    private readonly long* _sizes,
        _strides;
    private readonly long _rank;

    /// <summary>The tensor of a TorchSharp handle. It is dense.</summary>
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

    /// <summary>How many dimensions there are.</summary>
    internal long Rank => _rank;

    /// <summary>The size of each dimension.</summary>
    internal long* Sizes => _sizes;

    /// <summary>The elements between neighbours of each dimension.</summary>
    internal long* Strides => _strides;

    /// <summary>Where the numbers begin.</summary>
    internal float* Start => (float*)_start;

    /// <summary>The tensor as it lies; for null, what the native library takes as none.</summary>
    internal static NativeTensor Of(Tensor? tensor) => tensor is null ? default : new NativeTensor(tensor.Handle);
}

/// <summary>A tensor that a native function reads, laid out as it needs it: the tensor itself, or a copy that ends with this.</summary>
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

    /// <summary>What is handed over.</summary>
    internal NativeTensor Native { get; }

    /// <summary>A tensor with its last dimension contiguous; null for none.</summary>
    internal static Operand Rows(Tensor? tensor) => new(tensor, tensor is null || HasRows(tensor));

    /// <summary>A tensor without gaps, in row-major order; null for none.</summary>
    internal static Operand Contiguous(Tensor? tensor) => new(tensor, tensor is null || tensor.is_contiguous());

    /// <summary>Frees the copy, and keeps the tensor alive until here.</summary>
    internal void Dispose()
    {
        _copy?.Dispose();
        GC.KeepAlive(_tensor);
    }

    // Kernels read rows that lie in up to four levels (rows.h): a batch, heads and tokens at any strides are three.
    private static bool HasRows(Tensor tensor)
    {
        var dimensions = tensor.dim();
        return dimensions == 0 || tensor.is_contiguous() || (dimensions <= 5 && (tensor.size(-1) <= 1 || tensor.stride(-1) == 1));
    }
}
