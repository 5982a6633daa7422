using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>
/// Contains the HTML of cells within its place on a page: an unclosed comment, table or script does not swallow the following content, and
/// a stray end tag does not close surrounding elements. HTML that is already contained is returned unchanged.
/// </summary>
internal static class HtmlFrame
{
    private static readonly HtmlParserOptions Options = new() { IsScripting = true };

    /// <summary>HTML that stays within its parent element.</summary>
    /// <param name="html">A fragment or a whole page.</param>
    public static string Of(string html)
    {
        if (!html.AsSpan().ContainsAny('<', '&') || StaysWithin(html))
            return html;
        var closed = Closed(html);
        // No text can close some elements: show the source.
        return StaysWithin(closed) ? closed : $"<pre>{WebUtility.HtmlEncode(html)}</pre>";
    }

    /// <summary>A fragment, parsed as a browser parses it, inside an element.</summary>
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
        // No end tag closes plaintext.
        foreach (var plain in holder.QuerySelectorAll("plaintext").ToList())
        {
            var pre = plain.Owner!.CreateElement("pre");
            pre.TextContent = plain.TextContent;
            plain.Replace(pre);
        }
        return holder.InnerHtml;
    }

    /// <summary>Whether the content after the HTML keeps its place in the document.</summary>
    private static bool StaysWithin(string html)
    {
        // An element that is still open would wrap the <span>.
        const string before = "<!DOCTYPE html><body><main><section><div>";
        const string after = "</div><span></span></section><span></span></main><span></span></body>";
        var body = new HtmlParser(Options).ParseDocument(before + html + after).Body;
        return body is { ChildNodes: [IElement { LocalName: "main" } main, IElement { LocalName: "span" }] }
            && main is { ChildNodes: [IElement { LocalName: "section" } section, IElement { LocalName: "span" }] }
            && section is { ChildNodes: [IElement { LocalName: "div" }, IElement { LocalName: "span", ChildNodes.Length: 0 }] };
    }
}
