using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace TorchSharp;

/// <summary>A brain float: the upper half of a single, 8 bits of exponent and 8 of significand. Arithmetic is done in singles and rounded to even.</summary>
public readonly struct BFloat16 : IComparable, IComparable<BFloat16>, IEquatable<BFloat16>, IFormattable
{
    private readonly ushort _bits;

    /// <summary>The brain float nearest to a single, ties to even.</summary>
    public BFloat16(float f) => _bits = Round(f);

    private BFloat16(ushort raw) => _bits = raw;

    /// <summary>0.</summary>
    public static readonly BFloat16 Zero = FromRawValue(0x0000);
    /// <summary>1.</summary>
    public static readonly BFloat16 One = FromRawValue(0x3F80);
    /// <summary>Not a number.</summary>
    public static readonly BFloat16 NaN = FromRawValue(0x7FC0);
    /// <summary>Positive infinity.</summary>
    public static readonly BFloat16 PositiveInfinity = FromRawValue(0x7F80);
    /// <summary>Negative infinity.</summary>
    public static readonly BFloat16 NegativeInfinity = FromRawValue(0xFF80);
    /// <summary>The largest number.</summary>
    public static readonly BFloat16 MaxValue = FromRawValue(0x7F7F);
    /// <summary>The smallest (most negative) number.</summary>
    public static readonly BFloat16 MinValue = FromRawValue(0xFF7F);
    /// <summary>The smallest positive number.</summary>
    public static readonly BFloat16 SmallestSubnormal = FromRawValue(0x0001);
    /// <summary>The distance from 1 to the next number, 2^-7.</summary>
    public static readonly BFloat16 Epsilon = FromRawValue(0x3C00);
    /// <summary>The smallest positive normal number.</summary>
    public static readonly BFloat16 MinNormal = FromRawValue(0x0080);

    /// <summary>A brain float by its 16 bits.</summary>
    public static BFloat16 FromRawValue(ushort rawValue) => new(rawValue);

    /// <summary>The same number as a single.</summary>
    public float ToSingle() => BitConverter.UInt32BitsToSingle((uint)_bits << 16);

    /// <summary>The same number as a single.</summary>
    public static explicit operator float(BFloat16 bf) => bf.ToSingle();
    /// <summary>The same number as a double.</summary>
    public static explicit operator double(BFloat16 bf) => bf.ToSingle();
    /// <summary>The nearest brain float.</summary>
    public static explicit operator BFloat16(float f) => new(f);
    /// <summary>The nearest brain float.</summary>
    public static explicit operator BFloat16(double d) => new((float)d);

    /// <summary>Sum.</summary>
    public static BFloat16 operator +(BFloat16 a, BFloat16 b) => new(a.ToSingle() + b.ToSingle());
    /// <summary>Difference.</summary>
    public static BFloat16 operator -(BFloat16 a, BFloat16 b) => new(a.ToSingle() - b.ToSingle());
    /// <summary>Product.</summary>
    public static BFloat16 operator *(BFloat16 a, BFloat16 b) => new(a.ToSingle() * b.ToSingle());
    /// <summary>Quotient.</summary>
    public static BFloat16 operator /(BFloat16 a, BFloat16 b) => new(a.ToSingle() / b.ToSingle());
    /// <summary>Remainder, with the sign of the dividend.</summary>
    public static BFloat16 operator %(BFloat16 a, BFloat16 b) => new(a.ToSingle() % b.ToSingle());
    /// <summary>Negation.</summary>
    public static BFloat16 operator -(BFloat16 a) => FromRawValue((ushort)(a._bits ^ 0x8000));

    /// <summary>Equal as numbers.</summary>
    public static bool operator ==(BFloat16 a, BFloat16 b) => a.ToSingle() == b.ToSingle();
    /// <summary>Different as numbers.</summary>
    public static bool operator !=(BFloat16 a, BFloat16 b) => a.ToSingle() != b.ToSingle();
    /// <summary>Less.</summary>
    public static bool operator <(BFloat16 a, BFloat16 b) => a.ToSingle() < b.ToSingle();
    /// <summary>Greater.</summary>
    public static bool operator >(BFloat16 a, BFloat16 b) => a.ToSingle() > b.ToSingle();
    /// <summary>Less or equal.</summary>
    public static bool operator <=(BFloat16 a, BFloat16 b) => a.ToSingle() <= b.ToSingle();
    /// <summary>Greater or equal.</summary>
    public static bool operator >=(BFloat16 a, BFloat16 b) => a.ToSingle() >= b.ToSingle();

    /// <summary>Not a number?</summary>
    public static bool IsNaN(BFloat16 bf) => float.IsNaN(bf.ToSingle());
    /// <summary>An infinity?</summary>
    public static bool IsInfinity(BFloat16 bf) => float.IsInfinity(bf.ToSingle());
    /// <summary>Positive infinity?</summary>
    public static bool IsPositiveInfinity(BFloat16 bf) => float.IsPositiveInfinity(bf.ToSingle());
    /// <summary>Negative infinity?</summary>
    public static bool IsNegativeInfinity(BFloat16 bf) => float.IsNegativeInfinity(bf.ToSingle());
    /// <summary>Neither an infinity nor not a number?</summary>
    public static bool IsFinite(BFloat16 bf) => float.IsFinite(bf.ToSingle());

    /// <inheritdoc/>
    public bool Equals(BFloat16 other) => ToSingle().Equals(other.ToSingle());
    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is BFloat16 other && Equals(other);
    /// <inheritdoc/>
    public override int GetHashCode() => ToSingle().GetHashCode();
    /// <inheritdoc/>
    public int CompareTo(BFloat16 other) => ToSingle().CompareTo(other.ToSingle());
    /// <inheritdoc/>
    public int CompareTo(object? obj) => obj switch
    {
        null => 1,
        BFloat16 other => CompareTo(other),
        _ => throw new ArgumentException("A BFloat16 compares with a BFloat16 only.", nameof(obj)),
    };
    /// <inheritdoc/>
    public override string ToString() => ToSingle().ToString(CultureInfo.InvariantCulture);
    /// <inheritdoc/>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToSingle().ToString(format, formatProvider);

    private static ushort Round(float value)
    {
        var raw = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)(raw >> 16 | 0x0040); // a quiet NaN stays one when its low bits go
        return (ushort)(raw + 0x7FFF + (raw >> 16 & 1) >> 16);
    }
}
