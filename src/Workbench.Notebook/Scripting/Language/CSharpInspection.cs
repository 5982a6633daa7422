using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Workbench.Notebook.Display;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Help on symbols: signature, documentation, and the values of variables.</summary>
/// <param name="cell">The cell.</param>
/// <param name="state">The session.</param>
internal sealed class CSharpInspection(CellModel cell, LanguageState state)
{
    private const int ValueLimit = 400;

    // Sections of a documentation comment in the order of display; Details marks sections shown only with detail 1.
    private static readonly (string Element, string Title, bool Details)[] Order =
    [
        ("summary", "", false),
        ("param", "Parameters", false),
        ("typeparam", "Type parameters", false),
        ("returns", "Returns", false),
        ("value", "Value", false),
        ("exception", "Exceptions", false),
        ("remarks", "Remarks", true),
        ("example", "Example", true),
        ("seealso", "See also", true),
    ];

    private readonly SymbolDocs _docs = new(cell.Compilation);

    /// <summary>The help page of a symbol.</summary>
    /// <param name="at">The symbol.</param>
    /// <param name="detail">0: signature, summary, parameters; 1: also overloads, remarks, examples and members.</param>
    public HelpPage Page(SymbolAt at, int detail)
    {
        var symbol = at.Symbol;
        var shown = symbol switch
        {
            IMethodSymbol { ContainingType.IsScriptClass: true }
            or IPropertySymbol { ContainingType.IsScriptClass: true }
            or IFieldSymbol { ContainingType.IsScriptClass: true } => SymbolText.Short,
            _ => SymbolText.Declaration,
        };
        List<string> signatures = [symbol is INamespaceSymbol ? $"namespace {symbol.ToDisplayString()}" : symbol.ToDisplayString(shown)];
        if (detail > 0)
            signatures.AddRange(at.Overloads.Select(one => one.ToDisplayString(shown)).Distinct().Where(one => one != signatures[0]));
        else if (at.Overloads.Count > 0)
            signatures[0] += $"  (+ {at.Overloads.Count} {(at.Overloads.Count == 1 ? "overload" : "overloads")})";
        var sections = Sections(_docs.Of(symbol), detail).ToList();
        // A variable without documentation shows the summary of its type.
        if (sections.Count == 0 && TypeOf(symbol) is { } type && _docs.Of(type)?.Element("summary") is { } summary)
            sections.Add(new HelpSection("", [("", summary)]));
        if (detail > 0)
            sections.AddRange(Members(symbol));
        return new HelpPage(signatures, sections) { Value = Value(symbol), Origin = Origin(symbol) };
    }

    private static IEnumerable<HelpSection> Sections(XElement? docs, int detail)
    {
        foreach (var (element, title, details) in Order)
        {
            var found =
                docs?.Elements(element)
                    .Select(one => (NameOf(one), one))
                    .Where(one => one.Item1.Length > 0 || DocText.Plain(one.one).Length > 0)
                    .ToList()
                ?? [];
            if (found.Count > 0 && (detail > 0 || !details))
                yield return new HelpSection(title, found);
        }
    }

    private static string NameOf(XElement element) =>
        (string?)element.Attribute("name") ?? ((string?)element.Attribute("cref") is { } cref ? DocText.NameOf(cref) : "");

    private IEnumerable<HelpSection> Members(ISymbol symbol)
    {
        if (symbol is not INamespaceOrTypeSymbol owner)
            yield break;
        var members = owner
            .GetMembers()
            .Where(member =>
                member
                    is {
                            CanBeReferencedByName: true,
                            DeclaredAccessibility: Accessibility.Public,
                            IsImplicitlyDeclared: false,
                            IsOverride: false
                        }
                        and not IMethodSymbol { Name: nameof(Equals) }
            )
            .OrderBy(member => member.Name, StringComparer.OrdinalIgnoreCase)
            .Select(member => (member.ToDisplayString(SymbolText.Short), _docs.Of(member)?.Element("summary") ?? HelpPage.Words("")))
            .Take(MatchOrder.Limit)
            .ToList();
        if (members.Count > 0)
            yield return new HelpSection("Members", members);
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) =>
        symbol switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            _ => null,
        };

    private static string? Origin(ISymbol symbol) =>
        symbol switch
        {
            INamespaceSymbol or ILocalSymbol or IParameterSymbol => null,
            _ when symbol.Locations.Any(location => location.IsInSource) => null,
            _ when symbol.ContainingNamespace is { IsGlobalNamespace: false } home =>
                $"namespace {home.ToDisplayString()}, {symbol.ContainingAssembly?.Name}.dll",
            _ => $"{symbol.ContainingAssembly?.Name}.dll",
        };

    // Formatters may be user code, and a cell may be changing the value concurrently: on any exception help is shown without the value.
    private string? Value(ISymbol symbol)
    {
        if (
            symbol is not IFieldSymbol { ContainingType.IsScriptClass: true, Type: var type }
            || state.Variable(symbol.Name) is not { } variable
        )
            return null;
        // A variable that this cell redeclares with another type does not have the old value.
        if (symbol.Locations.Any(location => location.SourceTree == cell.Tree) && type.MetadataName != variable.Type?.Name)
            return null;
        try
        {
            var text =
                (
                    variable.Value is string or char
                        ? SymbolDisplay.FormatPrimitive(variable.Value, quoteStrings: true, useHexadecimalNumbers: false)
                        : Formatting.BundleOf(variable.Value, "text/plain").Text("text/plain")
                )?.Trim() ?? "";
            return text.Length > ValueLimit ? string.Concat(text.AsSpan(0, ValueLimit), " …") : text;
        }
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            return $"(cannot be shown: {error.Message})";
        }
    }
}
