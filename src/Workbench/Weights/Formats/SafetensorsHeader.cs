using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>The header of a safetensors file: the tensors in the order of their data, and the metadata.</summary>
/// <param name="Entries">Names, types, shapes and byte ranges, in data order.</param>
/// <param name="Metadata">Key-value strings.</param>
/// <param name="DataStart">Where the data begins in the file, in bytes.</param>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsHeader.Entry> Entries,
    IReadOnlyDictionary<string, string> Metadata,
    long DataStart
)
{
    /// <summary>A tensor of the file; the range is relative to the data's start.</summary>
    internal sealed record Entry(string Name, ScalarType Type, long[] Shape, long Begin, long End);

    // 100 MB, the format's limit.
    private const long MaximumHeader = 100_000_000;

    /// <summary>The types that TorchSharp has too.</summary>
    internal static IReadOnlyList<(string Name, ScalarType Type, int Bytes)> Types { get; } =
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

    /// <summary>Reads and checks the header. Byte ranges must be contiguous and end at the end of the file.</summary>
    /// <param name="stream">A stream with a known length, at its start.</param>
    /// <exception cref="InvalidDataException">The header breaks a rule; the message lists all that are broken.</exception>
    public static SafetensorsHeader Read(Stream stream)
    {
        try
        {
            Span<byte> length = stackalloc byte[8];
            stream.ReadExactly(length);
            var size = BinaryPrimitives.ReadInt64LittleEndian(length);
            if (size < 2 || size > Math.Min(MaximumHeader, stream.Length - 8))
                throw new InvalidDataException(
                    "no safetensors file: its first eight bytes are not the length of a header; allowed: 2 to "
                        + $"{Math.Min(MaximumHeader, stream.Length - 8)}"
                );
            var text = new byte[size];
            stream.ReadExactly(text);
            return Parse(text, stream.Length - 8 - size);
        }
        catch (Exception broken) when (broken is JsonException or EndOfStreamException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"no safetensors file: {broken.Message}", broken);
        }
    }

    private static SafetensorsHeader Parse(byte[] text, long dataBytes)
    {
        using var header = JsonDocument.Parse(text);
        if (header.RootElement.ValueKind != JsonValueKind.Object)
            throw new InvalidDataException("no safetensors file: its header is no object of tensors");
        var (metadata, entries, faults) = (new Dictionary<string, string>(StringComparer.Ordinal), new List<Entry>(), new List<string>());
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in header.RootElement.EnumerateObject())
        {
            if (!names.Add(item.Name))
                faults.Add($"{item.Name} is there twice");
            else if (item.Name == "__metadata__")
                foreach (var pair in item.Value.EnumerateObject())
                    metadata[pair.Name] = pair.Value.GetString()!;
            else if (Tensor(item, faults) is { } entry)
                entries.Add(entry);
        }
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        // Without every entry, gaps would be reported that are none.
        if (faults.Count == 0)
            CheckRanges(entries, dataBytes, faults);
        return faults.Count > 0 ? throw new InvalidDataException(string.Join("; ", faults)) : new(entries, metadata, 8 + text.Length);
    }

    private static Entry? Tensor(JsonProperty item, List<string> faults)
    {
        if (
            item.Value.ValueKind != JsonValueKind.Object
            || !item.Value.TryGetProperty("dtype", out var name)
            || !item.Value.TryGetProperty("shape", out var sizes)
            || !item.Value.TryGetProperty("data_offsets", out var offsets)
        )
        {
            faults.Add($"no safetensors file: {item.Name} lacks its dtype, shape or data_offsets");
            return null;
        }
        var dtype = name.GetString();
        long[] shape = [.. sizes.EnumerateArray().Select(one => one.GetInt64())];
        long[] range = [.. offsets.EnumerateArray().Select(one => one.GetInt64())];
        var type = Types.FirstOrDefault(known => known.Name == dtype);
        if (type.Name is null)
            faults.Add($"{item.Name} has the unknown type {dtype}; allowed: {string.Join(", ", Types.Select(one => one.Name))}");
        else if (shape.Any(one => one < 0) || range.Length != 2 || range[0] < 0 || Bytes(shape, type.Bytes) != range[1] - range[0])
            faults.Add($"{item.Name}'s byte range does not fit its shape");
        else
            return new(item.Name, type.Type, shape, range[0], range[1]);
        return null;
    }

    private static long? Bytes(long[] shape, int each)
    {
        try
        {
            return shape.Aggregate((long)each, (all, one) => checked(all * one));
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void CheckRanges(List<Entry> entries, long dataBytes, List<string> faults)
    {
        var at = 0L;
        foreach (var one in entries)
        {
            if (one.Begin < at)
                faults.Add($"{one.Name} overlaps the tensor before it");
            else if (one.Begin > at)
                faults.Add($"{one.Name} does not begin where the tensor before it ends");
            if (one.End > dataBytes)
                faults.Add($"{one.Name} ends {one.End - dataBytes} bytes behind the end of the file");
            at = Math.Max(at, one.End);
        }
        if (at < dataBytes)
            faults.Add("the file does not end with its last tensor");
    }

    /// <summary>The format's name of an element type, and the bytes of an element.</summary>
    internal static (string Name, ScalarType Type, int Bytes) TypeOf(ScalarType dtype)
    {
        var type = Types.FirstOrDefault(known => known.Type == dtype);
        return type.Name is not null ? type : throw new NotSupportedException($"safetensors has no type for {dtype}");
    }
}
