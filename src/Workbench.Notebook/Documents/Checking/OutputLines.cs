using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>
/// What a cell shows as lines that can be compared: texts without what is volatile, figures as paths and values, pictures by their presence.
/// The best form of an output is the one compared: a figure's data stand for its HTML, a page for its plain text. A figure that was updated has its data in
/// its HTML alone, and is compared by them too.
/// </summary>
/// <param name="sanitizer">Takes out what is volatile.</param>
internal sealed partial class OutputLines(Sanitizer sanitizer)
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    // Names of plotly's own making, and what says how a figure behaves, not what it shows.
    private static readonly HashSet<string> Volatile = ["uid", "uirevision", "config"];

    /// <summary>The lines of a cell's outputs.</summary>
    public IReadOnlyList<string> Of(NotebookCell cell)
    {
        var outputs = cell.Outputs.OfType<JsonObject>().Where(output => !ScriptLibrary.IsCarrier(output)).ToList();
        var lines = new List<string>();
        foreach (var name in new[] { "stdout", "stderr" })
        {
            var text = string.Concat(outputs.Where(output => TypeOf(output) == "stream" && (string?)output["name"] == name).Select(output => MultilineText.Join(output["text"])));
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

    private void Bundle(List<string> lines, JsonObject data)
    {
        if ((data[Plotly] ?? FigureIn(MultilineText.Form(data, "text/html"))) is { } figure)
        {
            lines.Add("[figure]");
            Flatten(lines, "", figure);
            return;
        }
        foreach (var (type, value) in data.Where(form => form.Key.StartsWith("image/", StringComparison.Ordinal)))
            lines.Add($"[{type}]{(MultilineText.Join(value).Length == 0 ? " empty" : "")}");
        if (data.FirstOrDefault(form => MultilineText.IsJson(form.Key)) is { Key: { } json, Value: { } document })
        {
            lines.Add($"[{json}]");
            Flatten(lines, "", document);
        }
        else if (MultilineText.Form(data, "text/html") is { } html)
        {
            Add(lines, "[html]", TextOf(html));
        }
        else if (data.Where(form => form.Key.StartsWith("text/", StringComparison.Ordinal)).Select(form => form.Key).OrderBy(key => key == "text/plain").FirstOrDefault() is { } text)
        {
            if (text != "text/plain" || !data.Any(form => form.Key.StartsWith("image/", StringComparison.Ordinal)))
                Add(lines, $"[{text}]", MultilineText.Form(data, text)!);
        }
    }

    private void Add(List<string> lines, string title, string text)
    {
        lines.Add(title);
        lines.AddRange(sanitizer.Clean(TextLines.Unix(text)).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0));
    }

    // "data.0.y.17 = 2.5": a place behind a point is no number to NumericText, whatever the tolerance.
    private void Flatten(List<string> lines, string path, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.Where(pair => !Volatile.Contains(pair.Key)).OrderBy(pair => pair.Key, StringComparer.Ordinal))
                    Flatten(lines, path.Length == 0 ? name : $"{path}.{name}", value);
                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    Flatten(lines, path.Length == 0 ? $"{i}" : string.Create(CultureInfo.InvariantCulture, $"{path}.{i}"), items[i]);
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                lines.Add($"{path} = \"{sanitizer.Clean(value.GetValue<string>())}\"");
                break;
            default:
                lines.Add($"{path} = {node?.ToJsonString() ?? "null"}");
                break;
        }
    }

    /// <summary>The data of an HTML output that is one figure, with warnings above it or without.</summary>
    private static JsonNode? FigureIn(string? html)
    {
        if (html is null || !html.AsSpan().TrimEnd().EndsWith("</workbench-figure>", StringComparison.Ordinal) || FigureData().Matches(html) is not [var figure])
            return null;
        try
        {
            return JsonNode.Parse(figure.Groups[1].Value);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? TypeOf(JsonObject output) => (string?)output["output_type"];

    /// <summary>What a reader of the page reads: no scripts, no styles, a line for every row and paragraph.</summary>
    private static string TextOf(string html)
    {
        var text = ScriptLibrary.Without(html);
        text = Hidden().Replace(text, "");
        text = Ends().Replace(text, "\n");
        text = Tags().Replace(text, " ");
        return Blanks().Replace(WebUtility.HtmlDecode(text), " ");
    }

    [GeneratedRegex(@"<workbench-figure\b[^>]*>\s*<script type=""application/json"">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex FigureData();

    [GeneratedRegex(@"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    [GeneratedRegex(@"</(?:tr|p|div|li|h[1-6]|pre|caption|summary|details)\s*>|<br\s*/?>", RegexOptions.IgnoreCase)]
    private static partial Regex Ends();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tags();

    [GeneratedRegex(@"[ \t\u00a0]+")]
    private static partial Regex Blanks();
}
