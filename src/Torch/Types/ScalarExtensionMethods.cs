using System.Numerics;

namespace TorchSharp;

/// <summary>Numbers to scalars and back.</summary>
public static class ScalarExtensionMethods
{
    /// <summary>A byte as a scalar.</summary>
    public static Scalar ToScalar(this byte value) => value;
    /// <summary>A signed byte as a scalar.</summary>
    public static Scalar ToScalar(this sbyte value) => value;
    /// <summary>A 16-bit integer as a scalar.</summary>
    public static Scalar ToScalar(this short value) => value;
    /// <summary>A 32-bit integer as a scalar.</summary>
    public static Scalar ToScalar(this int value) => value;
    /// <summary>A 64-bit integer as a scalar.</summary>
    public static Scalar ToScalar(this long value) => value;
    /// <summary>A single as a scalar.</summary>
    public static Scalar ToScalar(this float value) => value;
    /// <summary>A double as a scalar.</summary>
    public static Scalar ToScalar(this double value) => value;
    /// <summary>A complex number of singles as a scalar.</summary>
    public static Scalar ToScalar(this (float, float) value) => value;
    /// <summary>A complex number of doubles as a scalar.</summary>
    public static Scalar ToScalar(this Complex value) => value;
    /// <summary>A truth value as a scalar.</summary>
    public static Scalar ToScalar(this bool value) => value;
    /// <summary>A half as a scalar.</summary>
    public static Scalar ToScalar(this Half value) => value;
    /// <summary>A single, rounded to a brain float, as a scalar.</summary>
    public static Scalar ToBFloat16Scalar(this float value) => (BFloat16)value;
    /// <summary>A brain float as a scalar.</summary>
    public static Scalar ToScalar(this BFloat16 value) => value;

    /// <summary>The number as a half.</summary>
    public static Half ToHalf(this Scalar value) => (Half)value.Real;
    /// <summary>The number as a brain float.</summary>
    public static BFloat16 ToBFloat16(this Scalar value) => (BFloat16)(float)value.Real;
    /// <summary>The number as a single.</summary>
    public static float ToSingle(this Scalar value) => (float)value.Real;
    /// <summary>The number as a double.</summary>
    public static double ToDouble(this Scalar value) => value.Real;
    /// <summary>The number as a signed byte.</summary>
    public static sbyte ToSByte(this Scalar value) => checked((sbyte)value.Integer);
    /// <summary>The number as a byte.</summary>
    public static byte ToByte(this Scalar value) => checked((byte)value.Integer);
    /// <summary>The number as a 16-bit integer.</summary>
    public static short ToInt16(this Scalar value) => checked((short)value.Integer);
    /// <summary>The number as a 32-bit integer.</summary>
    public static int ToInt32(this Scalar value) => checked((int)value.Integer);
    /// <summary>The number as a 64-bit integer.</summary>
    public static long ToInt64(this Scalar value) => value.Integer;
    /// <summary>Is it different from zero?</summary>
    public static bool ToBoolean(this Scalar value) => value.Truth;
    /// <summary>The number as a pair of singles.</summary>
    public static (float Real, float Imaginary) ToComplexFloat32(this Scalar value) => ((float)value.Real, (float)value.Imaginary);
    /// <summary>The number as a complex number of doubles.</summary>
    public static Complex ToComplexFloat64(this Scalar value) => value.Complex;
}
