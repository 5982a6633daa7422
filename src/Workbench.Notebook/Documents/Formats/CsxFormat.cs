using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>
/// C# scripts as notebooks, with the cell markers of VS Code, Spyder and Jupytext: <c>// %%</c> begins a code cell, <c>// %% [markdown]</c>
/// a Markdown cell in comments, and <c>tags=["parameters"]</c> on the marker sets the tags.
/// </summary>
internal static partial class CsxFormat
{
    [GeneratedRegex(@"^//\s*%%(?<title>[^\r\n]*)")]
    private static partial Regex Marker();

    [GeneratedRegex(@"tags=(?<tags>\[[^\]]*\])")]
    private static partial Regex TagList();

    [GeneratedRegex(@"^[ \t]*// ?", RegexOptions.Multiline)]
    private static partial Regex CommentSign();

    public static NotebookDocument Read(string text)
    {
        var newLine = TextShape.NewLineOf(text);
        var front = text.StartsWith(Utf8Text.Mark) ? Utf8Text.Mark.ToString() : "";
        var cells = new List<NotebookCell>();
        var header = "";
        var current = new List<string>();
        foreach (var line in TextLines.Of(text[front.Length..]))
        {
            if (Marker().IsMatch(line))
            {
                Close();
                header = line;
            }
            else
            {
                current.Add(line);
            }
        }
        Close();
        return new NotebookDocument(DocumentFormat.Csx, IpynbReader.Empty(), cells, new TextShape(front, newLine));

        void Close()
        {
            var (before, body, after) = TextLines.Trim(current);
            current.Clear();
            if (header.Length == 0 && body.Length == 0)
                front += before + after;
            else
                cells.Add(Cell(header, before, body, after));
        }
    }

    public static byte[] Write(NotebookDocument document)
    {
        var shape = document.Shape!;
        var text = new StringBuilder(shape.Front);
        foreach (var cell in document.Cells)
        {
            var source = cell.Source;
            var body = cell.Kind == CellKind.Markdown ? Commented(source) : source;
            if (cell.Frame is { } frame)
            {
                text.Append(frame.Before)
                    .Append(source == frame.Source ? frame.Body : TextLines.Ended(body, shape.NewLine))
                    .Append(frame.After);
                continue;
            }
            if (text.Length > 0 && text[^1] is not ('\n' or Utf8Text.Mark))
                text.Append(shape.NewLine);
            text.Append("// %%").Append(cell.Kind == CellKind.Markdown ? " [markdown]" : "");
            if (cell.Tags.Count > 0)
                text.Append(" tags=").Append(JsonSerializer.Serialize(cell.Tags));
            text.Append(shape.NewLine).Append(TextLines.Ended(body, shape.NewLine)).Append(shape.NewLine);
        }
        return Utf8Text.Encode(text.ToString());
    }

    private static NotebookCell Cell(string header, string before, string body, string after)
    {
        var title = Marker().Match(header).Groups["title"].Value;
        var markdown = title.Contains("[markdown]", StringComparison.Ordinal) || title.Contains("[md]", StringComparison.Ordinal);
        var lines = TextLines.Unix(body);
        var source = markdown ? CommentSign().Replace(lines, "") : lines;
        var metadata = new JsonObject();
        if (Tags(title) is { } tags)
            metadata["tags"] = tags;
        var node = new JsonObject { ["cell_type"] = markdown ? "markdown" : "code" };
        if (!markdown)
            node["execution_count"] = null;
        node["metadata"] = metadata;
        if (!markdown)
            node["outputs"] = new JsonArray();
        node["source"] = MultilineText.Split(source);
        return new NotebookCell(node, new TextFrame(header + before, body, after, source));
    }

    /// <summary>The tags on a marker; null without a valid list, which then is part of the title.</summary>
    private static JsonArray? Tags(string title)
    {
        if (TagList().Match(title) is not { Success: true } match)
            return null;
        try
        {
            return
                JsonNode.Parse(match.Groups["tags"].Value) is JsonArray tags
                && tags.All(tag => tag is JsonValue value && value.TryGetValue<string>(out _))
                ? tags
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Commented(string source) =>
        string.Join('\n', source.Split('\n').Select(line => line.Length == 0 ? "//" : $"// {line}"));
}
