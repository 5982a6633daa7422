using System.Runtime.InteropServices;
using System.Text.Json;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// A graph of TensorFlow.js: model.json with the nodes and a list of tensors, whose bytes follow each other in the files (shards) that it
/// names. The kernel of a convolution over one token, [1, 1, inputs, outputs], is a matrix.
/// </summary>
internal sealed class TensorFlowJsFile : WeightSource
{
    /// <summary>The usual name of the file in a folder.</summary>
    public const string FileName = "model.json";

    private static readonly Dictionary<string, (ScalarType Type, int Bytes)> Types = new(StringComparer.Ordinal)
    {
        ["float32"] = (ScalarType.Float32, sizeof(float)),
        ["int32"] = (ScalarType.Int32, sizeof(int)),
        ["bool"] = (ScalarType.Bool, sizeof(bool)),
    };

    private readonly List<string> _faults = [];
    private readonly Dictionary<string, (Group Group, long Begin)> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeightEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<string> _files = [];

    private sealed record Shard(string Path, long Begin, long Length);

    private sealed record Group(IReadOnlyList<Shard> Shards);

    /// <summary>Opens a file, and checks it against its shards.</summary>
    /// <exception cref="InvalidDataException">The file cannot be read or its shards do not fit; the message lists all faults.</exception>
    public TensorFlowJsFile(string path)
    {
        Location = Path.GetFullPath(path);
        _files.Add(Location);
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var group in json.RootElement.GetProperty("weightsManifest").EnumerateArray())
                Add(group);
            Graph = TensorFlowGraph.Read(json.RootElement.GetProperty("modelTopology"));
        }
        catch (Exception broken)
            when (broken
                    is JsonException
                        or KeyNotFoundException
                        or InvalidOperationException
                        or FormatException
                        or ArgumentException
                        or OverflowException
            )
        {
            throw new InvalidDataException($"it is no graph of TensorFlow.js: {broken.Message}", broken);
        }
        if (_faults.Count > 0)
            throw new InvalidDataException(string.Join("; ", _faults));
    }

    /// <summary>The graph.</summary>
    public TensorFlowGraph Graph { get; }

    public override string Location { get; }

    public override IReadOnlyList<string> Files => _files;

    public override IReadOnlyDictionary<string, WeightEntry> Entries => _entries;

    public override Tensor Read(string name)
    {
        var entry = _entries[name];
        using var scope = NewDisposeScope();
        var tensor = empty([.. entry.Shape], entry.Type);
        var bytes = new byte[tensor.NumberOfElements * tensor.ElementSize];
        Fill(_places[name].Group, _places[name].Begin, bytes);
        if (bytes.Length > 0)
            tensor.bytes = bytes;
        return tensor.MoveToOuterDisposeScope();
    }

    /// <summary>The numbers of a small tensor of floating-point numbers; null when there is none of this name.</summary>
    public float[]? Values(string name)
    {
        if (!_entries.TryGetValue(name, out var entry) || entry.Type != ScalarType.Float32)
            return null;
        using var tensor = Read(name);
        return MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
    }

    private void Add(JsonElement json)
    {
        var folder = Path.GetDirectoryName(Location)!;
        var (shards, length) = (new List<Shard>(), 0L);
        foreach (var one in json.GetProperty("paths").EnumerateArray())
        {
            var name = one.GetString() ?? "";
            var path = Path.Combine(folder, name);
            // The file must not reach outside its folder.
            if (name.Length == 0 || Path.GetFileName(name) != name)
                _faults.Add($"\"{name}\" is not a file name");
            else if (!File.Exists(path))
                _faults.Add($"{name} is missing");
            else
            {
                shards.Add(new(path, length, new FileInfo(path).Length));
                length += shards[^1].Length;
                _files.Add(path);
            }
        }
        var (group, begin, before) = (new Group(shards), 0L, _faults.Count);
        foreach (var one in json.GetProperty("weights").EnumerateArray())
            begin += Add(one, group, begin);
        if (_faults.Count == 0 && before == 0 && begin != length)
            _faults.Add($"the tensors have {begin} bytes and their files {length}");
    }

    // The number of bytes.
    private long Add(JsonElement json, Group group, long begin)
    {
        var (name, type) = (json.GetProperty("name").GetString() ?? "", json.GetProperty("dtype").GetString() ?? "");
        long[] shape = [.. json.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        if (shape.Any(size => size < 0) || !Types.TryGetValue(type, out var known))
        {
            _faults.Add($"{name} has a type or a shape that cannot be read: {type} {LoadReport.Text(shape)}");
            return 0;
        }
        if (json.TryGetProperty("quantization", out _))
            _faults.Add($"{name} is quantized, and only tensors in full precision are read");
        long[] matrix = shape is [1, 1, var inputs, var outputs] ? [inputs, outputs] : shape;
        if (!_entries.TryAdd(name, new(name, known.Type, matrix)))
            _faults.Add($"{name} is there twice");
        _places[name] = (group, begin);
        return shape.Aggregate((long)known.Bytes, (all, size) => checked(all * size));
    }

    private static void Fill(Group group, long begin, Span<byte> bytes)
    {
        foreach (var shard in group.Shards.Where(one => one.Begin + one.Length > begin))
        {
            if (bytes.IsEmpty)
                return;
            using var file = File.OpenHandle(shard.Path);
            var count = (int)Math.Min(bytes.Length, shard.Begin + shard.Length - begin);
            if (RandomAccess.Read(file, bytes[..count], begin - shard.Begin) != count)
                throw new InvalidDataException($"{Path.GetFileName(shard.Path)} is cut off");
            bytes = bytes[count..];
            begin += count;
        }
    }
}
