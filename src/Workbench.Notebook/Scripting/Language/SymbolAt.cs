using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The symbol at a position.</summary>
/// <param name="Symbol">The symbol.</param>
/// <param name="Overloads">The other overloads.</param>
internal sealed record SymbolAt(ISymbol Symbol, IReadOnlyList<ISymbol> Overloads)
{
    /// <summary>The symbol of the word at the cursor, or of the call around the cursor; null without one.</summary>
    public static async Task<SymbolAt?> FindAsync(CellModel cell, int cursor, CancellationToken cancellation)
    {
        var left = CursorContext.LeftOf(cell.Root, cursor);
        int[] positions =
            left.Span.End != cursor
                ? [cursor]
                : (left.Kind(), left.Parent) switch
                {
                    // "List<int>|" means List, "numbers.|" means numbers.
                    (SyntaxKind.GreaterThanToken, TypeArgumentListSyntax { Parent: GenericNameSyntax generic }) => [generic.SpanStart],
                    (SyntaxKind.DotToken, _) => [cursor, left.GetPreviousToken().Span.End],
                    _ => [cursor],
                };
        foreach (var position in positions)
        {
            var symbol = await SymbolFinder.FindSymbolAtPositionAsync(cell.Document, position, cancellation).ConfigureAwait(false);
            if (symbol is not (null or IErrorTypeSymbol))
                return Among(Group(cell, symbol, position), symbol is IAliasSymbol alias ? alias.Target : symbol);
        }
        return CallSite.Around(cell.Model, left, cursor) is { } call ? Among(call.Methods, call.Called(cell.Model)) : null;
    }

    private static IReadOnlyList<ISymbol> Group(CellModel cell, ISymbol symbol, int position) =>
        symbol switch
        {
            IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => CallSite.Constructors(constructor.ContainingType),
            IMethodSymbol => Names(cell, position)
                .Select(name => cell.Model.GetMemberGroup(name))
                .FirstOrDefault(group => group.Length > 0, []),
            _ => [],
        };

    private static IEnumerable<SimpleNameSyntax> Names(CellModel cell, int position)
    {
        SyntaxToken[] touching = [cell.Root.FindToken(position), CursorContext.LeftOf(cell.Root, position)];
        return touching.Select(token => token.Parent).OfType<SimpleNameSyntax>();
    }

    // Without a selection by the compiler, prefer the overload with the fewest parameters.
    private static SymbolAt? Among(IReadOnlyList<ISymbol> group, ISymbol? chosen)
    {
        var first = chosen ?? group.OfType<IMethodSymbol>().MinBy(method => method.Parameters.Length);
        return first is null ? null : new SymbolAt(first, [.. group.Where(one => !SymbolEqualityComparer.Default.Equals(one, first))]);
    }
}
