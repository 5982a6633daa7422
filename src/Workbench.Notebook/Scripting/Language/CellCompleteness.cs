using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Whether a front end that sends on Enter should send.</summary>
internal static class CellCompleteness
{
    private const int IndentWidth = 4;

    /// <summary>More is to come, one level in.</summary>
    public static Completeness Open { get; } = new("incomplete", new string(' ', IndentWidth));

    /// <summary>
    /// complete: it parses whole; incomplete: more text can make it parse, with the indent that the next line needs; invalid: no text can.
    /// </summary>
    /// <param name="code">The cell without its magics.</param>
    public static Completeness Of(string code)
    {
        var tree = CSharpSyntaxTree.ParseText(code, SubmissionCompiler.Parse);
        // A quote that its own line does not close is never closed; Roslyn would wait for more.
        if (tree.GetDiagnostics().Any(diagnostic => diagnostic.Id == "CS1010"))
            return new Completeness("invalid");
        if (!SyntaxFactory.IsCompleteSubmission(tree) || IsInRawString(tree))
            return new Completeness("incomplete", new string(' ', IndentWidth * OpenBrackets(tree)));
        return new Completeness(
            tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? "invalid" : "complete"
        );
    }

    // Roslyn takes a raw string that is open at the end of an expression for a mistake and not for one that goes on.
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

    /// <summary>How deep the end of the code is inside brackets; several that open on one line indent once.</summary>
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
