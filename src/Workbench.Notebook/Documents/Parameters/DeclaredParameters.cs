using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Documents.Parameters;

/// <summary>A variable that a notebook's <c>parameters</c> cell declares.</summary>
/// <param name="Name">The variable's name.</param>
/// <param name="Type">The declared type, or the type of the initializer for <c>var</c>; null when unknown.</param>
internal sealed record DeclaredParameter(string Name, string? Type);

/// <summary>Reads the variables that a cell declares at its top level, without running it.</summary>
internal static class DeclaredParameters
{
    /// <summary>The variables in order; of a cell with syntax errors, those that the parser recovers.</summary>
    public static IReadOnlyList<DeclaredParameter> Of(string code)
    {
        var root = CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(kind: SourceCodeKind.Script)).GetCompilationUnitRoot();
        return
        [
            .. from member in root.Members
            let declaration = member switch
            {
                FieldDeclarationSyntax field => field.Declaration,
                GlobalStatementSyntax { Statement: LocalDeclarationStatementSyntax local } => local.Declaration,
                _ => null,
            }
            where declaration is not null
            from variable in declaration.Variables
            select new DeclaredParameter(variable.Identifier.ValueText, TypeOf(declaration.Type, variable.Initializer?.Value)),
        ];
    }

    private static string? TypeOf(TypeSyntax type, ExpressionSyntax? value) => type.IsVar ? TypeOf(value) : type.ToString();

    private static string? TypeOf(ExpressionSyntax? value) =>
        value switch
        {
            LiteralExpressionSyntax { Token.Value: { } literal } => Named(literal.GetType()),
            PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression or (int)SyntaxKind.UnaryPlusExpression } signed =>
                TypeOf(signed.Operand),
            InterpolatedStringExpressionSyntax => "string",
            ArrayCreationExpressionSyntax array => array.Type.ToString(),
            ImplicitArrayCreationExpressionSyntax { Initializer.Expressions: [{ } first, ..] } => TypeOf(first) is { } item
                ? $"{item}[]"
                : null,
            ObjectCreationExpressionSyntax created => created.Type.ToString(),
            CastExpressionSyntax cast => cast.Type.ToString(),
            _ => null,
        };

    private static string? Named(Type type) =>
        Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => "int",
            TypeCode.UInt32 => "uint",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.Double => "double",
            TypeCode.Single => "float",
            TypeCode.Decimal => "decimal",
            TypeCode.Boolean => "bool",
            TypeCode.String => "string",
            TypeCode.Char => "char",
            _ => null,
        };
}
