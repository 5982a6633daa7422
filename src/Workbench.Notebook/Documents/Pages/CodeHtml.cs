using System.Net;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Documents.Pages;

/// <summary>C# with magics as highlighted HTML, by Roslyn's tokens.</summary>
internal static class CodeHtml
{
    private static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, kind: SourceCodeKind.Script);

    /// <summary>The escaped code with spans of the classes k (keyword), s (string), n (number), c (comment) and m (magic).</summary>
    public static string Of(string code)
    {
        var text = SourceText.From(code);
        var magic = MagicLines(text);
        // Blank out magics, which are no C#.
        var blanked = text.WithChanges(magic.Select(span => new TextChange(span, new string(' ', span.Length))));
        var html = new StringBuilder();
        var at = 0;
        var root = CSharpSyntaxTree.ParseText(blanked, Script).GetRoot();
        var spans = root.DescendantTokens(descendIntoTrivia: true)
            .SelectMany(Classified)
            .Concat(magic.Select(span => (span, "m")))
            .OrderBy(pair => pair.Item1.Start);
        foreach (var (span, name) in spans)
        {
            if (span.Start < at || span.IsEmpty)
                continue;
            html.Append(Escape(text, at, span.Start))
                .Append("<span class=\"")
                .Append(name)
                .Append("\">")
                .Append(Escape(text, span.Start, span.End))
                .Append("</span>");
            at = span.End;
        }
        return html.Append(Escape(text, at, text.Length)).ToString();
    }

    private static List<TextSpan> MagicLines(SourceText text) =>
        [.. text.Lines.Where(line => line.ToString().TrimStart() is ['#', '!', ..] or ['%', ..]).Select(line => line.Span)];

    private static IEnumerable<(TextSpan Span, string Class)> Classified(SyntaxToken token)
    {
        foreach (var trivia in token.LeadingTrivia.Concat(token.TrailingTrivia))
        {
            if (
                trivia.IsKind(SyntaxKind.SingleLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
                || trivia.IsKind(SyntaxKind.SingleLineDocumentationCommentTrivia)
                || trivia.IsKind(SyntaxKind.MultiLineDocumentationCommentTrivia)
            )
                yield return (trivia.Span, "c");
            else if (trivia.IsDirective)
                yield return (trivia.Span, "m");
        }
        if (ClassOf(token) is { } name)
            yield return (token.Span, name);
    }

    private static string? ClassOf(SyntaxToken token)
    {
        var kind = token.Kind();
        if (
            SyntaxFacts.IsKeywordKind(kind)
            || SyntaxFacts.IsContextualKeyword(kind)
            || kind == SyntaxKind.IdentifierToken && token.Text == "var"
        )
            return "k";
        return kind switch
        {
            SyntaxKind.NumericLiteralToken => "n",
            SyntaxKind.StringLiteralToken
            or SyntaxKind.CharacterLiteralToken
            or SyntaxKind.SingleLineRawStringLiteralToken
            or SyntaxKind.MultiLineRawStringLiteralToken
            or SyntaxKind.Utf8StringLiteralToken
            or SyntaxKind.InterpolatedStringTextToken
            or SyntaxKind.InterpolatedStringStartToken
            or SyntaxKind.InterpolatedStringEndToken
            or SyntaxKind.InterpolatedVerbatimStringStartToken
            or SyntaxKind.InterpolatedSingleLineRawStringStartToken
            or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            or SyntaxKind.InterpolatedRawStringEndToken => "s",
            _ => null,
        };
    }

    private static string Escape(SourceText text, int start, int end) =>
        WebUtility.HtmlEncode(text.ToString(TextSpan.FromBounds(start, end)));
}
