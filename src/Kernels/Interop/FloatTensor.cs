using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// What kernels ask of TorchSharp most, by libtorch's C interface: a shape, which TorchSharp hands over through a new delegate each time,
/// and a new tensor.
/// </summary>
internal static unsafe class FloatTensor
{
    /// <summary>
    /// A tensor that the native library will write: float32 on the CPU without gaps, whatever the process's defaults are.
    /// </summary>
    /// <param name="sizes">Its shape.</param>
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

    /// <summary>The same with strides of its own.</summary>
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

    /// <summary>Its shape.</summary>
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
