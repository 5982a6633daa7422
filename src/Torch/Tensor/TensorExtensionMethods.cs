using System.Numerics;

namespace TorchSharp;

/// <summary>Tensors of one element as numbers, and small helpers.</summary>
public static partial class TensorExtensionMethods
{
    /// <summary>The one element as a single.</summary>
    public static float ToSingle(this torch.Tensor value) => value.ToScalar().ToSingle();
    /// <summary>The one element as a double.</summary>
    public static double ToDouble(this torch.Tensor value) => value.ToScalar().ToDouble();
    /// <summary>The one element as a half.</summary>
    public static Half ToHalf(this torch.Tensor value) => value.ToScalar().ToHalf();
    /// <summary>The one element as a brain float.</summary>
    public static BFloat16 ToBFloat16(this torch.Tensor value) => value.ToScalar().ToBFloat16();
    /// <summary>The one element as a signed byte.</summary>
    public static sbyte ToSByte(this torch.Tensor value) => value.ToScalar().ToSByte();
    /// <summary>The one element as a byte.</summary>
    public static byte ToByte(this torch.Tensor value) => value.ToScalar().ToByte();
    /// <summary>The one element as a 16-bit integer.</summary>
    public static short ToInt16(this torch.Tensor value) => value.ToScalar().ToInt16();
    /// <summary>The one element as a 32-bit integer.</summary>
    public static int ToInt32(this torch.Tensor value) => value.ToScalar().ToInt32();
    /// <summary>The one element as a 64-bit integer.</summary>
    public static long ToInt64(this torch.Tensor value) => value.ToScalar().ToInt64();
    /// <summary>Is the one element different from zero?</summary>
    public static bool ToBoolean(this torch.Tensor value) => value.ToScalar().ToBoolean();
    /// <summary>The one element as a complex number of singles.</summary>
    public static (float Real, float Imaginary) ToComplexFloat32(this torch.Tensor value) => value.ToScalar().ToComplexFloat32();
    /// <summary>The one element as a complex number of doubles.</summary>
    public static Complex ToComplexFloat64(this torch.Tensor value) => value.ToScalar().ToComplexFloat64();
    /// <summary>The one element as a complex number of singles.</summary>
    public static (float Real, float Imaginary) ToComplex32(this torch.Tensor value) => value.ToScalar().ToComplexFloat32();
    /// <summary>The one element as a complex number of doubles.</summary>
    public static Complex ToComplex64(this torch.Tensor value) => value.ToScalar().ToComplexFloat64();

    /// <summary>The sizes as 32-bit integers.</summary>
    public static ReadOnlySpan<int> IntShape(this torch.Tensor tensor) => Array.ConvertAll(tensor.shape, size => checked((int)size));

    /// <summary>Elements in a shape.</summary>
    public static long TotalSize(this IEnumerable<long> shape) => shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>Bytes an element takes.</summary>
    public static int ElementSize(this torch.ScalarType type) => type switch
    {
        torch.ScalarType.Byte or torch.ScalarType.Int8 or torch.ScalarType.Bool or torch.ScalarType.QInt8 or torch.ScalarType.QUInt8 => 1,
        torch.ScalarType.Int16 or torch.ScalarType.Float16 or torch.ScalarType.BFloat16 => 2,
        torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.QInt32 => 4,
        torch.ScalarType.Int64 or torch.ScalarType.Float64 or torch.ScalarType.ComplexFloat32 => 8,
        torch.ScalarType.ComplexFloat64 => 16,
        _ => throw new ArgumentException($"{type} is no element type.", nameof(type)),
    };

    /// <summary>A tensor of one number.</summary>
    public static torch.Tensor ToTensor<T>(this T scalar, torch.Device? device = null, bool requires_grad = false) where T : struct =>
        torch.from_array(new[] { scalar }, null, device).reshape([]).requires_grad_(requires_grad);

    /// <summary>A tensor of an array, in a shape; the elements are copied.</summary>
    public static torch.Tensor ToTensor<T>(this T[] rawArray, long[] dimensions, bool doCopy = false, bool requires_grad = false) =>
        torch.from_array(rawArray).reshape(dimensions).requires_grad_(requires_grad);
}
