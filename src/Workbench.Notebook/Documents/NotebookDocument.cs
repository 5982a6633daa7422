using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents;

/// <summary>
/// A notebook in memory, in any of the three formats. Reading and writing keeps unknown fields, the order of keys, metadata, and the
/// byte-order marks and line ends of text formats.
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

    /// <summary>The format that the notebook was read from and that <see cref="Write(string)"/> writes.</summary>
    public DocumentFormat Format { get; }

    /// <summary>The notebook's JSON as in nbformat, without the cells.</summary>
    public JsonObject Root { get; }

    /// <summary>The cells in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => _cells;

    /// <summary>The code cells, in order.</summary>
    public IEnumerable<NotebookCell> CodeCells => _cells.Where(cell => cell.Kind == CellKind.Code);

    /// <summary>The number of a code cell in messages: its position among the code cells, from 1.</summary>
    /// <param name="index">The position among all cells, from 0.</param>
    internal int NumberOf(int index) => _cells.Take(index + 1).Count(cell => cell.Kind == CellKind.Code);

    /// <summary>The minor version of nbformat 4.</summary>
    public int Minor => Root["nbformat_minor"] is JsonValue value && value.TryGetValue<int>(out var minor) ? minor : 0;

    /// <summary>The notebook's metadata; added when missing.</summary>
    public JsonObject Metadata => NotebookJson.ObjectIn(Root, "metadata");

    /// <summary>The layout of a text format; null for <c>.ipynb</c>.</summary>
    internal TextShape? Shape { get; }

    /// <summary>Reads a notebook file.</summary>
    /// <param name="path">A <c>.ipynb</c> (nbformat 4), <c>.dib</c> or <c>.csx</c>.</param>
    /// <exception cref="InvalidInputException">The file does not exist or is not a notebook; lists every fault with its line.</exception>
    public static NotebookDocument Read(string path)
    {
        var format = DocumentFormats.Of(path);
        return Parse(NotebookFile.Read(path), format, path);
    }

    /// <summary>Reads a notebook from bytes.</summary>
    /// <param name="bytes">The file's content: UTF-8, with a byte-order mark or without.</param>
    /// <param name="format">The file's format.</param>
    /// <param name="name">The notebook's name in errors.</param>
    /// <exception cref="InvalidInputException">The content is not a notebook; lists every fault with its line.</exception>
    public static NotebookDocument Parse(byte[] bytes, DocumentFormat format, string name) =>
        format switch
        {
            DocumentFormat.Ipynb => IpynbReader.Read(bytes, name),
            DocumentFormat.Dib => DibFormat.Read(Utf8Text.Decode(bytes, name), name),
            _ => CsxFormat.Read(Utf8Text.Decode(bytes, name)),
        };

    /// <summary>The file's content in the notebook's format.</summary>
    public byte[] ToBytes() =>
        Format switch
        {
            DocumentFormat.Ipynb => System.Text.Encoding.UTF8.GetBytes(ToIpynb()),
            DocumentFormat.Dib => DibFormat.Write(this),
            _ => CsxFormat.Write(this),
        };

    /// <summary>The text of an <c>.ipynb</c> in nbformat's layout: indented by one space, with a final line end.</summary>
    public string ToIpynb() => NotebookJson.Write(ToJson()) + "\n";

    /// <summary>A copy of the whole notebook's JSON.</summary>
    internal JsonObject ToJson()
    {
        var cells = new JsonArray([.. _cells.Select(cell => cell.Node.DeepClone())]);
        var root = (JsonObject)Root.DeepClone();
        // In the place of the original cells, or first, where nbformat's sorted keys put them.
        if (root.ContainsKey("cells"))
            root["cells"] = cells;
        else
            root.Insert(0, "cells", cells);
        return root;
    }

    /// <summary>Writes the notebook in its format, atomically.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void Write(string path) => NotebookFile.Write(path, ToBytes());

    /// <summary>Writes the notebook as an <c>.ipynb</c>, atomically.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public void WriteIpynb(string path) => NotebookFile.Write(path, System.Text.Encoding.UTF8.GetBytes(ToIpynb()));

    /// <summary>A deep copy.</summary>
    public NotebookDocument Clone() =>
        new(
            Format,
            (JsonObject)Root.DeepClone(),
            _cells.Select(cell => new NotebookCell((JsonObject)cell.Node.DeepClone(), cell.Frame)),
            Shape
        );

    /// <summary>Inserts a cell.</summary>
    internal void Insert(int index, NotebookCell cell) => _cells.Insert(index, cell);

    /// <summary>Removes a cell.</summary>
    internal void RemoveAt(int index) => _cells.RemoveAt(index);
}
