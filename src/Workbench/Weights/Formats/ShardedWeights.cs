using System.Text.Json;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>Weights in several files, as Hugging Face folders hold them: an index names the file of each tensor.</summary>
internal sealed class ShardedWeights : WeightSource
{
    private readonly Dictionary<string, WeightSource> _shards = new(StringComparer.Ordinal);
    private readonly Dictionary<string, WeightSource> _owners = new(StringComparer.Ordinal);

    /// <summary>Opens the files that an index names.</summary>
    /// <param name="index">The path of model.safetensors.index.json or pytorch_model.bin.index.json.</param>
    /// <exception cref="InvalidDataException">The index and the files do not fit; the message lists all faults.</exception>
    public ShardedWeights(string index)
    {
        Location = Path.GetDirectoryName(Path.GetFullPath(index))!;
        var map = Map(index);
        var faults = new List<string>();
        try
        {
            foreach (var name in map.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                Add(name, faults);
            foreach (var (name, shard) in map.Where(pair => _shards.ContainsKey(pair.Value)))
            {
                if (!_shards[shard].Entries.ContainsKey(name))
                    faults.Add($"{name} is missing in {shard}");
                _owners[name] = _shards[shard];
            }
            foreach (var (shard, source) in _shards)
            foreach (var name in source.Entries.Keys.Where(name => map.GetValueOrDefault(name) != shard))
                faults.Add(
                    map.TryGetValue(name, out var owner) ? $"{name} is in {shard} and {owner}" : $"{name} of {shard} is not in the index"
                );
            if (faults.Count > 0)
                throw new InvalidDataException(string.Join("; ", faults));
        }
        catch
        {
            Dispose(true);
            throw;
        }
        Entries = _owners.ToDictionary(pair => pair.Key, pair => pair.Value.Entries[pair.Key], StringComparer.Ordinal);
    }

    public override string Location { get; }

    public override IReadOnlyList<string> Files => [.. _shards.Values.SelectMany(shard => shard.Files).Order(StringComparer.Ordinal)];

    public override IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    public override Tensor Read(string name) => _owners[name].Read(name);

    private static Dictionary<string, string> Map(string index)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(index));
            var map = new Dictionary<string, string>(StringComparer.Ordinal);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("weight_map", out var named))
                throw new InvalidDataException($"the index {Path.GetFileName(index)} has no weight_map");
            foreach (var pair in named.EnumerateObject())
                if (!map.TryAdd(pair.Name, pair.Value.GetString() ?? ""))
                    throw new InvalidDataException($"the index names {pair.Name} twice");
            return map;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"the index {Path.GetFileName(index)} cannot be read: {broken.Message}", broken);
        }
    }

    private void Add(string name, List<string> faults)
    {
        // An index must not reach outside its folder.
        if (name.Length == 0 || Path.GetFileName(name) != name)
        {
            faults.Add($"\"{name}\" is not a file name");
            return;
        }
        try
        {
            _shards[name] = OpenFile(Path.Combine(Location, name));
        }
        catch (Exception broken) when (broken is InvalidDataException or IOException or NotSupportedException)
        {
            faults.Add($"{name}: {broken.Message}");
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (var shard in _shards.Values)
            shard.Dispose();
    }
}
