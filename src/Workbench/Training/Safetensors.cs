using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Training;

/// <summary>
/// The safetensors format: the header length in eight bytes (little-endian), a JSON header with each tensor's type, shape and byte range,
/// then the data, row-major and little-endian. Files contain no executable code.
/// </summary>
public static class Safetensors
{
    // 100 MB, the format's limit.
    private const long MaximumHeader = 100_000_000;

    // Maximum number of bytes per span.
    private const long Slice = 1L << 28;

    private static readonly (string Name, ScalarType Type, int Bytes)[] Types =
    [
        ("F64", ScalarType.Float64, 8),
        ("F32", ScalarType.Float32, 4),
        ("F16", ScalarType.Float16, 2),
        ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8),
        ("I32", ScalarType.Int32, 4),
        ("I16", ScalarType.Int16, 2),
        ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1),
        ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Writes tensors. Tensors on other devices are copied to the CPU one at a time.</summary>
    /// <param name="stream">The output.</param>
    /// <param name="tensors">Tensors by name; names must be unique.</param>
    /// <param name="metadata">Key-value strings for the header's metadata.</param>
    public static void Write(
        Stream stream,
        IReadOnlyList<KeyValuePair<string, Tensor>> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        var header = new JsonObject();
        if (metadata is { Count: > 0 })
            header["__metadata__"] = new JsonObject(metadata.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
        var offset = 0L;
        foreach (var (name, tensor) in tensors)
        {
            var (type, _, bytes) = TypeOf(tensor.dtype);
            var end = offset + (tensor.numel() * bytes);
            header.Add(
                name,
                new JsonObject
                {
                    ["dtype"] = type,
                    ["shape"] = new JsonArray([.. tensor.shape.Select(size => (JsonNode?)size)]),
                    ["data_offsets"] = new JsonArray(offset, end),
                }
            );
            offset = end;
        }
        var text = JsonSerializer.SerializeToUtf8Bytes(header);
        // The data must be aligned to eight bytes; the format allows trailing spaces in the header.
        var padded = (text.Length + 7) / 8 * 8;
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, padded);
        stream.Write(length);
        stream.Write(text);
        for (var i = text.Length; i < padded; i++)
            stream.WriteByte((byte)' ');
        foreach (var (_, tensor) in tensors)
        {
            using var scope = NewDisposeScope();
            var flat = tensor.detach().cpu().contiguous().view(-1);
            foreach (var (first, count) in Slices(flat))
                stream.Write(flat.narrow(0, first, count).bytes);
        }
    }

    /// <summary>Reads all tensors of a file to the CPU.</summary>
    /// <returns>Tensors that belong to the caller's dispose scope.</returns>
    /// <exception cref="InvalidDataException">The file is truncated, or not a safetensors file.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream) => Read(stream, out _);

    /// <inheritdoc cref="Read(Stream)"/>
    /// <param name="stream">A stream with a known length, positioned at its start.</param>
    /// <param name="metadata">The header's metadata.</param>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, out IReadOnlyDictionary<string, string> metadata)
    {
        var entries = Header(stream, out metadata);
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, type, shape) in entries)
        {
            var tensor = empty(shape, type);
            var flat = tensor.view(-1);
            foreach (var (first, count) in Slices(flat))
                stream.ReadExactly(flat.narrow(0, first, count).bytes);
            tensors[name] = scope.MoveToOuter(tensor);
        }
        return tensors;
    }

    // Names, types and shapes in data order. The byte ranges must be contiguous and end at the end of the file.
    private static List<(string Name, ScalarType Type, long[] Shape)> Header(
        Stream stream,
        out IReadOnlyDictionary<string, string> metadata
    )
    {
        try
        {
            Span<byte> length = stackalloc byte[8];
            stream.ReadExactly(length);
            var size = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (size < 2 || size > Math.Min(MaximumHeader, stream.Length - 8))
                throw new InvalidDataException($"a header of {size} bytes");
            var text = new byte[size];
            stream.ReadExactly(text);
            using var header = JsonDocument.Parse(text);
            var texts = new Dictionary<string, string>(StringComparer.Ordinal);
            var found = new List<(string Name, ScalarType Type, long[] Shape, long Begin, long End)>();
            foreach (var item in header.RootElement.EnumerateObject())
            {
                if (item.Name == "__metadata__")
                {
                    foreach (var pair in item.Value.EnumerateObject())
                        texts[pair.Name] = pair.Value.GetString()!;
                    continue;
                }
                var type = Types.FirstOrDefault(known => known.Name == item.Value.GetProperty("dtype").GetString());
                if (type.Name is null)
                    throw new InvalidDataException($"{item.Name} has an unknown type");
                long[] shape = [.. item.Value.GetProperty("shape").EnumerateArray().Select(one => one.GetInt64())];
                long[] range = [.. item.Value.GetProperty("data_offsets").EnumerateArray().Select(one => one.GetInt64())];
                if (
                    shape.Any(one => one < 0)
                    || range.Length != 2
                    || range[1] - range[0] != checked(shape.Aggregate(1L, (all, one) => checked(all * one)) * type.Bytes)
                )
                    throw new InvalidDataException($"{item.Name}'s byte range does not fit its shape");
                found.Add((item.Name, type.Type, shape, range[0], range[1]));
            }
            found.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
            var at = 0L;
            foreach (var one in found)
            {
                if (one.Begin != at)
                    throw new InvalidDataException($"{one.Name} does not begin where the tensor before it ends");
                at = one.End;
            }
            if (at != stream.Length - 8 - size)
                throw new InvalidDataException("the file does not end with its last tensor");
            metadata = texts;
            return [.. found.Select(one => (one.Name, one.Type, one.Shape))];
        }
        catch (Exception broken)
            when (broken
                    is JsonException
                        or EndOfStreamException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or OverflowException
            )
        {
            throw new InvalidDataException($"no safetensors file: {broken.Message}", broken);
        }
    }

    private static IEnumerable<(long First, long Count)> Slices(Tensor flat)
    {
        var all = flat.numel();
        var step = Slice / 8;
        for (var first = 0L; first < all; first += step)
            yield return (first, Math.Min(step, all - first));
    }

    private static (string Name, ScalarType Type, int Bytes) TypeOf(ScalarType dtype)
    {
        var type = Types.FirstOrDefault(known => known.Type == dtype);
        return type.Name is not null ? type : throw new NotSupportedException($"safetensors has no type for {dtype}");
    }
}
