using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// Writes the GGUF format, version 3: settings, then each tensor's name, sizes (innermost first), type and offset, then the data, aligned to
/// 32 bytes and little-endian. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
/// </summary>
internal sealed class GgufWriter
{
    private const int Alignment = 32;
    private readonly List<Action<BinaryWriter>> _settings = [];
    private readonly List<KeyValuePair<string, Tensor>> _tensors = [];

    public void Add(string key, string value) =>
        Add(
            key,
            8,
            writer =>
            {
                Write(writer, value);
            }
        );

    public void Add(string key, int value) => Add(key, 4, writer => writer.Write((uint)value));

    public void Add(string key, double value) => Add(key, 6, writer => writer.Write((float)value));

    public void Add(string key, bool value) => Add(key, 7, writer => writer.Write(value));

    public void Add(string key, IReadOnlyList<string> values) =>
        Add(
            key,
            9,
            writer =>
            {
                writer.Write(8u);
                writer.Write((ulong)values.Count);
                foreach (var value in values)
                    Write(writer, value);
            }
        );

    /// <summary>Adds a tensor, which is written in float32.</summary>
    public void Add(string name, Tensor tensor) => _tensors.Add(new(name, tensor));

    public void Save(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)_tensors.Count);
        writer.Write((ulong)_settings.Count);
        foreach (var setting in _settings)
            setting(writer);
        var offset = 0L;
        foreach (var (name, tensor) in _tensors)
        {
            Write(writer, name);
            writer.Write((uint)tensor.dim());
            foreach (var size in tensor.shape.Reverse())
                writer.Write((ulong)size);
            writer.Write(0u); // float32
            writer.Write((ulong)offset);
            offset += Aligned(tensor.numel() * 4);
        }
        writer.Flush();
        Pad(stream, stream.Position);
        foreach (var (_, tensor) in _tensors)
        {
            using var scope = NewDisposeScope();
            var flat = tensor.detach().to(ScalarType.Float32, CPU).contiguous().view(-1);
            foreach (var (first, count) in Safetensors.Slices(flat))
                stream.Write(flat.narrow(0, first, count).bytes);
            Pad(stream, flat.numel() * 4);
        }
    }

    private void Add(string key, uint type, Action<BinaryWriter> value) =>
        _settings.Add(writer =>
        {
            Write(writer, key);
            writer.Write(type);
            value(writer);
        });

    private static void Write(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }

    private static long Aligned(long bytes) => (bytes + Alignment - 1) / Alignment * Alignment;

    private static void Pad(Stream stream, long written)
    {
        for (var at = written; at < Aligned(written); at++)
            stream.WriteByte(0);
    }
}
