using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A paragraph or a list of a help page.</summary>
/// <param name="Title">The heading; empty for the first paragraph.</param>
/// <param name="Items">Names with their descriptions; the name is empty for plain paragraphs.</param>
internal sealed record HelpSection(string Title, IReadOnlyList<(string Name, XElement Text)> Items);

/// <summary>A help page.</summary>
/// <param name="Signatures">The declarations, the selected overload first.</param>
/// <param name="Sections">The documentation.</param>
internal sealed record HelpPage(IReadOnlyList<string> Signatures, IReadOnlyList<HelpSection> Sections)
{
    /// <summary>The value of a variable in plain text; null for other symbols.</summary>
    public string? Value { get; init; }

    /// <summary>The namespace and assembly; null for declarations of cells.</summary>
    public string? Origin { get; init; }

    /// <summary>An XML element with plain text.</summary>
    public static XElement Words(string text) => new("text", text);

    /// <summary>The page as plain text and HTML.</summary>
    public MimeBundle Bundle() => new(new JsonObject { ["text/plain"] = Plain(), ["text/html"] = Html() });

    private string Plain()
    {
        var text = new StringBuilder();
        text.AppendJoin('\n', Signatures).Append('\n');
        if (Value is not null)
            text.Append("\nValue: ").Append(Value).Append('\n');
        foreach (var section in Sections)
        {
            text.Append('\n');
            if (section.Title.Length > 0)
                text.Append(section.Title).Append(":\n");
            var width = section.Items.Max(item => item.Name.Length);
            foreach (var (name, words) in section.Items)
            {
                var description = DocText.Plain(words);
                text.Append(
                        section.Title.Length == 0 ? description
                        : name.Length == 0 ? $"  {Indented(description, 2)}"
                        : $"  {name.PadRight(width)}  {Indented(description, width + 4)}".TrimEnd()
                    )
                    .Append('\n');
            }
        }
        if (Origin is not null)
            text.Append('\n').Append(Origin).Append('\n');
        return text.ToString().TrimEnd();
    }

    private string Html()
    {
        var html = new StringBuilder("<div class=\"workbench-help\"><pre>")
            .AppendJoin('\n', Signatures.Select(WebUtility.HtmlEncode))
            .Append("</pre>");
        if (Value is not null)
            html.Append("<p><b>Value</b></p><pre>").Append(WebUtility.HtmlEncode(Value)).Append("</pre>");
        foreach (var section in Sections)
        {
            if (section.Title.Length > 0)
                html.Append("<p><b>").Append(WebUtility.HtmlEncode(section.Title)).Append("</b></p>");
            var list = section.Items.Any(item => item.Name.Length > 0);
            html.Append(list ? "<ul>" : "");
            foreach (var (name, words) in section.Items)
                html.Append(
                    list ? $"<li><code>{WebUtility.HtmlEncode(name)}</code> {DocText.Html(words)}</li>" : $"<p>{DocText.Html(words)}</p>"
                );
            html.Append(list ? "</ul>" : "");
        }
        if (Origin is not null)
            html.Append("<p><small>").Append(WebUtility.HtmlEncode(Origin)).Append("</small></p>");
        return html.Append("</div>").ToString();
    }

    private static string Indented(string text, int by) => text.Replace("\n", "\n" + new string(' ', by), StringComparison.Ordinal);
}
