using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Documents;

/// <summary>The kind of a cell.</summary>
public enum CellKind
{
    /// <summary>Code to run.</summary>
    Code,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>Text that is not rendered; also cells of types from later versions of nbformat.</summary>
    Raw,
}

/// <summary>A cell: a view over its JSON, which keeps unknown fields.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject node, TextFrame? frame = null)
    {
        Node = node;
        Frame = frame;
    }

    /// <summary>
    /// The cell's JSON as in nbformat. Cells of a <c>.dib</c> or <c>.csx</c> have a node too, which an <c>.ipynb</c> would store.
    /// </summary>
    public JsonObject Node { get; }

    /// <summary>The kind of the cell.</summary>
    public CellKind Kind =>
        (string?)Node["cell_type"] switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            _ => CellKind.Raw,
        };

    /// <summary>The cell's text; lines end in <c>\n</c>.</summary>
    public string Source
    {
        get => TextLines.Unix(MultilineText.Join(Node["source"]));
        set => Node["source"] = MultilineText.Split(value);
    }

    /// <summary>The cell's id within the notebook (nbformat 4.5); null without one.</summary>
    public string? Id => Node["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;

    /// <summary>The cell's metadata; added when missing.</summary>
    public JsonObject Metadata => NotebookJson.ObjectIn(Node, "metadata");

    /// <summary>The cell's tags: <c>parameters</c>, <c>raises-exception</c> …</summary>
    public IReadOnlyList<string> Tags =>
        (Node["metadata"] as JsonObject)?["tags"] is JsonArray tags ? [.. tags.Select(tag => (string?)tag).OfType<string>()] : [];

    /// <summary>The language in the cell's metadata ("csharp", "html", "fsharp"); null for the notebook's language.</summary>
    public string? Language => Tongue?.Name;

    /// <summary>The code to run: the source, preceded by the magic that selects the language when the language is not C#.</summary>
    public string Code =>
        Language is { } language && !DibLanguages.IsCSharp(language) && !NamesLanguage(Source)
            ? $"#!{LanguageNames.MagicOf(language) ?? language}\n{Source}"
            : Source;

    /// <summary>The language in the cell's metadata, and the field that names it.</summary>
    internal (string Name, string Place)? Tongue =>
        Named("polyglot_notebook", "kernelName") ?? Named("dotnet_interactive", "language") ?? Named("vscode", "languageId");

    /// <summary>A code cell's outputs; added when missing.</summary>
    public JsonArray Outputs
    {
        get
        {
            if (Node["outputs"] is JsonArray outputs)
                return outputs;
            outputs = [];
            Node["outputs"] = outputs;
            return outputs;
        }
    }

    /// <summary>The execution count of the last run; null before the first.</summary>
    public int? ExecutionCount
    {
        get => Node["execution_count"] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;
        set => Node["execution_count"] = value;
    }

    /// <summary>The text around the source in a text format; null for <c>.ipynb</c>.</summary>
    internal TextFrame? Frame { get; }

    /// <summary>A cell of code.</summary>
    /// <param name="source">The cell's text.</param>
    /// <param name="tags">The cell's tags.</param>
    internal static NotebookCell OfCode(string source, params IReadOnlyList<string> tags)
    {
        var cell = new NotebookCell(
            new JsonObject
            {
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = MultilineText.Split(source),
            }
        );
        if (tags.Count > 0)
            cell.Metadata["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]);
        return cell;
    }

    private static bool NamesLanguage(string source) =>
        source.StartsWith("#!", StringComparison.Ordinal) || source.StartsWith("%%", StringComparison.Ordinal);

    private (string, string)? Named(string section, string name) =>
        ((Node["metadata"] as JsonObject)?[section] as JsonObject)?[name] is JsonValue value
        && value.TryGetValue<string>(out var text)
        && LanguageNames.Bare(text) is { } word
            ? (word, $"{section}.{name}")
            : null;
}
