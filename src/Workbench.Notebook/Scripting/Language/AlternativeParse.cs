using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A cell with inserted text, for which Roslyn offers completions that it does not offer for the original cell.</summary>
/// <param name="At">The position of the insertion; before the word at the cursor.</param>
/// <param name="Letters">The inserted text.</param>
internal sealed record AlternativeParse(int At, string Letters)
{
    private const string Method = "async void _(){";

    /// <summary>Text to insert after the word at the cursor.</summary>
    public string Behind { get; init; } = "";

    /// <summary>The cell with the insertions.</summary>
    public string Of(string code, int cursor)
    {
        while (cursor < code.Length && SyntaxFacts.IsIdentifierPartCharacter(code[cursor]))
            cursor++;
        return code.Insert(cursor, Behind).Insert(At, Letters);
    }

    /// <summary>Puts an override declaration on a separate line, because Roslyn offers overridable members only there.</summary>
    public static AlternativeParse? OfOverride(CellModel cell, int cursor)
    {
        var first = CursorContext.LeftOf(cell.Root, CursorContext.WordStart(cell.Code, cursor));
        if (!first.IsKind(SyntaxKind.OverrideKeyword))
            return null;
        while (IsModifier(first.GetPreviousToken().Kind()))
            first = first.GetPreviousToken();
        return new AlternativeParse(first.SpanStart, "\n") { Behind = "\n" };
    }

    /// <summary>An alternative where Roslyn assumes an error or a new name but script code may continue differently; null without
    /// one.</summary>
    public static AlternativeParse? Other(CellModel cell, int cursor)
    {
        var before = CursorContext.LeftOf(cell.Root, CursorContext.WordStart(cell.Code, cursor));
        if (before.IsKind(SyntaxKind.None) || CursorContext.IsText(cell.Root, cursor))
            return null;
        // While a cell is being edited, an expression may lack the semicolon at the end of its line.
        if (before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
            return IsOpen(before.Kind()) ? null : new AlternativeParse(before.Span.End, ";");
        // At the top level Roslyn takes "thing i" for a declaration with a new name; in a method or an assignment it also considers "thing
        // is".
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

    // Whether syntax parsed as a type begins with the name of a variable.
    private static bool IsValue(CellModel cell, TypeSyntax type) =>
        type.GetFirstToken() is var first
        && cell.Model.LookupSymbols(first.SpanStart, name: first.ValueText) is [not INamespaceOrTypeSymbol, ..];
}
