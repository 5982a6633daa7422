using System.IO.MemoryMappedFiles;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Weights;

/// <summary>
/// A memory-mapped safetensors file: opening reads and checks the header only, and reading a tensor copies its bytes from the mapping.
/// </summary>
public sealed class SafetensorsFile : WeightSource
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsHeader.Entry> _ranges;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidDataException">The file is not a whole safetensors file; the message lists all broken rules.</exception>
    public SafetensorsFile(string path)
    {
        Location = Path.GetFullPath(path);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            var header = SafetensorsHeader.Read(stream);
            (_dataStart, Metadata) = (header.DataStart, header.Metadata);
            _ranges = header.Entries.ToDictionary(one => one.Name, StringComparer.Ordinal);
            Entries = header.Entries.ToDictionary(
                one => one.Name,
                one => new WeightEntry(one.Name, one.Type, one.Shape),
                StringComparer.Ordinal
            );
            _file = MemoryMappedFile.CreateFromFile(
                stream,
                null,
                0,
                MemoryMappedFileAccess.Read,
                HandleInheritability.None,
                leaveOpen: false
            );
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override string Location { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Files => [Location];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, WeightEntry> Entries { get; }

    /// <summary>The header's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <inheritdoc/>
    public override unsafe Tensor Read(string name)
    {
        var range = _ranges[name];
        using var scope = NewDisposeScope();
        var tensor = empty(range.Shape, range.Type);
        var flat = tensor.view(-1);
        byte* start = null;
        var handle = _view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref start);
        try
        {
            var at = start + _view.PointerOffset + _dataStart + range.Begin;
            foreach (var (first, count) in Safetensors.Slices(flat))
            {
                var to = flat.narrow(0, first, count).bytes;
                new ReadOnlySpan<byte>(at, to.Length).CopyTo(to);
                at += to.Length;
            }
        }
        finally
        {
            handle.ReleasePointer();
        }
        return tensor.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _view.Dispose();
        _file.Dispose();
    }
}
