using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Names that only their place makes known: of arguments, of properties in an initialiser, of members that may be overridden.</summary>
internal static class MemberNames
{
    /// <summary>"data:" for the parameters that the call at the cursor still lacks.</summary>
    public static IEnumerable<Candidate> Arguments(SemanticModel model, Place place)
    {
        if (place.Before.Kind() is not (SyntaxKind.OpenParenToken or SyntaxKind.CommaToken) || CallSite.Around(model, place.Before, place.Start) is not { } call)
            return [];
        var others = call.Arguments.Arguments.Where((_, i) => i != call.Index).Select(argument => argument.NameColon?.Name.Identifier.ValueText).OfType<string>().ToHashSet();
        return call.Methods.SelectMany(method => method.Parameters.Skip(call.Index)).Where(parameter => !others.Contains(parameter.Name))
            .Select(parameter => new Candidate($"{SymbolText.Written(parameter.Name)}:", "param", Nearness.Local, () => parameter.Type.ToDisplayString(SymbolText.Short)));
    }

    /// <summary>
    /// The properties that <c>new T { }</c> or <c>x with { }</c> at the cursor may still set; null elsewhere, and where the initialiser lists elements.
    /// </summary>
    public static IReadOnlyList<Candidate>? Properties(SemanticModel model, Place place)
    {
        if (place.Before.Kind() is not (SyntaxKind.OpenBraceToken or SyntaxKind.CommaToken) || place.Before.Parent is not InitializerExpressionSyntax initialiser)
            return null;
        var type = initialiser.Parent switch
        {
            BaseObjectCreationExpressionSyntax made => model.GetTypeInfo(made).Type ?? model.GetTypeInfo(made).ConvertedType,
            WithExpressionSyntax with => model.GetTypeInfo(with.Expression).Type,
            _ => null,
        };
        if (type is null or IErrorTypeSymbol)
            return null;
        var set = initialiser.Expressions.OfType<AssignmentExpressionSyntax>().Select(one => one.Left.ToString()).ToHashSet();
        var found = Family(type).SelectMany(one => one.GetMembers())
            .Where(member => member is IPropertySymbol { SetMethod: not null, IsIndexer: false, IsStatic: false } or IFieldSymbol { IsReadOnly: false, IsStatic: false, IsImplicitlyDeclared: false })
            .Where(member => !set.Contains(member.Name) && model.IsAccessible(place.Start, member))
            .DistinctBy(member => member.Name)
            .Select(member => new Candidate(member.Name, SymbolText.Kind(member), Nearness.Expected, () => SymbolText.Signature(member)))
            .ToList();
        return found.Count == 0 ? null : found;
    }

    /// <summary>What may follow <c>override</c>, with its signature; null when the word before is another.</summary>
    public static IReadOnlyList<Candidate>? Overridable(SemanticModel model, Place place)
    {
        if (!place.Before.IsKind(SyntaxKind.OverrideKeyword) || place.Before.Parent?.AncestorsAndSelf().OfType<TypeDeclarationSyntax>().FirstOrDefault() is not { } declaration
            || model.GetDeclaredSymbol(declaration) is not { BaseType: { } parent } type)
            return null;
        var overridden = type.GetMembers().Where(member => member.IsOverride && !member.IsImplicitlyDeclared).Select(member => member.Name).ToHashSet();
        return
        [
            .. Family(parent).SelectMany(one => one.GetMembers())
                .Where(member => (member.IsAbstract || member.IsVirtual || member.IsOverride) && !member.IsSealed && !member.IsImplicitlyDeclared && !overridden.Contains(member.Name))
                .Where(member => member is IPropertySymbol or IMethodSymbol { MethodKind: MethodKind.Ordinary } && member.Name != "Finalize" && model.IsAccessible(place.Start, member))
                .Select(member => new Candidate(Stub(member), SymbolText.Kind(member), member.IsAbstract ? Nearness.Expected : Nearness.Inherited, () => SymbolText.Signature(member)) { FilterText = member.Name }),
        ];
    }

    private static string Stub(ISymbol member) => member is IPropertySymbol property
        ? $"{property.Type.ToDisplayString(SymbolText.Short)} {property.Name} => "
        : $"{member.ToDisplayString(SymbolText.Short)} => ";

    private static IEnumerable<ITypeSymbol> Family(ITypeSymbol type)
    {
        for (var one = type; one is not null; one = one.BaseType)
            yield return one;
    }
}
