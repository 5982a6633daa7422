using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents;

/// <summary>
/// A notebook in memory, whichever of the three formats it came from. Reading and writing keeps what is not known here: unknown fields, the
/// order of keys, metadata, byte-order marks and line ends of text formats.
/// </summary>
public sealed class NotebookDocument
{
    private readonly List<NotebookCell> _cells;

    internal NotebookDocument(DocumentFormat format, JsonObject root, IEnumerable<NotebookCell> cells, TextShape? shape = null)
    {
        Format = format;
        Root = root;
        Shape = shape;
        _cells = [.. cells];
    }

    /// <summary>The format that it was read from, and that <see cref="Write(string)"/> writes.</summary>
    public DocumentFormat Format { get; }

    /// <summary>Everything but the cells, as nbformat has it.</summary>
    public JsonObject Root { get; }

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The cells that can be run, in order.</summary>
    public IEnumerable<NotebookCell> CodeCells => _cells.Where(cell => cell.Kind == CellKind.Code);

    /// <summary>The number by which messages call a code cell: its place among the code cells, from 1.</summary>
    /// <param name="index">Its place among all cells, from 0.</param>
    internal int NumberOf(int index) => _cells.Take(index + 1).Count(cell => cell.Kind == CellKind.Code);

    /// <summary>The minor version of nbformat 4.</summary>
    public int Minor => Root["nbformat_minor"] is JsonValue value && value.TryGetValue<int>(out var minor) ? minor : 0;

    /// <summary>The notebook's metadata; made when it lacks them.</summary>
    public JsonObject Metadata => NotebookJson.ObjectIn(Root, "metadata");

    /// <summary>How a text format was laid out; null for <c>.ipynb</c>.</summary>
    internal TextShape? Shape { get; }

    /// <summary>Reads a notebook file.</summary>
    /// <param name="path">A <c>.ipynb</c> (nbformat 4), <c>.dib</c> or <c>.csx</c>.</param>
    /// <exception cref="InvalidInputException">There is no such file, or it is not a notebook; every fault with its line.</exception>
    public static NotebookDocument Read(string path)
    {
        var format = DocumentFormats.Of(path);
        return Parse(NotebookFile.Read(path), format, path);
    }

    /// <summary>Reads a notebook from bytes.</summary>
    /// <param name="bytes">The file's content: UTF-8, with a byte-order mark or without.</param>
    /// <param name="format">Its format.</param>
    /// <param name="name">How errors call it.</param>
    /// <exception cref="InvalidInputException">It is not a notebook; every fault with its line.</exception>
    public static NotebookDocument Parse(byte[] bytes, DocumentFormat format, string name) =>
        format switch
        {
            DocumentFormat.Ipynb => IpynbReader.Read(bytes, name),
            DocumentFormat.Dib => DibFormat.Read(Utf8Text.Decode(bytes, name), name),
            _ => CsxFormat.Read(Utf8Text.Decode(bytes, name)),
        };

    /// <summary>The file's content in its own format.</summary>
    public byte[] ToBytes() =>
        Format switch
        {
            DocumentFormat.Ipynb => System.Text.Encoding.UTF8.GetBytes(ToIpynb()),
            DocumentFormat.Dib => DibFormat.Write(this),
            _ => CsxFormat.Write(this),
        };

    /// <summary>The text of an <c>.ipynb</c>, laid out as nbformat does: one space of indent, a line end at the end.</summary>
    public string ToIpynb() => NotebookJson.Write(ToJson()) + "\n";

    /// <summary>The whole notebook as nbformat has it; a copy.</summary>
    internal JsonObject ToJson()
    {
        var cells = new JsonArray([.. _cells.Select(cell => cell.Node.DeepClone())]);
        var root = (JsonObject)Root.DeepClone();
        // Where the cells stood, or in front, where nbformat's sorted keys have them.
        if (root.ContainsKey("cells"))
            root["cells"] = cells;
        else
            root.Insert(0, "cells", cells);
        return root;
    }

    /// <summary>Writes it in its own format; the file appears whole or stays as it was.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public void Write(string path) => NotebookFile.Write(path, ToBytes());

    /// <summary>Writes it as an <c>.ipynb</c>; the file appears whole or stays as it was.</summary>
    /// <exception cref="InvalidInputException">It cannot be written.</exception>
    public void WriteIpynb(string path) => NotebookFile.Write(path, System.Text.Encoding.UTF8.GetBytes(ToIpynb()));

    /// <summary>A copy that shares nothing with this one.</summary>
    public NotebookDocument Clone() =>
        new(
            Format,
            (JsonObject)Root.DeepClone(),
            _cells.Select(cell => new NotebookCell((JsonObject)cell.Node.DeepClone(), cell.Frame)),
            Shape
        );

    /// <summary>Puts a cell in.</summary>
    internal void Insert(int index, NotebookCell cell) => _cells.Insert(index, cell);

    /// <summary>Takes a cell out.</summary>
    internal void RemoveAt(int index) => _cells.RemoveAt(index);
}
