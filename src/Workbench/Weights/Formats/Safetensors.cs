using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// The safetensors format: the header length in eight bytes (little-endian), a JSON header with each tensor's type, shape and byte range,
/// then the data, row-major and little-endian. Files contain no executable code.
/// </summary>
public static class Safetensors
{
    // Maximum number of bytes per span.
    private const long Slice = 1L << 28;

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
            var (type, _, bytes) = SafetensorsHeader.TypeOf(tensor.dtype);
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
    /// <exception cref="InvalidDataException">The file is not a whole safetensors file; the message lists all broken rules.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream) => Read(stream, out _);

    /// <inheritdoc cref="Read(Stream)"/>
    /// <param name="stream">A stream with a known length, positioned at its start.</param>
    /// <param name="metadata">The header's metadata.</param>
    public static IReadOnlyDictionary<string, Tensor> Read(Stream stream, out IReadOnlyDictionary<string, string> metadata)
    {
        var header = SafetensorsHeader.Read(stream);
        metadata = header.Metadata;
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, type, shape, _, _) in header.Entries)
        {
            var tensor = empty(shape, type);
            var flat = tensor.view(-1);
            foreach (var (first, count) in Slices(flat))
                stream.ReadExactly(flat.narrow(0, first, count).bytes);
            tensors[name] = scope.MoveToOuter(tensor);
        }
        return tensors;
    }

    /// <summary>Ranges of a flat tensor that a span can hold.</summary>
    internal static IEnumerable<(long First, long Count)> Slices(Tensor flat)
    {
        var all = flat.numel();
        var step = Slice / 8;
        for (var first = 0L; first < all; first += step)
            yield return (first, Math.Min(step, all - first));
    }
}
