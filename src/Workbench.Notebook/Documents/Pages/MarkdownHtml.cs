using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>Markdown as notebooks write it.</summary>
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

    /// <summary>The HTML, which stays within its place; its pictures stand in it.</summary>
    /// <param name="text">The Markdown.</param>
    /// <param name="pictures">Finds files.</param>
    /// <param name="attachments">Pictures that are attached to the cell, by name.</param>
    public static string Of(string text, PagePictures pictures, JsonObject? attachments) =>
        pictures.In(HtmlFrame.Of(Html(text)), attachments);

    private static string Html(string text)
    {
        // A page that loads nothing has no MathJax: formulas are shown as they are written, without the marks that are for it.
        return Wide().Replace(Formula().Replace(Markdown.ToHtml(text, Pipeline), "class=\"math\">$2</"), Reached);
    }

    // What scrolls sideways is reached by keys.
    private static string Reached(Match match) =>
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
