using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Markdig;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>Markdown as notebooks write it.</summary>
internal static partial class MarkdownHtml
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables().UseAutoLinks().UseTaskLists().UseEmphasisExtras().UseFootnotes().UseMathematics().UseAutoIdentifiers().Build();

    /// <summary>The HTML; pictures that are attached to the cell stand in it.</summary>
    public static string Of(string text, JsonObject? attachments)
    {
        foreach (var (name, bundle) in attachments ?? [])
        {
            if (bundle is JsonObject data && data.FirstOrDefault() is { Key: { } type, Value: { } picture })
            {
                var picture64 = $"data:{type};base64,{MultilineText.Join(picture)}";
                text = text.Replace($"attachment:{name}", picture64, StringComparison.Ordinal).Replace($"attachment:{Uri.EscapeDataString(name)}", picture64, StringComparison.Ordinal);
            }
        }
        // A page that loads nothing has no MathJax: formulas are shown as they are written, without the marks that are for it.
        return Wide().Replace(Formula().Replace(Markdown.ToHtml(text, Pipeline), "class=\"math\">$2</"), Reached);
    }

    // What scrolls sideways is reached by keys.
    private static string Reached(Match match) => match.Value switch
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
