using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Signature help: the overloads of the call at the cursor. Roslyn's providers of signature help are not public.</summary>
internal static class CSharpSignatures
{
    /// <summary>The innermost call around the cursor; null outside calls.</summary>
    public static SignatureHelp? At(CellModel cell, int cursor)
    {
        if (
            CursorContext.IsText(cell.Root, cursor)
            || CallSite.Around(cell.Model, CursorContext.LeftOf(cell.Root, cursor), cursor) is not { } call
        )
            return null;
        var docs = new SymbolDocs(cell.Compilation);
        var methods = call.Methods.OrderBy(method => method.Parameters.Length).ToList();
        var called = call.Called(cell.Model);
        var active = Math.Max(0, methods.FindIndex(method => SymbolEqualityComparer.Default.Equals(method, called)));
        var parameter = call.Parameter(methods[active]);
        return new SignatureHelp([.. methods.Select(method => Signature(method, docs))], active, parameter?.Ordinal ?? call.Index);
    }

    private static CallSignature Signature(IMethodSymbol method, SymbolDocs docs)
    {
        // An indexer is declared as a property, a delegate as a type.
        ISymbol declared = method.AssociatedSymbol ?? (method.MethodKind == MethodKind.DelegateInvoke ? method.ContainingType : method);
        var documentation = docs.Of(declared);
        return new CallSignature(
            Label(method, declared),
            DocText.Plain(documentation?.Element("summary")),
            [
                .. method.Parameters.Select(parameter => new CallParameter(
                    Short(parameter),
                    DocText.Plain(documentation?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == parameter.Name))
                )),
            ]
        );
    }

    private static string Label(IMethodSymbol method, ISymbol declared) =>
        declared switch
        {
            INamedTypeSymbol type => $"{Short(method.ReturnType)} {Short(type)}({Parameters(method)})",
            IPropertySymbol => $"{Short(method.ReturnType)} this[{Parameters(method)}]",
            _ => Short(method),
        };

    private static string Parameters(IMethodSymbol method) => string.Join(", ", method.Parameters.Select(Short));

    private static string Short(ISymbol symbol) => symbol.ToDisplayString(SymbolText.Short);
}
