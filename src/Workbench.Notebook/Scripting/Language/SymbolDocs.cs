using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Finds the documentation of symbols: in comments of cells, or in the XML files of assemblies.</summary>
/// <param name="compilation">The cell's compilation.</param>
internal sealed class SymbolDocs(Compilation compilation)
{
    // The maximum depth of inherited documentation, which ends cycles.
    private const int Depth = 8;

    /// <summary>The <c>member</c> element of a symbol, with inherited documentation resolved; null without documentation.</summary>
    public XElement? Of(ISymbol symbol) => Of(Definition(symbol), Depth);

    private XElement? Of(ISymbol symbol, int depth)
    {
        var own = Own(symbol) ?? Own(symbol, asParameter: true);
        if (depth == 0 || (own is not null && own.Element("inheritdoc") is null))
            return own;
        // A member without documentation inherits from the overridden or implemented member.
        return Sources(symbol, (string?)own?.Element("inheritdoc")?.Attribute("cref"))
                .Select(source => Of(Definition(source), depth - 1))
                .FirstOrDefault(found => found is not null)
            ?? own;
    }

    private XElement? Own(ISymbol symbol, bool asParameter = false)
    {
        // Properties of a positional record are documented as parameters of the record.
        if (asParameter)
            return
                symbol is IPropertySymbol { ContainingType: { IsRecord: true } record }
                && Own(record)?.Elements("param").FirstOrDefault(one => (string?)one.Attribute("name") == symbol.Name) is { } parameter
                ? new XElement("member", new XElement("summary", parameter.Nodes()))
                : null;
        if (symbol.Locations.Any(location => location.IsInSource))
            return Parse(symbol.GetDocumentationCommentXml());
        return symbol.GetDocumentationCommentId() is { } id && FileOf(symbol.ContainingAssembly) is { } file
            ? DocFile.Find(file, id)
            : null;
    }

    private string? FileOf(IAssemblySymbol? assembly)
    {
        if (assembly is null)
            return null;
        for (var one = compilation; one is not null; one = one.ScriptCompilationInfo?.PreviousScriptCompilation)
        {
            if (one.GetMetadataReference(assembly) is PortableExecutableReference { FilePath: { } path })
                return path;
        }
        return null;
    }

    private IEnumerable<ISymbol> Sources(ISymbol symbol, string? cref)
    {
        if (cref is not null)
            return DocumentationCommentId.GetFirstSymbolForDeclarationId(cref, compilation) is { } named ? [named] : [];
        ISymbol? overridden = symbol switch
        {
            IMethodSymbol method => method.OverriddenMethod,
            IPropertySymbol property => property.OverriddenProperty,
            IEventSymbol happening => happening.OverriddenEvent,
            INamedTypeSymbol { BaseType.SpecialType: not SpecialType.System_Object } type => type.BaseType,
            _ => null,
        };
        IEnumerable<ISymbol> implemented = symbol is INamedTypeSymbol implementing
            ? implementing.Interfaces
            : symbol
                .ContainingType?.AllInterfaces.SelectMany(one => one.GetMembers(symbol.Name))
                .Where(member =>
                    SymbolEqualityComparer.Default.Equals(symbol.ContainingType.FindImplementationForInterfaceMember(member), symbol)
                )
                ?? [];
        return overridden is null ? implemented : implemented.Prepend(overridden);
    }

    private static ISymbol Definition(ISymbol symbol) =>
        symbol is IMethodSymbol { ReducedFrom: { } extension } ? extension.OriginalDefinition : symbol.OriginalDefinition;

    private static XElement? Parse(string? xml)
    {
        if (string.IsNullOrWhiteSpace(xml))
            return null;
        try
        {
            return XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
