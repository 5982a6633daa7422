using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Words of the language, by what may stand at a place.</summary>
internal static class Keywords
{
    /// <summary>What may stand at a place.</summary>
    [Flags]
    internal enum Context
    {
        None = 0,
        Statement = 1,
        Expression = 2,
        Type = 4,
        Member = 8,

        /// <summary>After a whole expression, where an operator may follow.</summary>
        AfterExpression = 16,
        Pattern = 32,
        Using = 64,
        Switch = 128,
        Parameter = 256,
        AfterBlock = 512,
        AfterIf = 1024,

        /// <summary>Inside of a query, or a loop over a collection.</summary>
        Query = 2048,
    }

    private static readonly (Context Where, string[] Words)[] Table =
    [
        (Context.Statement, ["if", "for", "foreach", "while", "do", "switch", "return", "try", "using", "lock", "break", "continue", "goto", "yield", "fixed", "unsafe", "const", "var"]),
        (Context.Statement | Context.Expression, ["throw", "await", "checked", "unchecked", "this", "base"]),
        (Context.Expression, ["stackalloc", "ref", "out", "in", "from", "async", "static", "delegate"]),
        (Context.Statement | Context.Expression, ["new", "typeof", "nameof", "sizeof", "default", "true", "false", "null"]),
        (Context.Statement | Context.Member, ["public", "private", "internal", "protected", "static", "async", "readonly", "partial", "abstract", "sealed", "unsafe", "ref",
            "class", "struct", "record", "interface", "enum", "delegate", "event"]),
        (Context.Member, ["override", "virtual", "const", "required", "new", "extern", "volatile", "implicit", "explicit", "operator"]),
        (Context.Statement | Context.Expression | Context.Member | Context.Type | Context.Pattern | Context.Parameter,
            ["bool", "byte", "sbyte", "char", "decimal", "double", "float", "int", "uint", "long", "ulong", "short", "ushort", "nint", "nuint", "object", "string", "dynamic"]),
        (Context.Member | Context.Statement, ["void"]),
        (Context.Parameter, ["params", "ref", "out", "in", "this", "scoped"]),
        (Context.AfterExpression, ["is", "as", "switch", "with", "and", "or", "when"]),
        (Context.Query, ["in", "where", "select", "orderby", "let", "join", "group", "into", "by", "on", "equals", "ascending", "descending"]),
        (Context.Pattern, ["not", "null", "true", "false", "var"]),
        (Context.Using, ["static"]),
        (Context.Switch, ["case", "default"]),
        (Context.AfterBlock, ["catch", "finally"]),
        (Context.AfterIf, ["else"]),
    ];

