using System.IO.MemoryMappedFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// The initializers of an ONNX file, memory-mapped. PyTorch's exporter transposes the matrices of linear layers and drops their names; each
/// is told by the addition behind its product: the matrix that is multiplied before X.bias is added is X.weight, and is transposed back.
/// Tensors of integers steer shapes and are no weights; they are left out.
/// </summary>
internal sealed class OnnxFile : WeightSource
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Dictionary<string, (OnnxTensor Tensor, bool Transposed)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file is cut off, or tensors cannot be read; the message lists all.</exception>
    public OnnxFile(string path)
    {
        Location = Path.GetFullPath(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        // The format's own limit.
        if (stream.Length > int.MaxValue)
        {
            stream.Dispose();
            throw new InvalidDataException("the file is larger than 2 GiB, which a protobuf message cannot be");
        }
        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, stream.Length, MemoryMappedFileAccess.Read);
        try
        {
            Graph = Use(OnnxGraph.Read);
            Collect();
        }
        catch
        {
            Dispose(true);
            throw;
        }
        Entries = _tensors.ToDictionary(
            one => one.Key,
            one => new WeightEntry(
                one.Key,
                one.Value.Tensor.Type!.Value,
                one.Value.Transposed ? [.. one.Value.Tensor.Shape.Reverse()] : one.Value.Tensor.Shape
            ),
            StringComparer.Ordinal
        );
    }

    /// <summary>Whether a file begins as ONNX files do: with the version of the format, a small number.</summary>
    /// <param name="start">Its first 8 bytes.</param>
    public static bool Begins(ReadOnlySpan<byte> start) =>
        // In a safetensors file, these bytes are the length of the header, far below 2^32.
        start.Length == 8
        && start[0] == 8
        && start[1] is > 0 and < 64
        && start[4..].ContainsAnyExcept((byte)0);

    public OnnxGraph Graph { get; }

    public override string Location { get; }

    public override IReadOnlyList<string> Files => [Location];

    public override IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    public override Tensor Read(string name)
    {
        var (tensor, transposed) = _tensors[name];
        using var scope = NewDisposeScope();
        var read = empty(tensor.Shape, tensor.Type!.Value);
        var flat = read.view(-1);
        Use(file =>
        {
            var at = (int)tensor.Begin;
            foreach (var (first, count) in Safetensors.Slices(flat))
            {
                var to = flat.narrow(0, first, count).bytes;
                file.Slice(at, to.Length).CopyTo(to);
                at += to.Length;
            }
            return 0;
        });
        return (transposed ? read.t().contiguous() : read).MoveToOuterDisposeScope();
    }

    private delegate T Reader<T>(ReadOnlySpan<byte> file);

    private unsafe T Use<T>(Reader<T> read)
    {
        byte* start = null;
        var handle = _view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start);
        try
        {
            return read(new(start + _view.PointerOffset, (int)_view.Capacity));
        }
        finally
        {
            handle.ReleasePointer();
        }
    }

    private void Collect()
    {
        var faults = new List<string>();
        var matrices = MatrixNames();
        foreach (var tensor in Graph.Initializers)
        {
            if (tensor.Fault is { } fault)
                faults.Add($"{tensor.Name} {fault}");
            else if (LoadReport.IsFloating(tensor.Type!.Value) && tensor is { Begin: 0, Length: 0 } && !tensor.Shape.Contains(0))
                faults.Add($"{tensor.Name} has its elements one by one");
            else if (LoadReport.IsFloating(tensor.Type!.Value))
            {
                var named = matrices.TryGetValue(tensor.Name, out var name);
                if (!_tensors.TryAdd(named ? name! : tensor.Name, (tensor, named)))
                    faults.Add($"{(named ? name : tensor.Name)} is there twice");
            }
        }
        if (faults.Count > 0)
            throw new InvalidDataException(string.Join("; ", faults));
    }

    // The names of anonymous matrices, by their names in the file.
    private Dictionary<string, string> MatrixNames()
    {
        const string bias = ".bias";
        var saved = Graph.Initializers.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tensor in Graph.Initializers.Where(one => one.Shape.Length == 2))
        {
            if (Graph.Consumers(tensor.Name) is not [{ Operator: "MatMul", Inputs: [_, var matrix], Outputs: [var product] }])
                continue;
            if (Graph.Source(matrix) != tensor.Name || Graph.Consumers(product) is not [{ Operator: "Add", Inputs: [var one, var other] }])
                continue;
            var added = Graph.Source(Graph.Source(one) == product ? other : one);
            if (added.EndsWith(bias, StringComparison.Ordinal) && saved.Contains(added))
            {
                var name = $"{added[..^bias.Length]}.weight";
                if (!saved.Contains(name))
                    names[tensor.Name] = name;
            }
        }
        return names;
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _view.Dispose();
        _file.Dispose();
    }
}
