using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The syntax around the cursor in a cell.</summary>
internal static class CursorContext
{
    /// <summary>The start of the word at the cursor; the cursor without a word.</summary>
    public static int WordStart(string code, int cursor)
    {
        while (cursor > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[cursor - 1]))
            cursor--;
        return cursor > 0 && code[cursor - 1] == '@' ? cursor - 1 : cursor;
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

    /// <summary>The string literal around the cursor, closed or open; null outside strings.</summary>
    public static LiteralExpressionSyntax? StringAt(CompilationUnitSyntax root, int cursor)
    {
        foreach (var token in (SyntaxToken[])[root.FindToken(Math.Min(cursor, root.FullSpan.End)), LeftOf(root, cursor)])
        {
            var open = token.Text.StartsWith('@') ? 2 : 1;
            var closed = token.Text.Length > open && token.Text[^1] == '"';
            if (
                token.IsKind(SyntaxKind.StringLiteralToken)
                && cursor >= token.SpanStart + open
                && cursor <= token.Span.End - (closed ? 1 : 0)
            )
                return token.Parent as LiteralExpressionSyntax;
        }
        return null;
    }

    /// <summary>Whether a position is inside a comment or in code disabled by <c>#if</c>.</summary>
    public static bool IsText(CompilationUnitSyntax root, int position)
    {
        var trivia = root.FindTrivia(Math.Max(0, position - 1));
        return trivia.Kind() switch
        {
            SyntaxKind.DisabledTextTrivia or SyntaxKind.SingleLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia => true,
            SyntaxKind.MultiLineCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia => position < trivia.Span.End
                || !trivia.ToFullString().EndsWith("*/", StringComparison.Ordinal),
            _ => false,
        };
    }
}
