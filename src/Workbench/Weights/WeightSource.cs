using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>A tensor of saved weights, known without reading its data.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Type">The element type.</param>
/// <param name="Shape">The sizes.</param>
public sealed record WeightEntry(string Name, ScalarType Type, IReadOnlyList<long> Shape)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape)}]";
}

/// <summary>Saved weights whose tensors are read one at a time. Reading never executes anything of the file.</summary>
public abstract class WeightSource : IDisposable
{
    /// <summary>The files or the folder that the weights are in.</summary>
    public abstract string Location { get; }

    /// <summary>The files that hold the weights, for checksums.</summary>
    public abstract IReadOnlyList<string> Files { get; }

    /// <summary>The tensors by name.</summary>
    public abstract IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <summary>Reads one tensor to the CPU.</summary>
    /// <param name="name">A name of <see cref="Entries"/>.</param>
    /// <returns>A new tensor, contiguous, in the caller's dispose scope.</returns>
    public abstract Tensor Read(string name);

    /// <summary>The names that end a folder's search for its weights, in this order.</summary>
    internal static readonly string[] Known =
    [
        "model.safetensors.index.json",
        "model.safetensors",
        "pytorch_model.bin.index.json",
        "pytorch_model.bin",
        OnnxName,
        TensorFlowJsFile.FileName,
    ];

    /// <summary>The usual name of an ONNX file in a folder.</summary>
    internal const string OnnxName = "model.onnx";

    /// <summary>Opens saved weights: a .safetensors file, a PyTorch state dict (.pt, .pth, .bin), an ONNX file, a model.json of
    /// TensorFlow.js, or a folder with one of them, in one file or in shards.</summary>
    /// <exception cref="InvalidInputException">The weights cannot be read; lists all faults.</exception>
    public static WeightSource Open(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            return Directory.Exists(path) ? OpenFolder(path) : OpenFile(path);
        }
        catch (Exception broken)
            when (broken is InvalidDataException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidInputException(
                [
                    new(
                        $"the weights cannot be read: {broken.Message}",
                        path,
                        "a whole .safetensors file, a PyTorch state dict (.pt, .pth, .bin), an .onnx file, a model.json, or a folder with one",
                        null
                    ),
                ],
                broken
            );
        }
    }

    /// <summary>Whether a folder has weights under a name that <see cref="Open"/> knows.</summary>
    internal static bool HasWeights(string folder) => Known.Any(name => File.Exists(Path.Combine(folder, name)));

    private static WeightSource OpenFolder(string folder)
    {
        var name =
            Known.FirstOrDefault(name => File.Exists(Path.Combine(folder, name)))
            ?? throw new FileNotFoundException($"the folder has none of {string.Join(", ", Known)}");
        var path = Path.Combine(folder, name);
        return name.EndsWith(".index.json", StringComparison.Ordinal) ? new ShardedWeights(path) : OpenFile(path);
    }

    /// <summary>Opens one file by its first bytes: names lie.</summary>
    internal static WeightSource OpenFile(string path)
    {
        if (AtomicFile.IsStream(path))
            throw new NotSupportedException("this is a pipe or a device, and no file");
        Span<byte> start = stackalloc byte[8];
        using (var file = File.OpenRead(path))
            start = start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        if (start.IsEmpty)
            throw new InvalidDataException("the file is empty");
        if (start.StartsWith("GGUF"u8))
            throw new NotSupportedException("this is a GGUF file, which can be written but not read");
        return start.StartsWith("PK"u8) ? new PyTorchFile(path)
            // The old format's magic number; as the length of a safetensors header it would be beyond the limit.
            : start is [0x80, 2, 0x8a, 0x0a, ..] ? throw new NotSupportedException(PyTorchFile.OldFormat)
            : OnnxFile.Begins(start) ? new OnnxFile(path)
            : start is [(byte)'{', ..] && start is not [.., 0] ? new TensorFlowJsFile(path)
            : new SafetensorsFile(path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the files.</summary>
    protected virtual void Dispose(bool disposing) { }
}
