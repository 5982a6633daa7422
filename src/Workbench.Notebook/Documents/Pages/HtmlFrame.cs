using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// Keeps HTML of cells within its own place of a page: what is not closed (a comment, a table, a script) takes nothing in that follows, and
/// what closes too much ends nothing around it. HTML that stays within as it is comes back to the letter.
/// </summary>
internal static class HtmlFrame
{
    private static readonly HtmlParserOptions Options = new() { IsScripting = true };

    /// <summary>HTML that stays within an element around it.</summary>
    /// <param name="html">A fragment, or a whole page of somebody else's.</param>
    public static string Of(string html)
    {
        if (!html.AsSpan().ContainsAny('<', '&') || StaysWithin(html))
            return html;
        var closed = Closed(html);
        // Some elements cannot be closed by any text behind them: their source is shown.
        return StaysWithin(closed) ? closed : $"<pre>{WebUtility.HtmlEncode(html)}</pre>";
    }

    /// <summary>A fragment as a browser reads it, inside of an element.</summary>
    public static IElement Parse(string html)
    {
        var parser = new HtmlParser(Options);
        var body = parser.ParseDocument("<!DOCTYPE html><body></body>").Body!;
        var holder = body.Owner!.CreateElement("div");
        holder.Append([.. parser.ParseFragment(html, body)]);
        return holder;
    }

    private static string Closed(string html)
    {
        var holder = Parse(html);
        // The one element that nothing ends.
        foreach (var plain in holder.QuerySelectorAll("plaintext").ToList())
        {
            var pre = plain.Owner!.CreateElement("pre");
            pre.TextContent = plain.TextContent;
            plain.Replace(pre);
        }
        return holder.InnerHtml;
    }

    /// <summary>Whether what follows the HTML on a page is where it would be without it.</summary>
    private static bool StaysWithin(string html)
    {
        // A <span> is wrapped in whatever is still open.
        const string before = "<!DOCTYPE html><body><main><section><div>";
        const string after = "</div><span></span></section><span></span></main><span></span></body>";
        var body = new HtmlParser(Options).ParseDocument(before + html + after).Body;
        return body is { ChildNodes: [IElement { LocalName: "main" } main, IElement { LocalName: "span" }] }
            && main is { ChildNodes: [IElement { LocalName: "section" } section, IElement { LocalName: "span" }] }
            && section is { ChildNodes: [IElement { LocalName: "div" }, IElement { LocalName: "span", ChildNodes.Length: 0 }] };
    }
}
