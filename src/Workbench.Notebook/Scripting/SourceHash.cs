using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>The identity of a cell's code.</summary>
internal static class SourceHash
{
    /// <summary>Of the tokens: a cell that was only laid out anew, or explained, is the same code.</summary>
    public static string Of(string source)
    {
        var root = CSharpSyntaxTree
            .ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script))
            .GetRoot();
        var words = root.DescendantTokens().Select(token => token.Text);
        var directives = root.DescendantTrivia().Where(trivia => trivia.IsDirective).Select(trivia => trivia.ToString().Trim());
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', directives.Concat(words)))));
    }
}
