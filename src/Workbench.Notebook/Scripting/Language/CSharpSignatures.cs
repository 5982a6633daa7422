namespace Workbench.Notebook.Scripting.Language;

/// <summary>The overloads of the call that is being written. Roslyn has them too, but keeps its providers to itself.</summary>
internal static class CSharpSignatures
{
    /// <summary>The innermost call around the cursor; null when there is none.</summary>
    public static SignatureHelp? At(CellModel cell, int cursor)
    {
        if (Place.IsText(cell.Root, cursor) || CallSite.Around(cell.Model, Place.LeftOf(cell.Root, cursor), cursor) is not { } call)
            return null;
        var docs = new SymbolDocs(cell.Compilation);
        var methods = call.Methods.OrderBy(method => method.Parameters.Length).ToList();
        var active = Math.Max(0, methods.FindIndex(method => call.Parameter(method) is not null));
        return new SignatureHelp([.. methods.Select(method => Signature(method))], active, call.Index);

        CallSignature Signature(Microsoft.CodeAnalysis.IMethodSymbol method)
        {
            var said = docs.Of(method);
            return new CallSignature(method.ToDisplayString(SymbolText.Short), DocText.Plain(said?.Element("summary")),
            [
                .. method.Parameters.Select(parameter => new CallParameter(parameter.ToDisplayString(SymbolText.Short),
                    DocText.Plain(said?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == parameter.Name)))),
            ]);
        }
    }
}