    /// <summary>The words for a place.</summary>
    public static IEnumerable<Candidate> At(Place place)
    {
        var context = ContextOf(place.Before);
        if (context == Context.AfterExpression)
        {
            // A line that only ends may be whole: in scripts, the last expression needs no semicolon.
            if (place.Before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia))
                context |= Context.Statement;
            if (place.Before.Parent!.AncestorsAndSelf().Any(node => node is QueryExpressionSyntax or CommonForEachStatementSyntax { InKeyword.IsMissing: true }))
                context |= Context.Query;
        }
        return Table.Where(row => (row.Where & context) != 0).SelectMany(row => row.Words).Distinct().Select(word => new Candidate(word, "keyword", Nearness.Keyword));
    }

    /// <summary>What may follow a token.</summary>
    internal static Context ContextOf(SyntaxToken before) => (before.Kind(), before.Parent) switch
    {
        (SyntaxKind.None, _) => Context.Statement,
        (SyntaxKind.SemicolonToken, UsingDirectiveSyntax or ForStatementSyntax) => before.Parent is ForStatementSyntax ? Context.Expression : Context.Statement,
        (SyntaxKind.SemicolonToken, MemberDeclarationSyntax { Parent: TypeDeclarationSyntax } or AccessorDeclarationSyntax) => Context.Member,
        (SyntaxKind.SemicolonToken, _) => AfterStatement(before),
        (SyntaxKind.OpenBraceToken, TypeDeclarationSyntax) => Context.Member,
        (SyntaxKind.OpenBraceToken, SwitchStatementSyntax) => Context.Switch,
        (SyntaxKind.OpenBraceToken, InitializerExpressionSyntax or InterpolationSyntax or AnonymousObjectCreationExpressionSyntax) => Context.Expression,
        (SyntaxKind.OpenBraceToken, SwitchExpressionSyntax or PropertyPatternClauseSyntax) => Context.Pattern,
        (SyntaxKind.OpenBraceToken, _) => Context.Statement,
        (SyntaxKind.CloseBraceToken, BlockSyntax { Parent: TryStatementSyntax or CatchClauseSyntax }) => Context.Statement | Context.AfterBlock,
        (SyntaxKind.CloseBraceToken, BlockSyntax { Parent: IfStatementSyntax }) => Context.Statement | Context.AfterIf,
        (SyntaxKind.CloseBraceToken, AccessorListSyntax or MemberDeclarationSyntax { Parent: TypeDeclarationSyntax }) => Context.Member,
        (SyntaxKind.CloseBraceToken, BlockSyntax { Parent: MemberDeclarationSyntax { Parent: TypeDeclarationSyntax } }) => Context.Member,
        (SyntaxKind.CloseBraceToken, InitializerExpressionSyntax or SwitchExpressionSyntax or AnonymousObjectCreationExpressionSyntax) => Context.AfterExpression,
        (SyntaxKind.CloseBraceToken, _) => Context.Statement,
        (SyntaxKind.CloseParenToken, IfStatementSyntax or WhileStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or UsingStatementSyntax or LockStatementSyntax) => Context.Statement,
        (SyntaxKind.CloseParenToken, CastExpressionSyntax) => Context.Expression,
        (SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken, AttributeListSyntax) => Context.Member | Context.Statement,
        (SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken, _) => Context.AfterExpression,
        (SyntaxKind.ElseKeyword or SyntaxKind.DoKeyword, _) => Context.Statement,
        (SyntaxKind.ColonToken, SwitchLabelSyntax or LabeledStatementSyntax) => Context.Statement,
        (SyntaxKind.ColonToken, BaseListSyntax) => Context.None,
        (SyntaxKind.UsingKeyword, UsingDirectiveSyntax) => Context.Using,
        (SyntaxKind.UsingKeyword, _) => Context.Using | Context.Type,
        (SyntaxKind.OpenParenToken, ParameterListSyntax) => Context.Parameter,
        (SyntaxKind.CommaToken, ParameterListSyntax) => Context.Parameter,
        (SyntaxKind.OpenParenToken, CommonForEachStatementSyntax or ForStatementSyntax or UsingStatementSyntax) => Context.Type | Context.Expression,
        (SyntaxKind.OpenParenToken, TypeOfExpressionSyntax or SizeOfExpressionSyntax or DefaultExpressionSyntax) => Context.Type,
        (SyntaxKind.LessThanToken or SyntaxKind.CommaToken, TypeArgumentListSyntax) => Context.Type,
        (SyntaxKind.OpenBracketToken or SyntaxKind.CommaToken, AttributeListSyntax) => Context.None,
        (SyntaxKind.NewKeyword, BaseObjectCreationExpressionSyntax or ArrayCreationExpressionSyntax) => Context.Type,
        (SyntaxKind.AsKeyword, _) => Context.Type,
        (SyntaxKind.IsKeyword or SyntaxKind.CaseKeyword or SyntaxKind.NotKeyword or SyntaxKind.AndKeyword or SyntaxKind.OrKeyword, _) => Context.Pattern,
        (SyntaxKind.DotToken or SyntaxKind.ColonColonToken or SyntaxKind.MinusGreaterThanToken, _) => Context.None,
        (SyntaxKind.IdentifierToken, IdentifierNameSyntax { Identifier.Text: "await" }) => Context.Expression,
        (SyntaxKind.IdentifierToken or SyntaxKind.NumericLiteralToken or SyntaxKind.StringLiteralToken or SyntaxKind.CharacterLiteralToken or SyntaxKind.TrueKeyword
            or SyntaxKind.FalseKeyword or SyntaxKind.NullKeyword or SyntaxKind.ThisKeyword or SyntaxKind.InterpolatedStringEndToken, _) => Context.AfterExpression,
        (SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.InternalKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword
            or SyntaxKind.SealedKeyword or SyntaxKind.PartialKeyword or SyntaxKind.OverrideKeyword or SyntaxKind.VirtualKeyword or SyntaxKind.ReadOnlyKeyword or SyntaxKind.AsyncKeyword
            or SyntaxKind.RequiredKeyword, _) => Context.Member,
        _ when SyntaxFacts.IsPredefinedType(before.Kind()) => Context.None, // A name is being declared.
        _ => Context.Expression,
    };

    private static Context AfterStatement(SyntaxToken semicolon) =>
        semicolon.Parent is StatementSyntax { Parent: IfStatementSyntax } ? Context.Statement | Context.AfterIf
        : semicolon.Parent is StatementSyntax { Parent: SwitchSectionSyntax } ? Context.Statement | Context.Switch
        : Context.Statement;
}
