using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Formats symbols for completion lists and help.</summary>
internal static class SymbolText
{
    private const SymbolDisplayMiscellaneousOptions Plain =
        SymbolDisplayMiscellaneousOptions.UseSpecialTypes
        | SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers
        | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        | SymbolDisplayMiscellaneousOptions.RemoveAttributeSuffix;

    private const SymbolDisplayParameterOptions Parameters =
        SymbolDisplayParameterOptions.IncludeType
        | SymbolDisplayParameterOptions.IncludeName
        | SymbolDisplayParameterOptions.IncludeParamsRefOut
        | SymbolDisplayParameterOptions.IncludeDefaultValue
        | SymbolDisplayParameterOptions.IncludeExtensionThis;

    /// <summary>One line, without namespaces.</summary>
    public static readonly SymbolDisplayFormat Short = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: Parameters,
        propertyStyle: SymbolDisplayPropertyStyle.NameOnly,
        localOptions: SymbolDisplayLocalOptions.IncludeType,
        miscellaneousOptions: Plain
    );

    /// <summary>The full declaration: modifiers, containing type, constraints, accessors, values of constants.</summary>
    public static readonly SymbolDisplayFormat Declaration = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypes,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters
            | SymbolDisplayGenericsOptions.IncludeTypeConstraints
            | SymbolDisplayGenericsOptions.IncludeVariance,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters
            | SymbolDisplayMemberOptions.IncludeType
            | SymbolDisplayMemberOptions.IncludeRef
            | SymbolDisplayMemberOptions.IncludeContainingType
            | SymbolDisplayMemberOptions.IncludeModifiers
            | SymbolDisplayMemberOptions.IncludeConstantValue,
        delegateStyle: SymbolDisplayDelegateStyle.NameAndSignature,
        extensionMethodStyle: SymbolDisplayExtensionMethodStyle.StaticMethod,
        parameterOptions: Parameters,
        propertyStyle: SymbolDisplayPropertyStyle.ShowReadWriteDescriptor,
        localOptions: SymbolDisplayLocalOptions.IncludeType | SymbolDisplayLocalOptions.IncludeConstantValue,
        kindOptions: SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword,
        miscellaneousOptions: Plain
    );

    /// <summary>Jupyter's experimental type, which front ends show as an icon.</summary>
    public static string Kind(ISymbol symbol) =>
        symbol switch
        {
            INamespaceSymbol => "module",
            ITypeParameterSymbol => "typeParameter",
            INamedTypeSymbol type => type.TypeKind switch
            {
                TypeKind.Struct => "struct",
                TypeKind.Interface => "interface",
                TypeKind.Enum => "enum",
                _ => "class",
            },
            IMethodSymbol { MethodKind: MethodKind.LocalFunction or MethodKind.DeclareMethod } => "function",
            IMethodSymbol { ContainingType.IsScriptClass: true } => "function",
            IMethodSymbol => "method",
            // A cell's variable is a field of the submission class.
            IFieldSymbol { ContainingType.IsScriptClass: true } => "variable",
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => "enumMember",
            IFieldSymbol { IsConst: true } => "constant",
            IFieldSymbol => "field",
            IPropertySymbol => "property",
            IEventSymbol => "event",
            IParameterSymbol => "param",
            ILocalSymbol or IRangeVariableSymbol => "variable",
            _ => "text",
        };

    /// <summary>
    /// One line: parameters and return type of a method, the type of a property, field, event or variable; null for namespaces and
    /// non-generic types.
    /// </summary>
    public static string? Signature(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol method => $"({string.Join(", ", method.Parameters.Select(parameter => parameter.ToDisplayString(Short)))}) -> "
                + $"{method.ReturnType.ToDisplayString(Short)}",
            IPropertySymbol property => property.Type.ToDisplayString(Short),
            IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } => null,
            IFieldSymbol field => field.Type.ToDisplayString(Short),
            IEventSymbol { Type: var type } => type.ToDisplayString(Short),
            ILocalSymbol local => local.Type.ToDisplayString(Short),
            IParameterSymbol parameter => parameter.Type.ToDisplayString(Short),
            INamedTypeSymbol { IsGenericType: true } type => type.ToDisplayString(Short),
            _ => null,
        };

    /// <summary>A name in code: with @ when the name is a keyword.</summary>
    public static string Written(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? $"@{name}" : name;
}
