using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>What C# may follow at a place: Roslyn's recommended symbols, words of the language, and names that the place makes known.</summary>
internal static class CSharpCompletion
{
    /// <summary>Every candidate, in no order, whatever has been typed.</summary>
    public static IEnumerable<Candidate> At(CellModel cell, Place place, CancellationToken cancellation)
    {
        if (DeclaresName(place.Before))
            return Keywords.At(place);
        if (MemberNames.Overridable(cell.Model, place) is { } members)
            return members;
        if (MemberNames.Properties(cell.Model, place) is { } properties)
            return properties;
        var symbols = Symbols(cell, place, cancellation);
        if (place.Before.Kind() is SyntaxKind.DotToken or SyntaxKind.ColonColonToken)
            return symbols;
        var expected = ExpectedType.EnumMembers(ExpectedType.At(cell.Model, place));
        return [.. symbols, .. expected, .. MemberNames.Arguments(cell.Model, place), .. Keywords.At(place)];
    }

    private static IEnumerable<Candidate> Symbols(CellModel cell, Place place, CancellationToken cancellation)
    {
        var attribute = place.Before.Parent?.AncestorsAndSelf().Any(node => node is AttributeListSyntax) is true && place.Before.Kind() is SyntaxKind.OpenBracketToken or SyntaxKind.CommaToken;
        var receiver = place.Before.Parent is MemberAccessExpressionSyntax access ? cell.Model.GetTypeInfo(access.Expression).Type : null;
        foreach (var symbol in cell.Recommend(place.Cursor, cancellation))
        {
            if (!symbol.CanBeReferencedByName || IsHidden(symbol))
                continue;
            var name = attribute && symbol is INamedTypeSymbol && symbol.Name.EndsWith("Attribute", StringComparison.Ordinal) ? symbol.Name[..^"Attribute".Length] : symbol.Name;
            yield return new Candidate(SymbolText.Written(name), SymbolText.Kind(symbol), NearnessOf(symbol, receiver), () => SymbolText.Signature(symbol));
        }
    }

    private static Nearness NearnessOf(ISymbol symbol, ITypeSymbol? receiver) => symbol switch
    {
        _ when Has(symbol, "ObsoleteAttribute") => Nearness.Obsolete,
        ILocalSymbol or IParameterSymbol or IRangeVariableSymbol => Nearness.Local,
        INamespaceSymbol => Nearness.Namespace,
        IMethodSymbol { IsExtensionMethod: true } or IMethodSymbol { ReducedFrom: not null } => Nearness.Extension,
        { ContainingType.SpecialType: SpecialType.System_Object } => Nearness.Universal,
        INamedTypeSymbol { ContainingType.IsScriptClass: true } => Nearness.Own,
        INamedTypeSymbol when receiver is null => Nearness.Type,
        { ContainingType.IsScriptClass: true } => Nearness.Own,
        _ when receiver is not null && !SymbolEqualityComparer.Default.Equals(symbol.ContainingType, receiver) => Nearness.Inherited,
        _ => Nearness.Own,
    };

    private static bool IsHidden(ISymbol symbol) =>
        symbol.GetAttributes().Any(attribute => attribute is { AttributeClass.Name: "EditorBrowsableAttribute", ConstructorArguments: [{ Value: 1 }] });

    private static bool Has(ISymbol symbol, string attribute) => symbol.GetAttributes().Any(one => one.AttributeClass?.Name == attribute);

    /// <summary>Whether the word at the cursor names something new: after <c>var</c>, after a type, after <c>class</c>.</summary>
    private static bool DeclaresName(SyntaxToken before) => before.Kind() switch
    {
        SyntaxKind.ClassKeyword or SyntaxKind.StructKeyword or SyntaxKind.InterfaceKeyword or SyntaxKind.EnumKeyword or SyntaxKind.NamespaceKeyword or SyntaxKind.RecordKeyword => true,
        _ when before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia) => false,
        SyntaxKind.IdentifierToken when before.ValueText == "var" => true,
        SyntaxKind.IdentifierToken => before.Parent is TypeSyntax { Parent: VariableDeclarationSyntax or ParameterSyntax or ForEachStatementSyntax or DeclarationPatternSyntax or DeclarationExpressionSyntax },
        SyntaxKind.GreaterThanToken => before.Parent is TypeArgumentListSyntax { Parent.Parent: VariableDeclarationSyntax or ParameterSyntax or ForEachStatementSyntax },
        _ => SyntaxFacts.IsPredefinedType(before.Kind()) && before.Parent?.Parent is VariableDeclarationSyntax or ParameterSyntax or ForEachStatementSyntax or IncompleteMemberSyntax,
    };
}
