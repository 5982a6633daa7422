using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>Terminal text as HTML: colours and bold become classes, other escape sequences are removed.</summary>
internal static partial class AnsiHtml
{
    [GeneratedRegex(@"\x1b\[(?<codes>[0-9;]*)(?<end>[A-Za-z])")]
    private static partial Regex Escape();

    public static string Of(string text)
    {
        var html = new StringBuilder();
        var (at, open) = (0, false);
        foreach (Match match in Escape().Matches(text))
        {
            html.Append(WebUtility.HtmlEncode(text[at..match.Index]));
            at = match.Index + match.Length;
            if (match.Groups["end"].Value != "m")
                continue;
            var codes = match.Groups["codes"].Value.Split(';', StringSplitOptions.RemoveEmptyEntries);
            if (open)
                html.Append("</span>");
            var classes = string.Join(' ', codes.Select(Class).OfType<string>());
            open = classes.Length > 0;
            if (open)
                html.Append("<span class=\"").Append(classes).Append("\">");
        }
        html.Append(WebUtility.HtmlEncode(text[at..]));
        return (open ? html.Append("</span>") : html).ToString();
    }

    // Foreground colours 30 to 37 and their bright variants 90 to 97.
    private static string? Class(string code) =>
        code switch
        {
            "1" or "01" => "b",
            ['3' or '9', >= '0' and <= '7' and var colour] => $"a{colour}",
            _ => null,
        };
}
