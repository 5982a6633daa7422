using System.Numerics;

namespace TorchSharp;

/// <summary>A number of any element type, as operators take it.</summary>
public sealed class Scalar : IDisposable
{
    private readonly ArgumentTag _tag;
    private readonly long _first, _second; // bits of a double, or a whole number; the imaginary part

    private Scalar(torch.ScalarType type, ArgumentTag tag, long first, long second = 0) =>
        (Type, _tag, _first, _second) = (type, tag, first, second);

    private Scalar(torch.ScalarType type, double value)
        : this(type, ArgumentTag.Real, BitConverter.DoubleToInt64Bits(value)) { }

    private Scalar(torch.ScalarType type, double real, double imaginary)
        : this(type, ArgumentTag.Complex, BitConverter.DoubleToInt64Bits(real), BitConverter.DoubleToInt64Bits(imaginary)) { }

    /// <summary>The type that the number had.</summary>
    public torch.ScalarType Type { get; }

    /// <summary>A byte.</summary>
    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, ArgumentTag.Integer, value);
    /// <summary>A signed byte.</summary>
    public static implicit operator Scalar(sbyte value) => new(torch.ScalarType.Int8, ArgumentTag.Integer, value);
    /// <summary>A 16-bit integer.</summary>
    public static implicit operator Scalar(short value) => new(torch.ScalarType.Int16, ArgumentTag.Integer, value);
    /// <summary>A 32-bit integer.</summary>
    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, ArgumentTag.Integer, value);
    /// <summary>A 64-bit integer.</summary>
    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, ArgumentTag.Integer, value);
    /// <summary>A half.</summary>
    public static implicit operator Scalar(Half value) => new(torch.ScalarType.Float16, (double)value);
    /// <summary>A brain float.</summary>
    public static implicit operator Scalar(BFloat16 value) => new(torch.ScalarType.BFloat16, value.ToSingle());
    /// <summary>A single.</summary>
    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, value);
    /// <summary>A double.</summary>
    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, value);
    /// <summary>A truth value.</summary>
    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, ArgumentTag.Boolean, value ? 1 : 0);
    /// <summary>A complex number of singles.</summary>
    public static implicit operator Scalar((float, float) value) => new(torch.ScalarType.ComplexFloat32, value.Item1, value.Item2);
    /// <summary>A complex number of doubles.</summary>
    public static implicit operator Scalar(Complex value) => new(torch.ScalarType.ComplexFloat64, value.Real, value.Imaginary);

    /// <summary>Nothing to release: the number is held here. TorchSharp's holds a native one.</summary>
    public void Dispose() { }

    /// <inheritdoc/>
    public override string ToString() => _tag switch
    {
        ArgumentTag.Real => Real.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ArgumentTag.Complex => Complex.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ArgumentTag.Boolean => _first != 0 ? "True" : "False",
        _ => _first.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    internal double Real => _tag is ArgumentTag.Real or ArgumentTag.Complex ? BitConverter.Int64BitsToDouble(_first) : _first;

    internal double Imaginary => _tag is ArgumentTag.Complex ? BitConverter.Int64BitsToDouble(_second) : 0;

    internal Complex Complex => new(Real, Imaginary);

    internal long Integer => _tag switch
    {
        ArgumentTag.Integer or ArgumentTag.Boolean => _first,
        // A number that does not fit is an error and not some other number.
        _ => checked((long)Real),
    };

    internal bool Truth => _tag is ArgumentTag.Integer or ArgumentTag.Boolean ? _first != 0 : Real != 0 || Imaginary != 0;

    internal Argument AsArgument() => Argument.OfScalar(this, _tag, _first, _second);

    /// <summary>A number that native code returned.</summary>
    internal static Scalar Of(in NativeArgument value) => value.Tag switch
    {
        ArgumentTag.Integer => value.First,
        ArgumentTag.Boolean => value.First != 0,
        ArgumentTag.Real => BitConverter.Int64BitsToDouble(value.First),
        ArgumentTag.Complex => new Complex(BitConverter.Int64BitsToDouble(value.First), BitConverter.Int64BitsToDouble(value.Second)),
        _ => throw new InvalidOperationException("The operator returned no number."),
    };
}
