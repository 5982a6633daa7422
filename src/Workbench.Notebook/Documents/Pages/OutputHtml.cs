using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>Outputs as HTML. Shows the richest supported form of each output, with nbconvert's priorities.</summary>
internal static class OutputHtml
{
    private const string Plotly = "application/vnd.plotly.v1+json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, MaxDepth = IpynbReader.Json.MaxDepth };

    // Best first.
    private static readonly (string Type, Func<string, JsonObject, PagePictures, string> Write)[] Forms =
    [
        ("text/html", (text, _, pictures) => Framed(text, pictures)),
        ("text/markdown", (text, _, pictures) => MarkdownHtml.Of(text, pictures, null)),
        ("image/svg+xml", (text, _, pictures) => Framed(text, pictures)),
        ("image/png", (text, metadata, _) => Picture("image/png", text, metadata)),
        ("image/jpeg", (text, metadata, _) => Picture("image/jpeg", text, metadata)),
        ("image/gif", (text, metadata, _) => Picture("image/gif", text, metadata)),
        ("text/latex", (text, _, _) => $"<div class=\"math\">{WebUtility.HtmlEncode(text)}</div>"),
        ("application/javascript", (text, _, _) => HtmlFrame.Of($"<script>{text}</script>")),
        ("text/plain", (text, _, _) => text.Length == 0 ? "" : $"<pre>{AnsiHtml.Of(text)}</pre>"),
    ];

    /// <summary>One output as HTML, contained by <see cref="HtmlFrame"/>.</summary>
    /// <param name="output">The output.</param>
    /// <param name="pictures">Embeds the output's images.</param>
    public static string Of(JsonObject output, PagePictures pictures) =>
        (string?)output["output_type"] switch
        {
            "stream" => $"<pre class=\"{((string?)output["name"] == "stderr" ? "stderr" : "stdout")}\">"
                + $"{AnsiHtml.Of(MultilineText.Join(output["text"]))}</pre>",
            "error" => $"<pre class=\"error\">{AnsiHtml.Of(Traceback(output))}</pre>",
            "display_data" or "execute_result" => Bundle(
                output["data"] as JsonObject ?? [],
                output["metadata"] as JsonObject ?? [],
                pictures
            ),
            _ => "",
        };

    /// <summary>Adds the Workbench's figure HTML to plotly figures of other programs, which consist of data only.</summary>
    public static void Adopt(JsonObject output)
    {
        if (output["data"] is JsonObject data && data[Plotly] is { } figure && !data.ContainsKey("text/html"))
            data["text/html"] =
                $"<workbench-figure data-needs=\"plotly\" role=\"figure\" aria-label=\"Figure\" "
                + $"style=\"display:block;min-height:450px\"><script "
                + $"type=\"application/json\">{ForScript(figure)}</script></workbench-figure>";
    }

    private static string Bundle(JsonObject data, JsonObject metadata, PagePictures pictures)
    {
        foreach (var (type, write) in Forms)
        {
            if (MultilineText.Form(data, type) is { } text)
                return write(text, metadata[type] as JsonObject ?? [], pictures);
        }
        return data.FirstOrDefault(form => MultilineText.IsJson(form.Key)) is { Value: { } document }
            ? $"<pre>{WebUtility.HtmlEncode(document.ToJsonString(Indented))}</pre>"
            : "";
    }

    private static string Framed(string html, PagePictures pictures) => pictures.In(HtmlFrame.Of(html));

    private static string Picture(string type, string data, JsonObject metadata)
    {
        var width = metadata["width"] is JsonValue value && value.TryGetValue<double>(out var pixels) ? $" width=\"{(int)pixels}\"" : "";
        return $"<img "
            + $"src=\"data:{type};base64,{WebUtility.HtmlEncode(string.Concat(data.Where(letter => !char.IsWhiteSpace(letter))))}\"{width} "
            + $"alt=\"\">";
    }

    private static string Traceback(JsonObject output)
    {
        var lines = (output["traceback"] as JsonArray ?? []).Select(line => (string?)line ?? "").ToList();
        return lines.Count > 0 ? string.Join('\n', lines) : $"{output["ename"]}: {output["evalue"]}";
    }

    /// <summary>JSON escaped so that it cannot end the surrounding script element.</summary>
    private static string ForScript(JsonNode json) =>
        json.ToJsonString().Replace("</", "<\\/", StringComparison.Ordinal).Replace("<!--", "<\\u0021--", StringComparison.Ordinal);
}
