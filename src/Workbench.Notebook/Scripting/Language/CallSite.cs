using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The call at the cursor.</summary>
/// <param name="Call">The call's syntax.</param>
/// <param name="Methods">The overloads, including the Invoke method of a delegate and the getter of an indexer.</param>
/// <param name="Names">The names of named arguments; null for positional arguments.</param>
/// <param name="Index">The index of the argument at the cursor, from 0.</param>
internal sealed record CallSite(SyntaxNode Call, IReadOnlyList<IMethodSymbol> Methods, IReadOnlyList<string?> Names, int Index)
{
    /// <summary>The innermost call whose brackets contain a position. A call around a lambda does not count inside the lambda's
    /// block.</summary>
    public static CallSite? Around(SemanticModel model, SyntaxToken token, int position)
    {
        foreach (var node in token.Parent?.AncestorsAndSelf() ?? [])
        {
            if (node is BlockSyntax && node.Span.Contains(position))
                return null;
            if (Brackets(node) is not var (open, close, arguments))
                continue;
            if (position < open.Span.End || (!close.IsMissing && position > close.SpanStart))
                continue;
            var index = arguments.GetSeparators().Count(comma => comma.Span.End <= position);
            return Of(model, node.Parent!, arguments, index);
        }
        return null;
    }

    /// <summary>The call of an argument list.</summary>
    public static CallSite? Of(SemanticModel model, BaseArgumentListSyntax list, int index) =>
        Of(model, list.Parent!, SeparatedNodes(list.Arguments), index);

    /// <summary>The callable constructors, without private ones and a record's copy constructor.</summary>
    public static IReadOnlyList<IMethodSymbol> Constructors(INamedTypeSymbol? type) =>
        type is null
            ? []
            :
            [
                .. type.InstanceConstructors.Where(one =>
                    one.DeclaredAccessibility != Accessibility.Private
                    && !(type.IsRecord && one.Parameters is [{ Type: var only }] && SymbolEqualityComparer.Default.Equals(only, type))
                ),
            ];

    /// <summary>The overload's parameter at the cursor; null when the overload has too few.</summary>
    public IParameterSymbol? Parameter(IMethodSymbol method) =>
        Names.ElementAtOrDefault(Index) is { } name ? method.Parameters.FirstOrDefault(one => one.Name == name)
        : Index < method.Parameters.Length ? method.Parameters[Index]
        : method.Parameters is [.., { IsParams: true } last] ? last
        : null;

    /// <summary>
    /// The overload that the compiler selected, else the shortest one with a parameter at the cursor; null when no overload has one.
    /// </summary>
    public IMethodSymbol? Called(SemanticModel model)
    {
        var chosen = model.GetSymbolInfo(Call).Symbol is IMethodSymbol method ? Definition(method) : null;
        return Methods.FirstOrDefault(one => SymbolEqualityComparer.Default.Equals(Definition(one), chosen))
            ?? Methods.Where(one => Parameter(one) is not null).MinBy(one => one.Parameters.Length);
    }

    private static IMethodSymbol Definition(IMethodSymbol method) => (method.ReducedFrom ?? method).OriginalDefinition;

    private static CallSite? Of(SemanticModel model, SyntaxNode call, SeparatedSyntaxList<SyntaxNode> arguments, int index)
    {
        var methods = Overloads(model, call);
        return methods.Count == 0 ? null : new CallSite(call, methods, [.. arguments.Select(NameOf)], index);
    }

    private static string? NameOf(SyntaxNode argument) =>
        argument switch
        {
            ArgumentSyntax { NameColon.Name: { } name } => name.Identifier.ValueText,
            AttributeArgumentSyntax { NameColon.Name: { } name } => name.Identifier.ValueText,
            _ => null,
        };

    private static (SyntaxToken Open, SyntaxToken Close, SeparatedSyntaxList<SyntaxNode>)? Brackets(SyntaxNode node) =>
        node switch
        {
            ArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken, SeparatedNodes(list.Arguments)),
            BracketedArgumentListSyntax list => (list.OpenBracketToken, list.CloseBracketToken, SeparatedNodes(list.Arguments)),
            AttributeArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken, SeparatedNodes(list.Arguments)),
            _ => null,
        };

    private static SeparatedSyntaxList<SyntaxNode> SeparatedNodes<T>(SeparatedSyntaxList<T> list)
        where T : SyntaxNode => list;

    private static IReadOnlyList<IMethodSymbol> Overloads(SemanticModel model, SyntaxNode call) =>
        call switch
        {
            InvocationExpressionSyntax { Expression: var called } => model.GetTypeInfo(called).Type
                is INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
                ? [invoke]
                : [.. model.GetMemberGroup(called).OfType<IMethodSymbol>()],
            ObjectCreationExpressionSyntax made => Constructors(model.GetSymbolInfo(made.Type).Symbol as INamedTypeSymbol),
            ImplicitObjectCreationExpressionSyntax made => Constructors(
                model.GetTypeInfo(made).ConvertedType as INamedTypeSymbol ?? model.GetTypeInfo(made).Type as INamedTypeSymbol
            ),
            ConstructorInitializerSyntax initialiser => [.. model.GetMemberGroup(initialiser).OfType<IMethodSymbol>()],
            PrimaryConstructorBaseTypeSyntax made => Constructors(model.GetSymbolInfo(made.Type).Symbol as INamedTypeSymbol),
            AttributeSyntax attribute => Constructors(model.GetTypeInfo(attribute).Type as INamedTypeSymbol),
            ElementAccessExpressionSyntax access => [.. Indexers(model.GetTypeInfo(access.Expression).Type)],
            _ => [],
        };

    private static IEnumerable<IMethodSymbol> Indexers(ITypeSymbol? type)
    {
        for (var one = type; one is not null; one = one.BaseType)
            foreach (var member in one.GetMembers())
                if (
                    member is IPropertySymbol
                    {
                        IsIndexer: true,
                        IsOverride: false,
                        GetMethod: { DeclaredAccessibility: Accessibility.Public } getter
                    }
                )
                    yield return getter;
    }
}
