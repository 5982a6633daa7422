using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Converts documentation comments to plain text and HTML.</summary>
internal static partial class DocText
{
    /// <summary>Plain text, with empty lines between paragraphs and unchanged code.</summary>
    public static string Plain(XElement? element) => element is null ? "" : Tidy(Write(element, new PlainMarks()));

    /// <summary>HTML without a surrounding element.</summary>
    public static string Html(XElement? element) => element is null ? "" : Tidy(Write(element, new HtmlMarks()));

    /// <summary>The short name of a reference: "M:System.String.Trim(System.Char)" gives "String.Trim".</summary>
    public static string NameOf(string cref)
    {
        var name = cref.Split('(')[0];
        name = name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var type = cref.StartsWith("T:", StringComparison.Ordinal) || name.Count(letter => letter == '.') < 1;
        var parts = name.Split('.');
        // Members include their type.
        var last = type || parts.Length < 2 ? parts[^1] : $"{parts[^2]}.{parts[^1]}";
        return Arity().Replace(last.Replace(".#ctor", "", StringComparison.Ordinal), "");
    }

    private static string Write(XElement element, Marks marks)
    {
        var text = new StringBuilder();
        foreach (var node in element.Nodes())
        {
            text.Append(
                node switch
                {
                    XText words => marks.Text(Spaces().Replace(words.Value, " ")),
                    XElement { Name.LocalName: "see" or "seealso" or "paramref" or "typeparamref" } reference => Reference(
                        reference,
                        marks
                    ),
                    XElement { Name.LocalName: "c" } code => marks.Code(code.Value),
                    XElement { Name.LocalName: "code" } block => marks.Block(Dedent(block.Value)),
                    XElement { Name.LocalName: "para" or "br" } paragraph => marks.Paragraph + Write(paragraph, marks) + marks.Paragraph,
                    XElement { Name.LocalName: "list" } list => string.Concat(
                        list.Elements().Select(item => marks.Item(Tidy(Write(item, marks))))
                    ) + marks.Paragraph,
                    XElement { Name.LocalName: "term" } term => Write(term, marks) + ": ",
                    XElement other => Write(other, marks),
                    _ => "",
                }
            );
        }
        return text.ToString();
    }

    private static string Reference(XElement reference, Marks marks)
    {
        if ((string?)reference.Attribute("href") is { } address)
            return marks.Link(address, reference.Value.Length > 0 ? reference.Value : address);
        var name =
            (string?)reference.Attribute("langword")
            ?? (string?)reference.Attribute("name")
            ?? ((string?)reference.Attribute("cref") is { } cref ? NameOf(cref) : "");
        return marks.Code(reference.Value.Length > 0 ? reference.Value : name);
    }

    private static string Dedent(string block)
    {
        var lines = block.Trim('\r', '\n').TrimEnd().Split('\n');
        var indent = lines
            .Where(line => line.Trim().Length > 0)
            .Select(line => line.Length - line.TrimStart().Length)
            .DefaultIfEmpty()
            .Min();
        return string.Join('\n', lines.Select(line => line.Length >= indent ? line[indent..].TrimEnd() : ""));
    }

    private static string Tidy(string text) => Blank().Replace(text, "\n\n").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();

    [GeneratedRegex(@" *\n\s*\n *")]
    private static partial Regex Blank();

    [GeneratedRegex(@"``?\d+")]
    private static partial Regex Arity();

    private abstract class Marks
    {
        public abstract string Paragraph { get; }

        public abstract string Text(string text);

        public abstract string Code(string code);

        public abstract string Block(string code);

        public abstract string Item(string text);

        public abstract string Link(string address, string text);
    }

    private sealed class PlainMarks : Marks
    {
        public override string Paragraph => "\n\n";

        public override string Text(string text) => text;

        public override string Code(string code) => code;

        public override string Block(string code) => $"\n\n    {code.Replace("\n", "\n    ", StringComparison.Ordinal)}\n\n";

        public override string Item(string text) => $"\n- {text}";

        public override string Link(string address, string text) => text == address ? address : $"{text} ({address})";
    }

    private sealed class HtmlMarks : Marks
    {
        public override string Paragraph => "<br/>";

        public override string Text(string text) => WebUtility.HtmlEncode(text);

        public override string Code(string code) => $"<code>{WebUtility.HtmlEncode(code)}</code>";

        public override string Block(string code) => $"<pre>{WebUtility.HtmlEncode(code)}</pre>";

        public override string Item(string text) => $"<br/>• {text}";

        public override string Link(string address, string text) =>
            address.StartsWith("http", StringComparison.OrdinalIgnoreCase)
                ? $"<a href=\"{WebUtility.HtmlEncode(address)}\">{WebUtility.HtmlEncode(text)}</a>"
                : WebUtility.HtmlEncode(text);
    }
}
