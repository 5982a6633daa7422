using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Fast versions of frequent TorchSharp calls through libtorch's C interface: reading a shape, for which TorchSharp allocates a delegate
/// each time, and creating a tensor.
/// </summary>
internal static unsafe class FloatTensor
{
    /// <summary>
    /// Creates an uninitialised contiguous float32 tensor on the CPU, regardless of the process's default dtype and device.
    /// </summary>
    /// <param name="sizes">The shape.</param>
    internal static Tensor New(params ReadOnlySpan<long> sizes)
    {
        Span<long> strides = stackalloc long[sizes.Length];
        var step = 1L;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = step;
            step *= Math.Max(1, sizes[d]);
        }
        return Strided(sizes, strides);
    }

    /// <summary>Creates an uninitialised float32 tensor with the given strides.</summary>
    internal static Tensor Strided(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        nint made;
        fixed (
            long* shape = sizes,
                steps = strides
        )
            TorchAbi.Check(TorchAbi.EmptyStrided(sizes.Length, shape, steps, (int)ScalarType.Float32, (int)DeviceType.CPU, 0, &made));
        return Tensor.UnsafeCreateTensor(made);
    }

    /// <summary>The tensor's shape.</summary>
    internal static long[] Sizes(this Tensor tensor)
    {
        if (!TorchAbi.IsComplete)
            return tensor.shape;
        long* sizes;
        long rank;
        TorchAbi.Check(TorchAbi.Sizes(tensor.Handle, &sizes));
        TorchAbi.Check(TorchAbi.Rank(tensor.Handle, &rank));
        long[] copy = [.. new ReadOnlySpan<long>(sizes, (int)rank)];
        GC.KeepAlive(tensor);
        return copy;
    }
}
