using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Formats;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// A notebook as one self-contained page: text, code, outputs as they are; scripts of outputs run in it, as in nbconvert's.
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
    /// <param name="document">The notebook; tags remove-cell, remove-input and remove-output are obeyed.</param>
    /// <param name="name">Its title, when its text gives none.</param>
    /// <param name="scripts">What outputs need: each comes once, before what needs it first.</param>
    /// <param name="pictures">Finds the pictures that text and outputs name.</param>
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
                // Raw cells are for a converter to another format; HTML ones are meant for this one.
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
                // A script shows nothing, so it takes no room; it is ours, and megabytes.
                if (ScriptLibrary.IsCarrier(output) && ScriptsAlone(output) is { } script)
                    body.Append($"{script}\n");
                else if (OutputHtml.Of(output, pictures) is { Length: > 0 } html)
                    body.Append($"<div class=\"output\"{Reached(html)}>{html}</div>\n");
            }
        }
        body.Append("</section>\n");
    }

    /// <summary>The scripts of an output that holds nothing else.</summary>
    private static string? ScriptsAlone(JsonObject output) =>
        MultilineText.Form(output["data"] as JsonObject, "text/html") is { } html && ScriptLibrary.Without(html).Length == 0 ? html : null;

    // A table of somebody else's is reached by keys, so that it can be scrolled; ours are by themselves.
    private static string Reached(string html) =>
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
