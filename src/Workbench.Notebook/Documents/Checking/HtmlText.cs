using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>The comparable content of HTML as lines: visible text, values of controls, alternative texts, and SVG elements.</summary>
internal static partial class HtmlText
{
    private static readonly HashSet<string> Blocks = new(StringComparer.OrdinalIgnoreCase)
    {
        "tr",
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "pre",
        "caption",
        "summary",
        "details",
        "table",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "figure",
        "figcaption",
        "blockquote",
        "hr",
        "br",
        "thead",
        "tbody",
        "tfoot",
        "form",
        "fieldset",
        "option",
        "svg",
    };

    private static readonly HashSet<string> SkippedElements = new(StringComparer.OrdinalIgnoreCase)
    {
        "script",
        "style",
        "template",
        "link",
        "meta",
    };

    // Attributes with content. Attributes that set the appearance are not compared.
    private static readonly string[] Values = ["value", "alt", "title", "placeholder"];
    private static readonly HashSet<string> SkippedSvgAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "id",
        "class",
        "style",
        "href",
        "xlink:href",
        "clip-path",
        "xmlns",
        "xmlns:xlink",
    };

    /// <summary>The non-blank lines, and a size and hash of the full markup; null for text without markup.</summary>
    /// <param name="html">A fragment or a whole page.</param>
    public static (IReadOnlyList<string> Lines, string? Unread) Of(string html)
    {
        var document = new HtmlParser().ParseDocument(ScriptLibrary.Without(html));
        var text = new StringBuilder();
        foreach (var child in document.ChildNodes)
            Read(child, text);
        var lines = text.ToString().Split('\n').Select(line => Blanks().Replace(line, " ").Trim()).Where(line => line.Length > 0).ToList();
        var hasMarkup = document.Body?.InnerHtml.Contains('<', StringComparison.Ordinal) == true || document.Head?.ChildElementCount > 0;
        return (lines, hasMarkup ? Digest(document.DocumentElement.OuterHtml) : null);
    }

    /// <summary>Size and hash of content that is not compared.</summary>
    public static string Digest(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var hash = Sha256.Of(bytes)[..12];
        return string.Create(CultureInfo.InvariantCulture, $"{bytes.Length:#,0} bytes, SHA-256 {hash}");
    }

    private static void Read(INode node, StringBuilder text)
    {
        switch (node)
        {
            case IText words:
                // Line breaks count in a <pre>; elsewhere they are white space.
                text.Append(node.ParentElement?.Closest("pre") is null ? words.Data.ReplaceLineEndings(" ") : words.Data);
                break;
            case IElement element when !SkippedElements.Contains(element.LocalName):
                Read(element, text);
                break;
        }
    }

    private static void Read(IElement element, StringBuilder text)
    {
        var drawing = element.NamespaceUri == "http://www.w3.org/2000/svg";
        if (drawing || Blocks.Contains(element.LocalName))
            text.Append('\n');
        if (drawing)
        {
            var strokes = element.Attributes.Where(one => !SkippedSvgAttributes.Contains(one.Name));
            foreach (var attribute in strokes.OrderBy(one => one.Name, StringComparer.Ordinal))
                text.Append($"{element.LocalName} {attribute.Name} = {attribute.Value.ReplaceLineEndings(" ")}\n");
        }
        else
        {
            foreach (var name in Values.Where(name => element.GetAttribute(name) is { Length: > 0 }))
                text.Append($" {element.GetAttribute(name)!.ReplaceLineEndings(" ")} ");
        }
        if (element.LocalName is "td" or "th")
            text.Append(' ');
        foreach (var child in element.ChildNodes)
            Read(child, text);
        if (drawing || Blocks.Contains(element.LocalName))
            text.Append('\n');
    }

    [GeneratedRegex(@"[ \t\u00a0]+")]
    private static partial Regex Blanks();
}
