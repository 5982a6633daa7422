using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>The call that the cursor stands in.</summary>
/// <param name="Arguments">What stands between its parentheses.</param>
/// <param name="Methods">The overloads that it may mean.</param>
/// <param name="Index">The argument at the cursor, from 0.</param>
internal sealed record CallSite(ArgumentListSyntax Arguments, IReadOnlyList<IMethodSymbol> Methods, int Index)
{
    /// <summary>The innermost call whose parentheses hold a position.</summary>
    public static CallSite? Around(SemanticModel model, SyntaxToken token, int position)
    {
        var list = token.Parent?.AncestorsAndSelf().OfType<ArgumentListSyntax>()
            .FirstOrDefault(one => position >= one.OpenParenToken.Span.End && (one.CloseParenToken.IsMissing || position <= one.CloseParenToken.SpanStart));
        return list is null ? null : Of(model, list, list.Arguments.GetSeparators().Count(comma => comma.Span.End <= position));
    }

    /// <summary>The call of an argument list.</summary>
    public static CallSite? Of(SemanticModel model, ArgumentListSyntax list, int index)
    {
        var methods = Overloads(model, list.Parent);
        return methods.Count == 0 ? null : new CallSite(list, methods, index);
    }

    /// <summary>The parameter that an overload has at the cursor; null when it has fewer.</summary>
    public IParameterSymbol? Parameter(IMethodSymbol method)
    {
        if (Index < Arguments.Arguments.Count && Arguments.Arguments[Index].NameColon is { } named)
            return method.Parameters.FirstOrDefault(one => one.Name == named.Name.Identifier.ValueText);
        return Index < method.Parameters.Length ? method.Parameters[Index]
            : method.Parameters is [.., { IsParams: true } last] ? last
            : null;
    }

    private static IReadOnlyList<IMethodSymbol> Overloads(SemanticModel model, SyntaxNode? call) => call switch
    {
        InvocationExpressionSyntax invocation => [.. model.GetMemberGroup(invocation.Expression).OfType<IMethodSymbol>()
            .Concat(model.GetTypeInfo(invocation.Expression).Type is INamedTypeSymbol { DelegateInvokeMethod: { } invoke } ? [invoke] : [])],
        ObjectCreationExpressionSyntax made => Constructors(model.GetSymbolInfo(made.Type).Symbol as INamedTypeSymbol),
        ImplicitObjectCreationExpressionSyntax made => Constructors(model.GetTypeInfo(made).ConvertedType as INamedTypeSymbol ?? model.GetTypeInfo(made).Type as INamedTypeSymbol),
        ConstructorInitializerSyntax initialiser => [.. model.GetMemberGroup(initialiser).OfType<IMethodSymbol>()],
        PrimaryConstructorBaseTypeSyntax made => Constructors(model.GetSymbolInfo(made.Type).Symbol as INamedTypeSymbol),
        _ => [],
    };

    // A record's copy constructor is not for people.
    private static IReadOnlyList<IMethodSymbol> Constructors(INamedTypeSymbol? type) =>
        type is null ? [] : [.. type.InstanceConstructors.Where(one => one.DeclaredAccessibility != Accessibility.Private
            && !(type.IsRecord && one.Parameters is [{ Type: var only }] && SymbolEqualityComparer.Default.Equals(only, type)))];
}
