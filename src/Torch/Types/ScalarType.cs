namespace TorchSharp;

public static partial class torch
{
    /// <summary>The type of a tensor's elements; the numbers are libtorch's.</summary>
    public enum ScalarType : sbyte
    {
        /// <summary>Unsigned 8-bit integer.</summary>
        Byte = 0,
        /// <summary>Signed 8-bit integer.</summary>
        Int8 = 1,
        /// <summary>Signed 16-bit integer.</summary>
        Int16 = 2,
        /// <summary>Signed 32-bit integer.</summary>
        Int32 = 3,
        /// <summary>Signed 64-bit integer.</summary>
        Int64 = 4,
        /// <summary>IEEE half precision.</summary>
        Float16 = 5,
        /// <summary>IEEE single precision.</summary>
        Float32 = 6,
        /// <summary>IEEE double precision.</summary>
        Float64 = 7,
        /// <summary>Complex number of two single-precision parts.</summary>
        ComplexFloat32 = 9,
        /// <summary>Complex number of two double-precision parts.</summary>
        ComplexFloat64 = 10,
        /// <summary>Truth value in a byte.</summary>
        Bool = 11,
        /// <summary>Quantised signed 8-bit.</summary>
        QInt8 = 12,
        /// <summary>Quantised unsigned 8-bit.</summary>
        QUInt8 = 13,
        /// <summary>Quantised signed 32-bit.</summary>
        QInt32 = 14,
        /// <summary>Brain floating point: single precision's range with 8 bits of significand.</summary>
        BFloat16 = 15,
    }

    /// <summary>Truth values.</summary>
    public static ScalarType @bool = ScalarType.Bool;
    /// <summary>Unsigned 8-bit integers.</summary>
    public static ScalarType uint8 = ScalarType.Byte;
    /// <summary>Signed 8-bit integers.</summary>
    public static ScalarType int8 = ScalarType.Int8;
    /// <summary>Signed 16-bit integers.</summary>
    public static ScalarType int16 = ScalarType.Int16;
    /// <summary>Signed 32-bit integers.</summary>
    public static ScalarType int32 = ScalarType.Int32;
    /// <summary>Signed 64-bit integers.</summary>
    public static ScalarType int64 = ScalarType.Int64;
    /// <summary>Brain floating point.</summary>
    public static ScalarType bfloat16 = ScalarType.BFloat16;
    /// <summary>Half precision.</summary>
    public static ScalarType float16 = ScalarType.Float16;
    /// <summary>Single precision.</summary>
    public static ScalarType float32 = ScalarType.Float32;
    /// <summary>Double precision.</summary>
    public static ScalarType float64 = ScalarType.Float64;
    /// <summary>Complex of two singles.</summary>
    public static ScalarType complex64 = ScalarType.ComplexFloat32;
    /// <summary>Complex of two doubles.</summary>
    public static ScalarType complex128 = ScalarType.ComplexFloat64;
    /// <summary>Signed 16-bit integers.</summary>
    public static ScalarType @short = ScalarType.Int16;
    /// <summary>Signed 32-bit integers.</summary>
    public static ScalarType @int = ScalarType.Int32;
    /// <summary>Signed 64-bit integers.</summary>
    public static ScalarType @long = ScalarType.Int64;
    /// <summary>Half precision.</summary>
    public static ScalarType half = ScalarType.Float16;
    /// <summary>Single precision.</summary>
    public static ScalarType @float = ScalarType.Float32;
    /// <summary>Double precision.</summary>
    public static ScalarType @double = ScalarType.Float64;
    /// <summary>Complex of two singles.</summary>
    public static ScalarType cfloat = ScalarType.ComplexFloat32;
    /// <summary>Complex of two doubles.</summary>
    public static ScalarType cdouble = ScalarType.ComplexFloat64;
    /// <summary>Quantised signed 8-bit.</summary>
    public static ScalarType qint8 = ScalarType.QInt8;
    /// <summary>Quantised unsigned 8-bit.</summary>
    public static ScalarType quint8 = ScalarType.QUInt8;
    /// <summary>Quantised signed 32-bit.</summary>
    public static ScalarType qint32 = ScalarType.QInt32;

    /// <summary>Is it a type of whole numbers (truth values count)?</summary>
    public static bool is_integral(ScalarType type) =>
        type is ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 or ScalarType.Bool;

    /// <summary>Is it a type of real numbers?</summary>
    public static bool is_floating_point(ScalarType type) =>
        type is ScalarType.Float16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.BFloat16;

    /// <summary>Is it a type of complex numbers?</summary>
    public static bool is_complex(ScalarType type) => type is ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    /// <summary>Is it a quantised type?</summary>
    public static bool is_quantized(ScalarType type) => type is ScalarType.QInt8 or ScalarType.QUInt8 or ScalarType.QInt32;

    /// <summary>The largest whole number that the type holds exactly, as does every smaller one.</summary>
    /// <exception cref="ArgumentException">The type is not one of numbers.</exception>
    public static long max_int_value(ScalarType type) => type switch
    {
        ScalarType.Byte => byte.MaxValue,
        ScalarType.Int8 => sbyte.MaxValue,
        ScalarType.Int16 => short.MaxValue,
        ScalarType.Int32 => int.MaxValue,
        ScalarType.Int64 => long.MaxValue,
        ScalarType.Bool => 1,
        ScalarType.BFloat16 => 1L << 8,
        ScalarType.Float16 => 1L << 11,
        ScalarType.Float32 or ScalarType.ComplexFloat32 => 1L << 24,
        ScalarType.Float64 or ScalarType.ComplexFloat64 => 1L << 53,
        _ => throw new ArgumentException($"{type} has no largest whole number.", nameof(type)),
    };
}
