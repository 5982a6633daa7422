using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>
/// A cell's outputs as comparable lines: texts, figures as paths and values, images by their presence. Only the richest form of an output
/// is compared: a figure's data instead of its HTML and image, HTML instead of plain text. Figures inside HTML, such as a list of charts,
/// are compared by their data too.
/// </summary>
/// <param name="clean">Removes the matches of the user's patterns from a text.</param>
internal sealed partial class OutputLines(Func<string, string> clean)
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    /// <summary>The lines of a cell's outputs.</summary>
    public IReadOnlyList<OutputLine> Of(NotebookCell cell)
    {
        var outputs = cell.Outputs.OfType<JsonObject>().Where(output => !ScriptLibrary.IsCarrier(output)).ToList();
        var lines = new List<OutputLine>();
        foreach (var name in new[] { "stdout", "stderr" })
        {
            var pieces = outputs.Where(output => TypeOf(output) == "stream" && (string?)output["name"] == name);
            var text = string.Concat(pieces.Select(output => MultilineText.Join(output["text"])));
            if (text.Length > 0)
                Add(lines, $"[{name}]", text);
        }
        foreach (var output in outputs)
        {
            switch (TypeOf(output))
            {
                case "error":
                    Add(lines, "[error]", $"{output["ename"]}: {output["evalue"]}");
                    break;
                case "display_data" or "execute_result":
                    Bundle(lines, output["data"] as JsonObject ?? []);
                    break;
            }
        }
        return lines;
    }

    private void Bundle(List<OutputLine> lines, JsonObject data)
    {
        var html = MultilineText.Form(data, "text/html");
        var (page, figures) = html is null ? ("", []) : Figures(html);
        if (data[Plotly] is { } figure)
        {
            // The text around the figure, such as warnings, is compared too.
            Words(lines, page);
            Figure(lines, figure);
            return;
        }
        if (figures.Count > 0)
        {
            Words(lines, page);
            figures.ForEach(one => Figure(lines, one));
            return;
        }
        foreach (var (type, value) in data.Where(form => IsPicture(form.Key)))
            lines.Add(new($"[{type}]", HtmlText.Digest(MultilineText.Join(value))));
        if (data.FirstOrDefault(form => MultilineText.IsJson(form.Key)) is { Key: { } json, Value: { } document })
        {
            lines.Add(new($"[{json}]"));
            Flatten(lines, "", document);
        }
        else if (html is not null)
        {
            var (words, unread) = HtmlText.Of(html);
            lines.Add(new("[html]", unread));
            AddWords(lines, words);
        }
        else if (MultilineText.Form(data, "image/svg+xml") is { } drawing)
        {
            lines.Add(new("[image/svg+xml]"));
            AddWords(lines, HtmlText.Of(drawing).Lines);
        }
        else if (TextForm(data) is { } text && (text != "text/plain" || !data.Any(form => IsPicture(form.Key))))
        {
            Add(lines, $"[{text}]", MultilineText.Form(data, text)!);
        }
        else if (MultilineText.Form(data, "application/javascript") is { } script)
        {
            Add(lines, "[application/javascript]", script);
        }
        else
        {
            // Unknown forms are compared by their presence.
            foreach (var (type, value) in data.Where(form => !IsPicture(form.Key) && form.Key != "text/plain"))
                lines.Add(new($"[{type}]", HtmlText.Digest(value?.ToJsonString() ?? "")));
        }
    }

    /// <summary>The richest text form: Markdown or LaTeX before plain text.</summary>
    private static string? TextForm(JsonObject data) =>
        data.Select(form => form.Key)
            .Where(key => key.StartsWith("text/", StringComparison.Ordinal))
            .OrderBy(key => key == "text/plain")
            .FirstOrDefault();

    private static bool IsPicture(string type) => type.StartsWith("image/", StringComparison.Ordinal) && type != "image/svg+xml";

    private void Add(List<OutputLine> lines, string title, string text)
    {
        lines.Add(new(title));
        var cleaned = clean(TextLines.Unix(Colours().Replace(text, ""))).Split('\n').Select(line => line.TrimEnd());
        lines.AddRange(cleaned.Where(line => line.Length > 0).Select(line => new OutputLine(line)));
    }

    private void AddWords(List<OutputLine> lines, IReadOnlyList<string> words) =>
        lines.AddRange(clean(string.Join('\n', words)).Split('\n').Where(line => line.Length > 0).Select(line => new OutputLine(line)));

    private void Words(List<OutputLine> lines, string page)
    {
        if (HtmlText.Of(page).Lines is { Count: > 0 } words)
        {
            lines.Add(new("[html]"));
            AddWords(lines, words);
        }
    }

    private void Figure(List<OutputLine> lines, JsonNode figure)
    {
        lines.Add(new("[figure]"));
        Flatten(lines, "", figure, path => VolatileFigurePaths().IsMatch(path));
    }

    // "data.0.y.17 = 2.5": NumericText does not match a number after a point, so indices are compared exactly.
    private void Flatten(List<OutputLine> lines, string path, JsonNode? node, Predicate<string>? without = null)
    {
        if (without?.Invoke(path) == true)
            return;
        switch (node)
        {
            case JsonObject { Count: 0 } when path.Length == 0 || without is null:
                lines.Add(new($"{path} = {{}}"));
                break;
            case JsonArray { Count: 0 } when path.Length == 0 || without is null:
                lines.Add(new($"{path} = []"));
                break;
            case JsonObject members:
                foreach (var (name, value) in members.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    Flatten(lines, path.Length == 0 ? name : $"{path}.{name}", value, without);
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    Flatten(lines, path.Length == 0 ? Number(i) : $"{path}.{Number(i)}", items[i], without);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                lines.Add(new($"{path} = \"{clean(value.GetValue<string>())}\""));
                break;
            default:
                lines.Add(new($"{path} = {node?.ToJsonString() ?? "null"}"));
                break;
        }
    }

    private static string Number(int place) => place.ToString(CultureInfo.InvariantCulture);

    /// <summary>The HTML without its figures, and the figures' data.</summary>
    private static (string Page, List<JsonNode> Figures) Figures(string html)
    {
        var figures = new List<JsonNode>();
        var page = FigureData()
            .Replace(
                html,
                match =>
                {
                    try
                    {
                        if (JsonNode.Parse(match.Groups[1].Value, documentOptions: IpynbReader.Json) is not { } figure)
                            return match.Value;
                        figures.Add(figure);
                        return "";
                    }
                    catch (JsonException)
                    {
                        return match.Value;
                    }
                }
            );
        return (page, figures);
    }

    private static string? TypeOf(JsonObject output) => (string?)output["output_type"];

    // Ids that plotly generates, and settings of a figure's behaviour instead of its content.
    [GeneratedRegex(@"^(?:config|data\.\d+\.(?:uid|uirevision)|layout\.(?:.*\.)?uirevision)$")]
    private static partial Regex VolatileFigurePaths();

    [GeneratedRegex(
        @"<workbench-figure\b[^>]*>\s*<script type=""application/json"">(.*?)</script>.*?</workbench-figure>",
        RegexOptions.Singleline
    )]
    private static partial Regex FigureData();

    [GeneratedRegex(@"\x1b\[[0-9;]*[A-Za-z]")]
    private static partial Regex Colours();
}
