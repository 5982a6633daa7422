using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Rotary position encoding (Su et al. 2021, "RoFormer"): plane (a, b) of a head becomes (a cos - b sin, b cos + a sin) with the angle of
/// its position and plane. The gradient is the rotation by the negative angle, and can be differentiated any number of times.
/// </summary>
/// <remarks>
/// The <c>rope</c> kernel supports float32 on the CPU with a contiguous last dimension and any other strides; other floating types and
/// devices use plain operators.
/// </remarks>
public static class Rotary
{
    /// <summary>Rotates every plane of x by the angle of its position.</summary>
    /// <param name="x">[..., T, K] with an even K, a floating type, any device.</param>
    /// <param name="cosine">[P, K/2] with P at least start + T: the cosines of the angles, one row per position from 0. Must not require a
    /// gradient.</param>
    /// <param name="sine">[P, K/2], the sines.</param>
    /// <param name="layout">Which coordinates form a plane.</param>
    /// <param name="start">The position of the first row of x; default 0.</param>
    /// <returns>[..., T, K].</returns>
    /// <exception cref="ArgumentException">A shape, type, device or start is invalid, or a table requires a gradient.</exception>
    public static Tensor rotate(Tensor x, Tensor cosine, Tensor sine, RopeLayout layout, long start = 0)
    {
        Refuse(x, cosine, sine, layout, start);
        return NativeKernels.Takes("rope", x)
            ? RotaryFunction.Run(x, cosine, sine, new RotaryCall(start, layout, Inverse: false))
            : Composite(x, cosine, sine, layout, start);
    }

    /// <summary>
    /// The tables for positions 0 ... count - 1: plane p at position t has the angle t base^(-2p / K), computed in float64 and rounded
    /// once.
    /// </summary>
    /// <param name="count">P, at least 0.</param>
    /// <param name="width">K, the head's width, even and at least 2.</param>
    /// <param name="wavelength">The base of the wavelengths, above 0; default 10000.</param>
    /// <param name="dtype">Element type; default float32.</param>
    /// <param name="device">Device; default the CPU.</param>
    /// <param name="stretch">What positions are divided by (position interpolation, Chen et al. 2023); default 1.</param>
    /// <returns>The cosines and the sines, each [P, K/2].</returns>
    public static (Tensor Cosine, Tensor Sine) tables(
        long count,
        long width,
        double wavelength = 10000,
        ScalarType dtype = ScalarType.Float32,
        Device? device = null,
        double stretch = 1
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        if (!(stretch > 0))
            throw new ArgumentOutOfRangeException(nameof(stretch), stretch, "positions are divided by a number above 0");
        if (width < 2 || width % 2 != 0)
            throw new ArgumentOutOfRangeException(nameof(width), width, "a head's width is even and at least 2");
        if (!(wavelength > 0))
            throw new ArgumentOutOfRangeException(nameof(wavelength), wavelength, "the base of the wave lengths is above 0");
        var planes = width / 2;
        var (cosines, sines) = (new double[count * planes], new double[count * planes]);
        for (var i = 0L; i < cosines.LongLength; i++)
            (sines[i], cosines[i]) = Math.SinCos(i / planes / stretch * Math.Pow(wavelength, -2.0 * (i % planes) / width));
        return (Table(cosines), Table(sines));

        Tensor Table(double[] values)
        {
            using var wide = tensor(values, [count, planes], ScalarType.Float64);
            return wide.to(dtype, device ?? CPU, copy: true);
        }
    }

    /// <summary>Reference implementation with plain operators, for any device and floating type.</summary>
    internal static Tensor Composite(Tensor x, Tensor cosine, Tensor sine, RopeLayout layout, long start)
    {
        using var scope = NewDisposeScope();
        var (count, width) = (x.Sizes()[^2], x.Sizes()[^1]);
        var (c, s) = (cosine.narrow(0, start, count), sine.narrow(0, start, count)); // [T, K/2]
        if (layout == RopeLayout.HalfSplit)
        {
            var (a, b) = (x.narrow(-1, 0, width / 2), x.narrow(-1, width / 2, width / 2)); // [..., T, K/2]
            return cat([(a * c) - (b * s), (b * c) + (a * s)], -1).MoveToOuterDisposeScope();
        }
        var planes = x.unflatten(x.dim() - 1, [width / 2, 2]); // [..., T, K/2, 2]
        var (first, second) = (planes.select(-1, 0), planes.select(-1, 1)); // [..., T, K/2]
        return stack([(first * c) - (second * s), (second * c) + (first * s)], -1).flatten(-2).MoveToOuterDisposeScope();
    }

    private static void Refuse(Tensor x, Tensor cosine, Tensor sine, RopeLayout layout, long start)
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = x.Sizes();
        if (shape.Length < 2)
            throw new ArgumentException($"x is {Shape(x)}; a rotation takes [..., T, K] with an even K of at least 2", nameof(x));
        Refuse(x, shape[^2], shape[^1], new(cosine, sine, layout), start);
    }

    /// <summary>Throws unless the tables fit T rows of width K and match the dtype and device of x.</summary>
    internal static void Refuse(Tensor x, long count, long width, in RotaryTables tables, long start)
    {
        if (!x.is_floating_point())
            throw new ArgumentException($"x is {x.dtype}; a rotation takes a floating type", nameof(x));
        if (width % 2 != 0 || width == 0)
            throw new ArgumentException($"x is {Shape(x)}; a rotation takes [..., T, K] with an even K of at least 2", nameof(x));
        if (!Enum.IsDefined(tables.Layout))
            throw new ArgumentOutOfRangeException("layout", tables.Layout, $"there are {string.Join(", ", Enum.GetNames<RopeLayout>())}");
        if (start < 0)
            throw new ArgumentOutOfRangeException(nameof(start), start, "positions are counted from 0");
        Refuse(tables.Cosine, "cosine");
        Refuse(tables.Sine, "sine");

        void Refuse(Tensor table, string name)
        {
            ArgumentNullException.ThrowIfNull(table, name);
            if (table.dtype != x.dtype)
                throw new ArgumentException($"{name} is {table.dtype} and x is {x.dtype}; they must be of one type", name);
            if (table.device_type != x.device_type || table.device_index != x.device_index)
                throw new ArgumentException($"{name} is on {table.device} and x on {x.device}; they must be on one device", name);
            var rows = table.Sizes();
            if (rows.Length != 2 || rows[1] != width / 2 || rows[0] < start + count)
            {
                throw new ArgumentException(
                    $"{name} is {Shape(table)}; for x {Shape(x)} from position {start} on it must be [P, {width / 2}] with P at "
                        + $"least {start + count}",
                    name
                );
            }
            if (table.requires_grad)
                throw new ArgumentException($"{name} requires a gradient; the tables of a rotation are constants", name);
        }
    }

    private static string Shape(Tensor tensor) => $"[{string.Join(", ", tensor.Sizes())}]";
}
