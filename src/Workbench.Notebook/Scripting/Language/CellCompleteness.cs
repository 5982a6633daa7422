using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Whether a front end that submits on Enter should submit the code.</summary>
internal static class CellCompleteness
{
    private const int IndentWidth = 4;

    /// <summary>Incomplete, with one level of indentation.</summary>
    public static Completeness Open { get; } = new("incomplete", new string(' ', IndentWidth));

    /// <summary>
    /// complete: the code parses; incomplete: more text can complete the code, with the indentation of the next line; invalid: no text can.
    /// </summary>
    /// <param name="code">The cell without its magics.</param>
    public static Completeness Of(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.Parse);
        // A quote that is not closed on its line is invalid; Roslyn reports it as incomplete.
        if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Id == "CS1010"))
            return new Completeness("invalid");
        if (!SyntaxFactory.IsCompleteSubmission(tree) || IsInRawString(tree))
            return new Completeness("incomplete", new string(' ', IndentWidth * OpenBrackets(tree)));
        return new Completeness(
            tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete"
        );
    }

    // Roslyn reports an open raw string at the end of an expression as an error instead of incomplete.
    private static bool IsInRawString(SyntaxTree tree)
    {
        if (!tree.GetDiagnostics().Any(diagnostic => diagnostic.Id == "CS8997" && diagnostic.Location.SourceSpan.Start == tree.Length))
            return false;
        var last = tree.GetRoot()
            .DescendantTokens()
            .LastOrDefault(token =>
                token.Kind()
                    is SyntaxKind.SingleLineRawStringLiteralToken
                        or SyntaxKind.MultiLineRawStringLiteralToken
                        or SyntaxKind.InterpolatedSingleLineRawStringStartToken
                        or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            );
        return last.Kind() is SyntaxKind.MultiLineRawStringLiteralToken or SyntaxKind.InterpolatedMultiLineRawStringStartToken
            || last.Text.Trim().TrimStart('$').All(letter => letter == '"');
    }

    /// <summary>The nesting depth of brackets at the end of the code; several that open on one line count once.</summary>
    private static int OpenBrackets(SyntaxTree tree)
    {
        var open = new Stack<int>();
        foreach (var token in tree.GetRoot().DescendantTokens().Where(token => !token.IsMissing))
        {
            var line = tree.GetLineSpan(token.Span).StartLinePosition.Line;
            if (token.Kind() is SyntaxKind.OpenBraceToken or SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken)
                open.Push(line);
            else if (token.Kind() is SyntaxKind.CloseBraceToken or SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken)
                open.TryPop(out _);
        }
        return open.Distinct().Count();
    }
}
