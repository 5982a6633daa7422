using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Workbench.Notebook.Magics;

/// <summary>
/// Splits a cell into C# and magics. A magic begins its line: <c>#!name</c>, or <c>%name</c> in the first column. Text inside a string, a
/// comment, a disabled <c>#if</c> or brackets is C#; so are <c>#r</c>, <c>#load</c> and the other directives.
/// </summary>
/// <param name="takesBody">Whether a magic takes the rest of the cell, by name; null for an unknown magic.</param>
public sealed partial class CellSplitter(Func<string, bool?> takesBody)
{
    internal static readonly CSharpParseOptions Script = new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    /// <summary>The parts in order, without blank C# between magics.</summary>
    public IReadOnlyList<CellPart> Split(string cell)
    {
        ArgumentNullException.ThrowIfNull(cell);
        var parts = new List<CellPart>();
        var (start, startLine) = (0, 0);
        var lines = Lines(cell);
        for (var i = 0; i < lines.Count; i++)
        {
            var (at, end) = lines[i];
            if (Mark().Match(cell, at, end - at) is not { Success: true } mark || !IsMagic(cell[start..at], mark))
                continue;
            AddCode(parts, cell[start..at], startLine, start);
            var first = i;
            var arguments = new StringBuilder(cell[(mark.Index + mark.Length)..end]);
            // A trailing backslash continues the line, as in a shell.
            while (arguments.Length > 0 && arguments[^1] == '\\' && i + 1 < lines.Count)
            {
                i++;
                arguments.Length--;
                arguments.Append(' ').Append(cell.AsSpan(lines[i].Start..lines[i].End));
            }
            var name = mark.Groups["name"].Value;
            (start, startLine) = i + 1 < lines.Count ? (lines[i + 1].Start, i + 1) : (cell.Length, i + 1);
            var body = takesBody(name) is true ? cell[start..] : null;
            parts.Add(new MagicPart(name, arguments.ToString().Trim(), body, startLine, first, at, lines[i].End - at));
            if (body is not null)
                return parts;
        }
        AddCode(parts, cell[start..], startLine, start);
        return parts;
    }

    private static void AddCode(List<CellPart> parts, string code, int line, int start)
    {
        var part = new CSharpPart(code, line, start);
        if (!part.IsBlank)
            parts.Add(part);
    }

    /// <summary>Whether C# could begin a statement at a magic's mark (<c>#!</c> or <c>%</c>).</summary>
    /// <param name="before">The C# between the last magic and the mark.</param>
    /// <param name="mark">The mark and the name.</param>
    private bool IsMagic(string before, Match mark)
    {
        var percent = mark.Groups["mark"].Value[0] == '%';
        if (string.IsNullOrWhiteSpace(before))
            return true;
        // Lexes an identifier in place of the mark: inside a string, a comment or a disabled branch the lexer yields no such token.
        const string word = "magic_";
        var depth = 0;
        SyntaxToken last = default;
        foreach (var token in SyntaxFactory.ParseTokens(before + word, options: Script))
        {
            if (token.SpanStart == before.Length)
                return token.IsKind(SyntaxKind.IdentifierToken)
                    && depth <= 0
                    && (!percent || takesBody(mark.Groups["name"].Value) is not null || EndsStatement(last));
            depth += token.Kind() switch
            {
                SyntaxKind.OpenParenToken or SyntaxKind.OpenBraceToken or SyntaxKind.OpenBracketToken => 1,
                SyntaxKind.CloseParenToken or SyntaxKind.CloseBraceToken or SyntaxKind.CloseBracketToken => -1,
                _ => 0,
            };
            last = token;
        }
        return false;
    }

    /// <summary>Whether a token ends a statement. After any other token a percent sign may be an operator.</summary>
    private static bool EndsStatement(SyntaxToken token) =>
        token.Kind() is SyntaxKind.None or SyntaxKind.SemicolonToken or SyntaxKind.CloseBraceToken;

    /// <summary>Start and end of each line, without line ends.</summary>
    private static List<(int Start, int End)> Lines(string text)
    {
        var lines = new List<(int, int)>();
        var start = 0;
        while (start <= text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0)
                end = text.Length;
            lines.Add((start, end > start && text[end - 1] == '\r' ? end - 1 : end));
            start = end + 1;
        }
        return lines;
    }

    // Any word after #! is a name: C# would silently ignore a first line of "#!who;".
    [GeneratedRegex(
        @"\G(?:[ \t]*(?<mark>\#!)(?<name>[A-Za-z]\S*)|(?<mark>%%?)(?<name>[A-Za-z][A-Za-z0-9_-]*)(?=\s|$))",
        RegexOptions.ExplicitCapture
    )]
    private static partial Regex Mark();
}
