using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;
using Workbench.Notebook.Documents.Languages;

namespace Workbench.Notebook.Documents;

/// <summary>What a cell holds.</summary>
public enum CellKind
{
    /// <summary>Something to run.</summary>
    Code,

    /// <summary>Text in Markdown.</summary>
    Markdown,

    /// <summary>Text that is left as it is; also cells of types that a later nbformat may bring.</summary>
    Raw,
}

/// <summary>A cell: a view over its JSON, so that whatever else stands there is kept.</summary>
public sealed class NotebookCell
{
    internal NotebookCell(JsonObject node, TextFrame? frame = null)
    {
        Node = node;
        Frame = frame;
    }

    /// <summary>
    /// The cell as nbformat writes it. Cells of a <c>.dib</c> or <c>.csx</c> have one too: it is what goes into an <c>.ipynb</c>.
    /// </summary>
    public JsonObject Node { get; }

    /// <summary>What it holds.</summary>
    public CellKind Kind =>
        (string?)Node["cell_type"] switch
        {
            "code" => CellKind.Code,
            "markdown" => CellKind.Markdown,
            _ => CellKind.Raw,
        };

    /// <summary>Its text, lines ending in <c>\n</c>.</summary>
    public string Source
    {
        get => TextLines.Unix(MultilineText.Join(Node["source"]));
        set => Node["source"] = MultilineText.Split(value);
    }

    /// <summary>Its name within the notebook (nbformat 4.5); null when it has none.</summary>
    public string? Id => Node["id"] is JsonValue value && value.TryGetValue<string>(out var id) ? id : null;

    /// <summary>Its metadata; made when it lacks them.</summary>
    public JsonObject Metadata => NotebookJson.ObjectIn(Node, "metadata");

    /// <summary>Its tags: <c>parameters</c>, <c>raises-exception</c> …</summary>
    public IReadOnlyList<string> Tags =>
        (Node["metadata"] as JsonObject)?["tags"] is JsonArray tags ? [.. tags.Select(tag => (string?)tag).OfType<string>()] : [];

    /// <summary>The language that an editor noted for the cell ("csharp", "html", "fsharp"); null where the notebook's own holds.</summary>
    public string? Language => Tongue?.Name;

    /// <summary>What is sent to run: the source, after the magic that chooses its language where that is not C#.</summary>
    public string Code =>
        Language is { } language && !DibLanguages.IsCSharp(language) && !SaysItsLanguage(Source)
            ? $"#!{LanguageNames.MagicOf(language) ?? language}\n{Source}"
            : Source;

    /// <summary>The language that the cell's metadata name, and where.</summary>
    internal (string Name, string Place)? Tongue =>
        Named("polyglot_notebook", "kernelName") ?? Named("dotnet_interactive", "language") ?? Named("vscode", "languageId");

    /// <summary>What a code cell has shown; made when it lacks them.</summary>
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

    /// <summary>The number of its last run.</summary>
    public int? ExecutionCount
    {
        get => Node["execution_count"] is JsonValue value && value.TryGetValue<int>(out var count) ? count : null;
        set => Node["execution_count"] = value;
    }

    /// <summary>The text around the source in a text format.</summary>
    internal TextFrame? Frame { get; }

    /// <summary>A cell of code.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="tags">Its tags.</param>
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

    private static bool SaysItsLanguage(string source) =>
        source.StartsWith("#!", StringComparison.Ordinal) || source.StartsWith("%%", StringComparison.Ordinal);

    private (string, string)? Named(string section, string name) =>
        ((Node["metadata"] as JsonObject)?[section] as JsonObject)?[name] is JsonValue value
        && value.TryGetValue<string>(out var text)
        && LanguageNames.Bare(text) is { } word
            ? (word, $"{section}.{name}")
            : null;
}
