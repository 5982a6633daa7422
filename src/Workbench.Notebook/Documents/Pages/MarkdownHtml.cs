using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>Converts notebook Markdown to HTML.</summary>
internal static partial class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseTaskLists()
        .UseEmphasisExtras()
        .UseFootnotes()
        .UseMathematics()
        .UseAutoIdentifiers()
        .Build();

    /// <summary>The HTML, contained by <see cref="HtmlFrame"/>, with embedded images.</summary>
    /// <param name="text">The Markdown.</param>
    /// <param name="pictures">Embeds images from files.</param>
    /// <param name="attachments">The cell's attachments by name; null for none.</param>
    public static string Of(string text, PagePictures pictures, JsonObject? attachments) =>
        pictures.In(HtmlFrame.Of(Html(text)), attachments);

    private static string Html(string text)
    {
        // A self-contained page has no MathJax: formulas appear as LaTeX source, without MathJax's delimiters.
        return Wide().Replace(Formula().Replace(Markdown.ToHtml(text, Pipeline), "class=\"math\">$2</"), Focusable);
    }

    // Horizontally scrolling elements get keyboard focus.
    private static string Focusable(Match match) =>
        match.Value switch
        {
            "<pre>" => "<pre tabindex=\"0\" role=\"group\" aria-label=\"Code\">",
            "<table>" => "<div class=\"wide\" tabindex=\"0\" role=\"group\" aria-label=\"Table\"><table>",
            _ => "</table></div>",
        };

    [GeneratedRegex("<pre>|</?table>")]
    private static partial Regex Wide();

    [GeneratedRegex(@"class=""math"">\\(\(|\[)\s*(.*?)\s*\\[)\]]</", RegexOptions.Singleline)]
    private static partial Regex Formula();
}
