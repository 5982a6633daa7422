using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Notebook.Documents.Formats;

/// <summary>
/// Polyglot Notebooks' text format: an optional <c>#!meta</c> block of JSON, then cells, each of which begins with the name of its kernel.
/// </summary>
internal static class DibFormat
{
    private const string Meta = "#!meta";

    public static NotebookDocument Read(string text, string name)
    {
        var newLine = TextShape.NewLineOf(text);
        var front = text.StartsWith(Utf8Text.Mark) ? Utf8Text.Mark.ToString() : "";
        var lines = TextLines.Of(text[front.Length..]);
        var metadata = ReadMeta(lines, name);
        var more = KernelNames(metadata);
        var cells = new List<NotebookCell>();
        string? language = null;
        var header = "";
        var current = new List<string>();
        var inMeta = false;
        foreach (var line in lines)
        {
            var begun = DibLanguages.Begun(line, more);
            if (begun is null && line.TrimEnd() != Meta)
            {
                current.Add(line);
                continue;
            }
            Close();
            inMeta = begun is null;
            (language, header) = (begun, line);
        }
        Close();
        var root = IpynbReader.Empty();
        if (metadata is not null)
            ((JsonObject)root["metadata"]!)["polyglot_notebook"] = metadata;
        return new NotebookDocument(DocumentFormat.Dib, root, cells, new TextShape(front, newLine));

        void Close()
        {
            var (before, body, after) = TextLines.Trim(current);
            current.Clear();
            // The meta block and blank lines belong to the preceding cell, or to the front before the first cell.
            if (inMeta || header.Length == 0 && body.Length == 0)
            {
                var all = header + before + body + after;
                if (cells.Count == 0)
                    front += all;
                else
                    cells[^1] = new NotebookCell(cells[^1].Node, cells[^1].Frame! with { After = cells[^1].Frame!.After + all });
                return;
            }
            var kernel = language ?? DefaultLanguage(metadata) ?? "csharp";
            cells.Add(Cell(kernel, new TextFrame(header + before, body, after, TextLines.Unix(body))));
        }
    }

    public static byte[] Write(NotebookDocument document)
    {
        var shape = document.Shape!;
        var text = new StringBuilder(shape.Front);
        foreach (var cell in document.Cells)
        {
            var source = cell.Source;
            if (cell.Frame is { } frame)
            {
                var body = source == frame.Source ? frame.Body : TextLines.Ended(source, shape.NewLine);
                text.Append(frame.Before).Append(body).Append(frame.After);
                continue;
            }
            if (text.Length > 0 && text[^1] is not ('\n' or Utf8Text.Mark))
                text.Append(shape.NewLine);
            var language = cell.Kind switch
            {
                CellKind.Markdown => "markdown",
                CellKind.Raw => "raw",
                _ => cell.Language ?? "csharp",
            };
            text.Append("#!")
                .Append(language)
                .Append(shape.NewLine)
                .Append(shape.NewLine)
                .Append(TextLines.Ended(source, shape.NewLine))
                .Append(shape.NewLine)
                .Append(shape.NewLine);
        }
        return Utf8Text.Encode(text.ToString());
    }

    private static NotebookCell Cell(string language, TextFrame frame)
    {
        var kind = language switch
        {
            "markdown" => "markdown",
            "raw" => "raw",
            _ => "code",
        };
        var node = new JsonObject { ["cell_type"] = kind };
        if (kind == "code")
            node["execution_count"] = null;
        node["metadata"] =
            kind != "code" || language == "csharp"
                ? new JsonObject()
                : new JsonObject { ["polyglot_notebook"] = new JsonObject { ["kernelName"] = language } };
        if (kind == "code")
            node["outputs"] = new JsonArray();
        node["source"] = MultilineText.Split(frame.Source);
        return new NotebookCell(node, frame);
    }

    private static JsonObject? ReadMeta(IReadOnlyList<string> lines, string name)
    {
        var at = 0;
        while (at < lines.Count && lines[at].TrimEnd() != Meta)
            at++;
        if (at == lines.Count)
            return null;
        var body = string.Concat(lines.Skip(at + 1).TakeWhile(line => !line.StartsWith("#!", StringComparison.Ordinal)));
        if (string.IsNullOrWhiteSpace(body))
            return null;
        try
        {
            return JsonNode.Parse(body, documentOptions: IpynbReader.Json) as JsonObject
                ?? throw new InvalidInputException(
                    "the #!meta block must be a JSON object",
                    null,
                    "{ \"kernelInfo\": … }",
                    null,
                    $"{name}, line {at + 2}"
                );
        }
        catch (JsonException error)
        {
            throw new InvalidInputException(
                [
                    new Fault(
                        $"the #!meta block is not JSON: {IpynbReader.Short(error)}",
                        null,
                        null,
                        null,
                        $"{name}, line {at + 2 + (error.LineNumber ?? 0)}"
                    ),
                ],
                error
            );
        }
    }

    private static JsonObject? Info(JsonObject? metadata) => metadata?["kernelInfo"] as JsonObject;

    private static string? DefaultLanguage(JsonObject? metadata) =>
        Info(metadata)?["defaultKernelName"] is JsonValue value && value.TryGetValue<string>(out var name) ? name : null;

    /// <summary>The names and aliases of the kernels that the file declares.</summary>
    private static HashSet<string> KernelNames(JsonObject? metadata)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in (Info(metadata)?["items"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (item["name"] is JsonValue value && value.TryGetValue<string>(out var name))
                names.Add(name);
            foreach (var alias in (item["aliases"] as JsonArray ?? []).OfType<JsonValue>())
            {
                if (alias.TryGetValue<string>(out var other))
                    names.Add(other);
            }
        }
        return names;
    }
}
