using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Workbench.Notebook.Magics;

/// <summary>Removes directives that are valid in a cell but that the compiler refuses in C# without the magics.</summary>
internal static class SplitDirectives
{
    /// <summary>
    /// The code with spaces in place of magics in a disabled <c>#if</c>, and of a <c>#region</c> or <c>#endregion</c> whose counterpart is
    /// on the other side of a magic. All positions stay the same.
    /// </summary>
    public static string Blanked(string code)
    {
        if (!code.Contains("#!", StringComparison.Ordinal) && !code.Contains("region", StringComparison.Ordinal))
            return code;
        var letters = code.ToCharArray();
        foreach (var span in Spans(code))
        {
            for (var i = span.Start; i < span.End; i++)
            {
                if (letters[i] is not ('\n' or '\r'))
                    letters[i] = ' ';
            }
        }
        return new string(letters);
    }

    private static IEnumerable<TextSpan> Spans(string code)
    {
        var open = new Stack<TextSpan>();
        foreach (var trivia in CSharpSyntaxTree.ParseText(code, CellSplitter.Script).GetRoot().DescendantTrivia())
        {
            switch (trivia.GetStructure())
            {
                case ShebangDirectiveTriviaSyntax { IsActive: false }:
                case BadDirectiveTriviaSyntax { Identifier.Text: "endregion" }:
                    yield return trivia.Span;
                    break;
                case RegionDirectiveTriviaSyntax:
                    open.Push(trivia.Span);
                    break;
                case EndRegionDirectiveTriviaSyntax:
                    open.TryPop(out _);
                    break;
            }
        }
        foreach (var span in open)
            yield return span;
    }
}
