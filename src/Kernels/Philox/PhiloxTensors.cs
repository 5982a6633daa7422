using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

// Functions that return tensors. Element i is the i-th in row-major order. The numbers are always generated on the CPU and then copied, so
// that all devices get the same ones; a meta tensor has only a shape.
public static partial class Philox
{
    /// <summary>A tensor of uniform numbers in [low, high).</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="stream">The stream; elements 0 … count - 1.</param>
    /// <param name="low">The lower end.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="device">Device; default the CPU.</param>
    /// <param name="dtype">float64 is drawn as <see cref="UniformDouble"/>, every other type as <see cref="Uniform"/> and converted;
    /// default float32.</param>
    public static Tensor uniform(
        ReadOnlySpan<long> shape,
        RandomStream stream,
        double low = 0,
        double high = 1,
        Device? device = null,
        ScalarType? dtype = null
    ) =>
        Affine(Create(shape, device, dtype, values => FillUniform(values, stream), values => FillUniform(values, stream)), high - low, low);

    /// <summary>A tensor of normal numbers.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="stream">The stream; elements 0 … count - 1.</param>
    /// <param name="mean">The mean.</param>
    /// <param name="std">The standard deviation.</param>
    /// <param name="device">Device; default the CPU.</param>
    /// <param name="dtype">float64 is drawn as <see cref="NormalDouble"/>, every other type as <see cref="Normal"/> and converted; default
    /// float32.</param>
    public static Tensor normal(
        ReadOnlySpan<long> shape,
        RandomStream stream,
        double mean = 0,
        double std = 1,
        Device? device = null,
        ScalarType? dtype = null
    ) => Affine(Create(shape, device, dtype, values => FillNormal(values, stream), values => FillNormal(values, stream)), std, mean);

    /// <summary>
    /// Dropout whose mask is a function of the stream alone: element i is kept when its 32-bit word is at least p 2^32 (rounded), and then
    /// scaled by 1 / (1 - p). Differentiable, any number of times.
    /// </summary>
    /// <param name="x">Any shape, a floating dtype, any device.</param>
    /// <param name="p">The dropout probability, in [0, 1]; with 0 the result equals <paramref name="x"/>, with 1 it is all zeros.</param>
    /// <param name="stream">The stream of this dropout site at this step.</param>
    /// <param name="rows">The place of <paramref name="x"/> in the tensor whose mask is used: its rows along
    /// <paramref name="dim"/>. Default: <paramref name="x"/> is the whole tensor.</param>
    /// <param name="dim">The dimension of the rows.</param>
    /// <returns>A tensor of the shape, dtype and device of <paramref name="x"/>.</returns>
    public static Tensor dropout(Tensor x, double p, RandomStream stream, BatchRows rows = default, int dim = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        CheckProbability(p);
        if (p == 0)
            return x.alias();
        if (NativeKernels.Takes("philox", x) && (dim == 0 || rows.IsWhole))
            return DropoutFunction.Run(x, p, stream, rows);
        using var mask = dropout_mask(x.shape, p, stream, x.device, x.dtype, rows, dim);
        return x * mask;
    }

    /// <summary>The mask by which <see cref="dropout"/> multiplies: 0, or 1 / (1 - p) in the given dtype.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="p">The dropout probability, in [0, 1].</param>
    /// <param name="stream">The stream of the dropout site at this step.</param>
    /// <param name="device">Device; default the CPU.</param>
    /// <param name="dtype">Element type; default float32.</param>
    /// <param name="rows">The place of the mask in that of a whole tensor: its rows along <paramref name="dim"/>. Default: it is the
    /// whole.</param>
    /// <param name="dim">The dimension of the rows.</param>
    public static Tensor dropout_mask(
        ReadOnlySpan<long> shape,
        double p,
        RandomStream stream,
        Device? device = null,
        ScalarType? dtype = null,
        BatchRows rows = default,
        int dim = 0
    )
    {
        CheckProbability(p);
        if (!rows.IsWhole)
        {
            long[] whole = [.. shape];
            whole[dim] = rows.Total;
            using var all = dropout_mask(whole, p, stream, device, dtype);
            return all.narrow(dim, rows.First, shape[dim]).contiguous();
        }
        var threshold = DropThreshold(p);
        return Affine(Create(shape, device, dtype, values => FillKeep(values, stream, threshold), null), KeepScale(p), 0);
    }

    private static void CheckProbability(double p)
    {
        if (!(p >= 0 && p <= 1))
            throw new ArgumentOutOfRangeException(nameof(p), p, "a dropout probability lies in [0, 1]");
    }

    // Generates the numbers on the CPU (in float64 only if requested and supported) and copies them to the device.
    private static Tensor Create(
        ReadOnlySpan<long> shape,
        Device? device,
        ScalarType? dtype,
        Action<Span<float>> draw,
        Action<Span<double>>? drawDouble
    )
    {
        var wanted = dtype ?? ScalarType.Float32;
        if (device?.type == DeviceType.META)
            return empty(shape, wanted, device);
        var wide = wanted == ScalarType.Float64 && drawDouble is not null;
        var drawn = empty(shape, wide ? ScalarType.Float64 : ScalarType.Float32, CPU);
        if (wide)
            drawDouble!(MemoryMarshal.Cast<byte, double>(drawn.bytes));
        else
            draw(MemoryMarshal.Cast<byte, float>(drawn.bytes));
        if (drawn.dtype == wanted && (device is null || device.type == DeviceType.CPU))
            return drawn;
        using (drawn)
            return drawn.to(wanted, device ?? CPU);
    }

    private static Tensor Affine(Tensor values, double scale, double shift)
    {
        if (scale != 1)
            values.mul_(scale);
        if (shift != 0)
            values.add_(shift);
        return values;
    }
}
