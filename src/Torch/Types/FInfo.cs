namespace TorchSharp;

public static partial class torch
{
    /// <summary>The limits of a type of real numbers.</summary>
    public struct FInfo
    {
        /// <summary>Bits a number takes.</summary>
        public int bits;
        /// <summary>The distance from 1 to the next number.</summary>
        public double eps;
        /// <summary>The largest number.</summary>
        public double max;
        /// <summary>The smallest (most negative) number.</summary>
        public double min;
        /// <summary>The smallest positive normal number.</summary>
        public double tiny;
        /// <summary>The smallest positive normal number.</summary>
        public double smallest_normal;
        /// <summary>The precision in decimal digits, as 10^-digits.</summary>
        public double resolution;
    }

    /// <summary>The limits of the default type.</summary>
    public static FInfo finfo() => finfo(get_default_dtype());

    /// <summary>The limits of a type of real numbers; of a complex type, those of its parts.</summary>
    /// <exception cref="ArgumentException">The type is neither real nor complex.</exception>
    public static FInfo finfo(ScalarType dtype) => dtype switch
    {
        ScalarType.BFloat16 => Limits(16, significand: 8, exponent: 128, digits: 2),
        ScalarType.Float16 => Limits(16, significand: 11, exponent: 16, digits: 3),
        ScalarType.Float32 or ScalarType.ComplexFloat32 => Limits(32, significand: 24, exponent: 128, digits: 6),
        ScalarType.Float64 or ScalarType.ComplexFloat64 => Limits(64, significand: 53, exponent: 1024, digits: 15),
        _ => throw new ArgumentException("'dtype' must be floating point or complex", nameof(dtype)),
    };

    // IEEE: the largest number is (2 - eps) 2^(exponent - 1), the smallest normal one 2^(2 - exponent).
    private static FInfo Limits(int bits, int significand, int exponent, int digits)
    {
        var eps = Math.ScaleB(1, 1 - significand);
        var largest = Math.ScaleB(2 - eps, exponent - 1);
        var tiny = Math.ScaleB(1, 2 - exponent);
        return new FInfo { bits = bits, eps = eps, max = largest, min = -largest, tiny = tiny, smallest_normal = tiny, resolution = double.Parse($"1e-{digits}", System.Globalization.CultureInfo.InvariantCulture) };
    }
}
