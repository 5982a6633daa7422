using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A cell with a few letters more, in which Roslyn's completion finds what it does not find in the cell as written.</summary>
/// <param name="At">Where they stand; before the word at the cursor.</param>
/// <param name="Letters">What they are.</param>
internal sealed record AlternativeParse(int At, string Letters)
{
    private const string Method = "async void _(){";

    /// <summary>What stands behind the word at the cursor.</summary>
    public string Behind { get; init; } = "";

    /// <summary>The cell so read.</summary>
    public string Of(string code, int cursor)
    {
        while (cursor < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[cursor]))
            cursor++;
        return code.Insert(cursor, Behind).Insert(At, Letters);
    }

    /// <summary>Members to override are offered only where they have a line of their own.</summary>
    public static AlternativeParse? OfOverride(CellModel cell, int cursor)
    {
        var first = CursorContext.LeftOf(cell.Root, CursorContext.WordStart(cell.Code, cursor));
        if (!first.IsKind(SyntaxKind.OverrideKeyword))
            return null;
        while (IsModifier(first.GetPreviousToken().Kind()))
            first = first.GetPreviousToken();
        return new AlternativeParse(first.SpanStart, "\n") { Behind = "\n" };
    }

    /// <summary>What a script may mean where Roslyn sees a mistake or a new name; null when there is nothing else to mean.</summary>
    public static AlternativeParse? Other(CellModel cell, int cursor)
    {
        var before = CursorContext.LeftOf(cell.Root, CursorContext.WordStart(cell.Code, cursor));
        if (before.IsKind(SyntaxKind.None) || CursorContext.IsText(cell.Root, cursor))
            return null;
        // An expression needs no semicolon at its line's end while its cell is being written.
        if (before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
            return IsOpen(before.Kind()) ? null : new AlternativeParse(before.Span.End, ";");
        // "thing i" at the top of a script is a new name to Roslyn; in a method, and behind an assignment, it may begin "thing is" as well.
        if (before.Parent?.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().LastOrDefault() is not { } piece)
            return null;
        return piece switch
        {
            GlobalStatementSyntax => new AlternativeParse(piece.SpanStart, Method),
            FieldDeclarationSyntax { Declaration.Type: var type } when type.Span.Contains(before.Span) => IsValue(cell, type)
                ? Assigned()
                : null,
            IncompleteMemberSyntax { Type: { } type } => IsValue(cell, type) ? Assigned() : null,
            FieldDeclarationSyntax => new AlternativeParse(piece.SpanStart, Method),
            _ => null,
        };

        AlternativeParse Assigned() => new(piece.SpanStart, $"{Method}_=");
    }

    private static bool IsModifier(SyntaxKind kind) =>
        SyntaxFacts.IsAccessibilityModifier(kind)
        || kind is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.AsyncKeyword;

    private static bool IsOpen(SyntaxKind kind) => kind is SyntaxKind.SemicolonToken or SyntaxKind.CommaToken or SyntaxKind.DotToken;

    // What is read as a type begins with the name of a variable.
    private static bool IsValue(CellModel cell, TypeSyntax type) =>
        type.GetFirstToken() is var first
        && cell.Model.LookupSymbols(first.SpanStart, name: first.ValueText) is [not INamespaceOrTypeSymbol, ..];
}
