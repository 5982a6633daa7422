using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// A state dict that <c>torch.save</c> wrote (a zip file, since PyTorch 1.6). The pickle in it is read as data, with an allow-list of the
/// names that tensors need; a pickle that names anything else is refused, and nothing is ever executed.
/// </summary>
public sealed class PyTorchFile : WeightSource
{
    internal const string OldFormat =
        "this is PyTorch's format from before version 1.6; load it there and save its state_dict() again with torch.save";

    /// <summary>The types of storages by their names in a pickle.</summary>
    private static readonly Dictionary<string, ScalarType> Storages = new()
    {
        ["torch.DoubleStorage"] = ScalarType.Float64,
        ["torch.FloatStorage"] = ScalarType.Float32,
        ["torch.HalfStorage"] = ScalarType.Float16,
        ["torch.BFloat16Storage"] = ScalarType.BFloat16,
        ["torch.LongStorage"] = ScalarType.Int64,
        ["torch.IntStorage"] = ScalarType.Int32,
        ["torch.ShortStorage"] = ScalarType.Int16,
        ["torch.CharStorage"] = ScalarType.Int8,
        ["torch.ByteStorage"] = ScalarType.Byte,
        ["torch.BoolStorage"] = ScalarType.Bool,
    };

    private const string Tensors = "torch._utils._rebuild_tensor_v2";
    private const string Parameters = "torch._utils._rebuild_parameter";

    private static readonly HashSet<string> Allowed = ["collections.OrderedDict", Tensors, Parameters, .. Storages.Keys];

    /// <summary>The keys under which training scripts keep the state dict in a larger dictionary.</summary>
    private static readonly string[] Nested = ["state_dict", "model_state_dict", "model"];

    private readonly ZipArchive _archive;
    private readonly string _prefix;
    private readonly Dictionary<string, View> _views = new(StringComparer.Ordinal);
    private (string Key, Tensor Data)? _storage; // the storage read last: neighbours often share it

    /// <summary>Part of a storage, in elements.</summary>
    private sealed record View(string Storage, long Count, ScalarType Type, long Offset, long[] Shape, long[] Strides);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, is no state dict, or its pickle names code.</exception>
    public PyTorchFile(string path)
    {
        Location = Path.GetFullPath(path);
        try
        {
            _archive = ZipFile.OpenRead(path);
        }
        catch (InvalidDataException broken)
        {
            throw new InvalidDataException($"the zip file of torch.save is cut off or damaged: {broken.Message}", broken);
        }
        try
        {
            if (_archive.Entries.GroupBy(one => one.FullName).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new InvalidDataException($"the zip file has {twice.Key} twice");
            const string name = "data.pkl";
            var pickles = _archive.Entries.Where(one => one.FullName.Split('/') is [_, name]).ToList();
            if (pickles.Count != 1)
                throw new InvalidDataException("the zip file has no data.pkl: torch.save did not write it");
            _prefix = pickles[0].FullName[..^name.Length];
            if (_archive.GetEntry(_prefix + "byteorder") is { } order && ReadAll(order).AsSpan().SequenceEqual("big"u8))
                throw new InvalidDataException("the file was written on a big-endian machine");
            Collect(StateDict(new PickleReader(ReadAll(pickles[0]), Allowed).Read()));
        }
        catch
        {
            _archive.Dispose();
            throw;
        }
        Entries = _views.ToDictionary(
            one => one.Key,
            one => new WeightEntry(one.Key, one.Value.Type, one.Value.Shape),
            StringComparer.Ordinal
        );
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => [Location];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <inheritdoc/>
    public override Tensor Read(string name)
    {
        var view = _views[name];
        using var scope = NewDisposeScope();
        var part = Storage(view).as_strided(view.Shape, view.Strides, view.Offset);
        // A copy even of a contiguous view, which would keep the whole storage.
        return part.clone().contiguous().MoveToOuterDisposeScope();
    }

    private Tensor Storage(View view)
    {
        if (_storage is { } known && known.Key == view.Storage && known.Data.dtype == view.Type)
            return known.Data;
        _storage?.Data.Dispose();
        var data = empty(view.Count, view.Type).DetachFromDisposeScope();
        using var stream = Record(view)!.Open();
        foreach (var (first, count) in Safetensors.Slices(data))
            using (var slice = data.narrow(0, first, count))
                stream.ReadExactly(slice.bytes);
        _storage = (view.Storage, data);
        return data;
    }

    private ZipArchiveEntry? Record(View view) => _archive.GetEntry($"{_prefix}data/{view.Storage}");

    private static PickleDictionary StateDict(object? root)
    {
        if (root is not PickleDictionary all)
            throw new InvalidDataException("the file holds no state dict; save one with torch.save(model.state_dict(), …)");
        foreach (var key in Nested)
            if (all.FirstOrDefault(pair => pair.Key is string name && name == key).Value is PickleDictionary nested)
                return nested;
        return all;
    }

    private void Collect(PickleDictionary tensors)
    {
        var faults = new List<string>();
        foreach (var (key, value) in tensors)
        {
            if (key is not string name || ViewOf(value) is not { } view)
                faults.Add($"{key as string ?? "an entry without a name"} is not a tensor");
            else if (!_views.TryAdd(name, view))
                faults.Add($"{name} is there twice");
            else if (FaultOf(view) is { } fault)
                faults.Add($"{name} {fault}");
        }
        if (faults.Count > 0)
            throw new InvalidDataException(string.Join("; ", faults));
    }

    private static View? ViewOf(object? value)
    {
        // A parameter is a call around a tensor.
        if (value is PickleCall { Arguments: [var inner, ..] } outer && outer.Function.ToString() == Parameters)
            value = inner;
        return
            value is PickleCall call
            && call.Function.ToString() == Tensors
            && call.Arguments is [PickleReference reference, long offset, object?[] shape, object?[] strides, ..]
            && reference.Id is object?[] and ["storage", PickleGlobal type, string key, _, long count]
            && Storages.TryGetValue(type.ToString(), out var element)
            && shape.All(one => one is long)
            && strides.All(one => one is long)
            ? new(key, count, element, offset, [.. shape.Cast<long>()], [.. strides.Cast<long>()])
            : null;
    }

    private string? FaultOf(View view)
    {
        if (Record(view) is not { } record)
            return $"has no data: data/{view.Storage} is missing";
        var bytes = (System.Numerics.BigInteger)view.Count * SafetensorsHeader.TypeOf(view.Type).Bytes;
        if (view.Count < 0 || bytes != record.Length || record.CompressedLength != record.Length)
            return $"has {record.Length} bytes of data, not {bytes}";
        if (view.Shape.Length != view.Strides.Length || view.Offset < 0 || view.Shape.Concat(view.Strides).Any(one => one < 0))
            return "has sizes and strides that do not fit each other";
        if (view.Shape.Contains(0))
            return null;
        var end = view
            .Shape.Zip(view.Strides)
            .Aggregate(
                (System.Numerics.BigInteger)view.Offset,
                (at, one) => at + ((System.Numerics.BigInteger)(one.First - 1) * one.Second)
            );
        return end >= view.Count ? "lies outside its data" : null;
    }

    private static byte[] ReadAll(ZipArchiveEntry entry)
    {
        // The largest state dicts have some thousand tensors, of some hundred bytes each.
        if (entry.Length > 100_000_000)
            throw new InvalidDataException($"{entry.FullName} has {entry.Length} bytes");
        using var stream = entry.Open();
        var all = new byte[entry.Length];
        stream.ReadExactly(all);
        return all;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _storage?.Data.Dispose();
        _archive.Dispose();
    }
}
