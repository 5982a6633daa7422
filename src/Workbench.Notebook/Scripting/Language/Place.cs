using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Where the cursor stands in a cell: the word at it and what comes before.</summary>
/// <param name="Cursor">In UTF-16 units.</param>
/// <param name="Start">Where the word at the cursor begins; the cursor itself when there is none.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Prefix">The word up to the cursor.</param>
/// <param name="Before">The last token before the word; kind None at the cell's beginning.</param>
internal sealed record Place(int Cursor, int Start, int End, string Prefix, SyntaxToken Before)
{
    /// <summary>The place of a cursor.</summary>
    public static Place At(CompilationUnitSyntax root, string code, int cursor)
    {
        var (start, end) = (cursor, cursor);
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]))
            start--;
        if (start > 0 && code[start - 1] == '@')
            start--;
        while (end < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[end]))
            end++;
        return new Place(cursor, start, end, code[start..cursor], LeftOf(root, start));
    }

    /// <summary>The last token that ends at or before a position.</summary>
    public static SyntaxToken LeftOf(CompilationUnitSyntax root, int position)
    {
        if (position == 0)
            return default;
        var token = root.FindToken(Math.Min(position, root.FullSpan.End));
        while (!token.IsKind(SyntaxKind.None) && (token.Span.End > position || token.Span.Length == 0))
            token = token.GetPreviousToken();
        return token;
    }

    /// <summary>The string literal whose text the cursor stands in, closed or not; null outside of strings.</summary>
    public static LiteralExpressionSyntax? StringAt(CompilationUnitSyntax root, int cursor)
    {
        foreach (var token in (SyntaxToken[])[root.FindToken(Math.Min(cursor, root.FullSpan.End)), LeftOf(root, cursor)])
        {
            var open = token.Text.StartsWith('@') ? 2 : 1;
            var closed = token.Text.Length > open && token.Text[^1] == '"';
            if (token.IsKind(SyntaxKind.StringLiteralToken) && cursor >= token.SpanStart + open && cursor <= token.Span.End - (closed ? 1 : 0))
                return token.Parent as LiteralExpressionSyntax;
        }
        return null;
    }

    /// <summary>Whether a position is inside a comment, a string, a character, a number or code that <c>#if</c> leaves out.</summary>
    public static bool IsText(CompilationUnitSyntax root, int position)
    {
        var trivia = root.FindTrivia(Math.Max(0, position - 1));
        if (trivia.Kind() is SyntaxKind.DisabledTextTrivia or SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia)
            return true;
        if (trivia.Kind() is SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia && (position < trivia.Span.End || !trivia.ToFullString().EndsWith("*/", StringComparison.Ordinal)))
            return true;
        var token = root.FindToken(Math.Max(0, position - 1));
        return position > token.SpanStart && token.Kind() switch
        {
            SyntaxKind.NumericLiteralToken => position <= token.Span.End,
            SyntaxKind.InterpolatedStringTextToken => position <= token.Span.End,
            SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.SingleLineRawStringLiteralToken or SyntaxKind.MultiLineRawStringLiteralToken
                or SyntaxKind.Utf8StringLiteralToken => position < token.Span.End || token.ContainsDiagnostics,
            _ => false,
        };
    }
}
