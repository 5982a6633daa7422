using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>What help at a place is about.</summary>
/// <param name="Symbol">The symbol that is meant.</param>
/// <param name="Overloads">The other methods of its name that the place may mean.</param>
internal sealed record SymbolAt(ISymbol Symbol, IReadOnlyList<ISymbol> Overloads)
{
    /// <summary>The symbol of the word at the cursor, or of the call whose parentheses hold it; null when there is none.</summary>
    public static SymbolAt? Find(CellModel cell, int cursor)
    {
        var touching = cell.Root.FindToken(Math.Min(cursor, cell.Root.FullSpan.End));
        var left = Place.LeftOf(cell.Root, cursor);
        foreach (var token in (SyntaxToken[])[touching, left])
        {
            if (token.Span.IntersectsWith(cursor) && Of(cell.Model, token) is { } found)
                return found;
        }
        // "numbers.|" is about numbers.
        if (left.IsKind(SyntaxKind.DotToken) && Of(cell.Model, left.GetPreviousToken()) is { } receiver)
            return receiver;
        return CallSite.Around(cell.Model, left, cursor) is { } call ? Among(call.Methods, Called(cell.Model, call) ?? call.Methods.Where(method => call.Parameter(method) is not null).MinBy(method => method.Parameters.Length)) : null;
    }

    private static SymbolAt? Of(SemanticModel model, SyntaxToken token)
    {
        // "List<int>|" is about the list.
        if (token.IsKind(SyntaxKind.GreaterThanToken) && token.Parent is TypeArgumentListSyntax { Parent: GenericNameSyntax generic })
            token = generic.Identifier;
        if (token.Parent is not { } node || !(token.IsKind(SyntaxKind.IdentifierToken) || SyntaxFacts.IsPredefinedType(token.Kind()) || token.Kind() is SyntaxKind.ThisKeyword or SyntaxKind.BaseKeyword))
            return null;
        if (model.GetDeclaredSymbol(node) is { } declared && node is not (TypeSyntax or ArgumentSyntax))
            return new SymbolAt(declared, []);
        if (node is not ExpressionSyntax expression)
            return null;
        // The type after "new" stands for its constructors.
        if (expression.FirstAncestorOrSelf<ObjectCreationExpressionSyntax>() is { } made && token == NameOf(made.Type))
        {
            if (made.ArgumentList is { } list && CallSite.Of(model, list, 0) is { } constructors)
                return Among(constructors.Methods, model.GetSymbolInfo(made).Symbol);
        }
        var info = model.GetSymbolInfo(expression);
        var group = model.GetMemberGroup(expression);
        var symbol = info.Symbol ?? (info.CandidateSymbols.IsDefaultOrEmpty ? null : info.CandidateSymbols[0]);
        if (symbol is IAliasSymbol alias)
            symbol = alias.Target;
        return symbol is null or IErrorTypeSymbol ? null : Among(group, symbol);
    }

    private static SyntaxToken NameOf(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier,
        SimpleNameSyntax simple => simple.Identifier,
        _ => default,
    };

    private static ISymbol? Called(SemanticModel model, CallSite call) => call.Arguments.Parent is { } parent ? model.GetSymbolInfo(parent).Symbol : null;

    // Without a choice by the compiler, the overload with the fewest parameters is the easiest to read.
    private static SymbolAt? Among(IReadOnlyList<ISymbol> group, ISymbol? chosen)
    {
        var first = chosen ?? group.OfType<IMethodSymbol>().MinBy(method => method.Parameters.Length);
        return first is null ? null : new SymbolAt(first, [.. group.Where(one => !SymbolEqualityComparer.Default.Equals(one, first))]);
    }
}
