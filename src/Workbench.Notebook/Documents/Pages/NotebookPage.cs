using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Formats;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// A notebook as one self-contained HTML page with text, code and outputs. Scripts in outputs run, as in pages of nbconvert.
/// </summary>
internal static class NotebookPage
{
    private static readonly Lazy<string> Css = new(() =>
    {
        using var stream =
            typeof(NotebookPage).Assembly.GetManifestResourceStream("Workbench.Notebook.notebook.css")
            ?? throw new InvalidOperationException("the assembly was built without notebook.css");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    });

    /// <summary>The page.</summary>
    /// <param name="document">The notebook. The tags remove-cell, remove-input and remove-output apply.</param>
    /// <param name="name">The title of a notebook without a heading.</param>
    /// <param name="scripts">The scripts that outputs need. Each occurs once, before its first use.</param>
    /// <param name="pictures">Embeds the images of texts and outputs.</param>
    public static byte[] Of(NotebookDocument document, string name, ScriptLibrary scripts, PagePictures pictures)
    {
        var json = document.ToJson();
        var cells = ((JsonArray)json["cells"]!).OfType<JsonObject>().Select(node => new NotebookCell(node)).ToList();
        foreach (var output in cells.Where(cell => cell.Kind == CellKind.Code).SelectMany(cell => cell.Outputs).OfType<JsonObject>())
            OutputHtml.Adopt(output);
        scripts.EnsureFirst((JsonArray)json["cells"]!);
        var body = new StringBuilder();
        foreach (var cell in cells.Where(cell => !CellTags.Has(cell, "remove-cell") && !CellTags.Has(cell, "remove_cell")))
            Cell(body, cell, pictures);
        var html = $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{WebUtility.HtmlEncode(Title(cells) ?? name)}</title>
            <style>
            {Css.Value}</style>
            </head>
            <body>
            <main>
            {body}</main>
            </body>
            </html>

            """;
        return Encoding.UTF8.GetBytes(html);
    }

    private static void Cell(StringBuilder body, NotebookCell cell, PagePictures pictures)
    {
        var attachments = cell.Node["attachments"] as JsonObject;
        switch (cell.Kind)
        {
            case CellKind.Markdown:
                var text = MarkdownHtml.Of(cell.Source, pictures, attachments);
                body.Append($"<section class=\"text\">\n{text}</section>\n");
                break;
            case CellKind.Raw:
                // Raw cells target one output format; only those for HTML belong on the page.
                if (IsHtml(cell.Metadata["format"]) || IsHtml(cell.Metadata["raw_mimetype"]))
                    body.Append($"<div class=\"raw\">{pictures.In(HtmlFrame.Of(cell.Source), attachments)}</div>\n");
                break;
            default:
                Code(body, cell, pictures);
                break;
        }
    }

    private static bool IsHtml(JsonNode? form) => form is JsonValue value && value.TryGetValue<string>(out var text) && text == "text/html";

    private static void Code(StringBuilder body, NotebookCell cell, PagePictures pictures)
    {
        body.Append("<section class=\"code\">\n");
        if (!Removed(cell, "input"))
        {
            var number = cell.ExecutionCount is { } count ? $"<span class=\"number\" title=\"execution count\">{count}</span>" : "";
            body.Append(
                $"<div class=\"input\"><pre tabindex=\"0\" role=\"group\" "
                    + $"aria-label=\"Code\"><code>{CodeHtml.Of(cell.Code)}</code></pre>{number}</div>\n"
            );
        }
        if (!Removed(cell, "output"))
        {
            foreach (var output in cell.Outputs.OfType<JsonObject>())
            {
                // Scripts get no output frame, and are megabytes that need no sanitising.
                if (ScriptLibrary.IsCarrier(output) && OnlyScripts(output) is { } script)
                    body.Append($"{script}\n");
                else if (OutputHtml.Of(output, pictures) is { Length: > 0 } html)
                    body.Append($"<div class=\"output\"{Focus(html)}>{html}</div>\n");
            }
        }
        body.Append("</section>\n");
    }

    /// <summary>The scripts of an output with no other content; null for other outputs.</summary>
    private static string? OnlyScripts(JsonObject output) =>
        MultilineText.Form(output["data"] as JsonObject, "text/html") is { } html && ScriptLibrary.Without(html).Length == 0 ? html : null;

    // Gives tables of other programs keyboard focus, for scrolling; the Workbench's tables have it.
    private static string Focus(string html) =>
        html.Contains("<table", StringComparison.OrdinalIgnoreCase) && !html.Contains("tabindex", StringComparison.Ordinal)
            ? " tabindex=\"0\" role=\"group\" aria-label=\"Output\""
            : "";

    private static bool Removed(NotebookCell cell, string part) =>
        CellTags.Has(cell, $"remove-{part}") || CellTags.Has(cell, $"remove_{part}");

    /// <summary>The first heading.</summary>
    private static string? Title(IEnumerable<NotebookCell> cells) =>
        cells
            .Where(cell => cell.Kind == CellKind.Markdown)
            .SelectMany(cell => cell.Source.Split('\n'))
            .FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))
            ?[2..].Trim();
}
