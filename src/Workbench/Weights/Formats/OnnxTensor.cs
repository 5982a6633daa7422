using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>A tensor in an ONNX file: an initializer, or the value of a constant.</summary>
/// <param name="Name">The name; empty for the value of a constant.</param>
/// <param name="Type">The element type; null for one that TorchSharp does not have.</param>
/// <param name="Shape">The sizes.</param>
/// <param name="Begin">The place of the elements in the file.</param>
/// <param name="Length">The number of bytes of the elements.</param>
/// <param name="Values">The elements of a tensor with at most 16; otherwise null.</param>
/// <param name="Fault">Why the elements cannot be read; null if they can.</param>
internal sealed record OnnxTensor(
    string Name,
    ScalarType? Type,
    long[] Shape,
    long Begin,
    long Length,
    IReadOnlyList<double>? Values,
    string? Fault
)
{
    private const int Few = 16;

    /// <summary>Reads a TensorProto.</summary>
    public static OnnxTensor Read(ProtobufReader message)
    {
        var (name, type, place, external) = ("", 0, 0, false);
        var shape = new List<long>();
        List<(long Begin, long Length)> data = [];
        List<double> typed = [];
        ReadOnlySpan<byte> raw = default;
        while (message.Next())
            switch (message.Field)
            {
                case 1:
                    message.AddTo(shape);
                    break;
                case 2:
                    type = (int)message.Number;
                    break;
                case 8:
                    name = message.Text;
                    break;
                // A packed list of floating-point numbers is laid out as raw data is.
                case 4 or 9 or 10 when message.HasBytes:
                    data.Add((message.Offset, message.Bytes.Length));
                    raw = message.Bytes;
                    break;
                case 5 or 7:
                    var numbers = new List<long>();
                    message.AddTo(numbers);
                    typed.AddRange(numbers.Select(one => (double)one));
                    break;
                case 4:
                    typed.Add(BitConverter.UInt32BitsToSingle((uint)message.Number));
                    break;
                case 10:
                    typed.Add(BitConverter.UInt64BitsToDouble(message.Number));
                    break;
                case 13:
                    external = true;
                    break;
                case 14:
                    place = (int)message.Number;
                    break;
            }
        var element = TypeOf(type);
        var count = shape.Aggregate((System.Numerics.BigInteger)1, (all, size) => all * size);
        var bytes = element is { } known ? count * SafetensorsHeader.TypeOf(known).Bytes : 0;
        var length = data.Sum(one => one.Length);
        var fault =
            external || place == 1 ? "is in another file (external data)"
            : shape.Exists(size => size < 0) ? $"has the sizes [{string.Join(", ", shape)}]"
            : element is null ? $"has the element type {type} of ONNX"
            : typed.Count > 0 && data.Count == 0 && typed.Count == count ? null
            : data.Count > 1 ? "has its elements in several pieces"
            : bytes != length ? $"has {length} bytes of data, not {bytes}"
            : null;
        var values =
            fault is not null || count > Few ? null
            : data.Count == 0 ? typed
            : Small(raw, element!.Value);
        return new(name, element, [.. shape], data.Count == 0 ? 0 : data[0].Begin, length, values, fault);
    }

    private static IReadOnlyList<double>? Small(ReadOnlySpan<byte> raw, ScalarType type) =>
        type switch
        {
            ScalarType.Float32 => [.. MemoryMarshal.Cast<byte, float>(raw).ToArray().Select(one => (double)one)],
            ScalarType.Float64 => MemoryMarshal.Cast<byte, double>(raw).ToArray(),
            ScalarType.Int64 => [.. MemoryMarshal.Cast<byte, long>(raw).ToArray().Select(one => (double)one)],
            ScalarType.Int32 => [.. MemoryMarshal.Cast<byte, int>(raw).ToArray().Select(one => (double)one)],
            _ => null,
        };

    // TensorProto.DataType.
    private static ScalarType? TypeOf(int type) =>
        type switch
        {
            1 => ScalarType.Float32,
            2 => ScalarType.Byte,
            3 => ScalarType.Int8,
            5 => ScalarType.Int16,
            6 => ScalarType.Int32,
            7 => ScalarType.Int64,
            9 => ScalarType.Bool,
            10 => ScalarType.Float16,
            11 => ScalarType.Float64,
            16 => ScalarType.BFloat16,
            _ => null,
        };
}
