using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Workbench.Operations.Views;

namespace Workbench.Notebook.Display;

/// <summary>What the Workbench registers: how its values look in a notebook.</summary>
internal static partial class Formatters
{
    internal static bool Register()
    {
        Form.Register<IHtmlContent>(PlainTextFormatter.MimeType, content => Words(content.ToDisplayString(HtmlFormatter.MimeType)));
        foreach (var (type, view) in ResultViews.All)
        {
            Formatter.Register(new Form(type, HtmlFormatter.MimeType, result => TableHtml.Of(view(result)).Text));
            Formatter.Register(new Form(type, PlainTextFormatter.MimeType, result => view(result).ToString()));
        }
        Form.Register<Exception>(PlainTextFormatter.MimeType, error => $"{error.GetType().Name}: {error.Message}");
        return true;
    }

    // HTML to those who cannot show it: its words.
    private static string Words(string html) => WebUtility.HtmlDecode(Blank().Replace(Tag().Replace(Script().Replace(html, ""), " "), " ")).Trim();

    [GeneratedRegex("<(script|style)\\b.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Script();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\s+")]
    private static partial Regex Blank();
}
