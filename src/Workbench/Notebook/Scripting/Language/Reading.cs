using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>A cell with a few letters more, in which Roslyn's completion finds what it does not find in the cell as written.</summary>
/// <param name="At">Where they stand; before the word at the cursor.</param>
/// <param name="Letters">What they are.</param>
internal sealed record Reading(int At, string Letters)
{
    /// <summary>Members to override are offered only where their modifiers begin a line.</summary>
    public static Reading? OfOverride(CellModel cell, int cursor)
    {
        var first = Place.LeftOf(cell.Root, Place.WordStart(cell.Code, cursor));
        if (!first.IsKind(SyntaxKind.OverrideKeyword))
            return null;
        while (SyntaxFacts.IsAccessibilityModifier(first.GetPreviousToken().Kind()) || first.GetPreviousToken().Kind() is SyntaxKind.SealedKeyword or SyntaxKind.AbstractKeyword or SyntaxKind.AsyncKeyword)
            first = first.GetPreviousToken();
        return new Reading(first.SpanStart, "\n");
    }

    /// <summary>What a script may mean where Roslyn sees a mistake or a new name; null when there is nothing else to mean.</summary>
    public static Reading? Other(CellModel cell, int cursor)
    {
        var before = Place.LeftOf(cell.Root, Place.WordStart(cell.Code, cursor));
        if (before.IsKind(SyntaxKind.None) || Place.IsText(cell.Root, cursor))
            return null;
        // An expression needs no semicolon at its line's end while its cell is being written.
        if (before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
            return before.Kind() is SyntaxKind.SemicolonToken or SyntaxKind.CommaToken or SyntaxKind.DotToken ? null : new Reading(before.Span.End, ";");
        // "thing i" begins "thing is", unless thing is a type.
        return before.Parent is IdentifierNameSyntax { Parent: VariableDeclarationSyntax or IncompleteMemberSyntax or ExpressionStatementSyntax } name
            && cell.Model.LookupSymbols(name.SpanStart, name: before.ValueText) is [not INamespaceOrTypeSymbol, ..]
            ? new Reading(name.SpanStart, "_=") : null;
    }
}
