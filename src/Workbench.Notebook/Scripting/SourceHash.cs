using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Scripting;

/// <summary>The hash of a cell's code.</summary>
internal static class SourceHash
{
    /// <summary>SHA-256 of tokens and directives, in hex. Changes of white space and comments do not change the hash.</summary>
    public static string Of(string source)
    {
        var root = CSharpSyntaxTree
            .ParseText(source, new CSharpParseOptions(LanguageVersion.Latest, kind: SourceCodeKind.Script))
            .GetRoot();
        var words = root.DescendantTokens().Select(token => token.Text);
        var directives = root.DescendantTrivia().Where(trivia => trivia.IsDirective).Select(trivia => trivia.ToString().Trim());
        return Sha256.Of(string.Join('\n', directives.Concat(words)));
    }
}
