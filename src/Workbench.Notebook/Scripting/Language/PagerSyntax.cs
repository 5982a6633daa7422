using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// A cell that asks for help: <c>name?</c>, <c>?name</c>, and <c>name??</c> or <c>??name</c> for everything. No C# statement looks like
/// this.
/// </summary>
/// <param name="Name">What is asked about: a name, dotted or generic, or a magic.</param>
/// <param name="Detail">0 or 1, as in a Jupyter inspect request.</param>
internal sealed partial record PagerSyntax(string Name, int Detail)
{
    /// <summary>Reads a cell; null when it is none of these.</summary>
    public static PagerSyntax? Read(string cell)
    {
        var match = Form().Match(cell.Trim());
        if (!match.Success)
            return null;
        var marks = match.Groups["before"].Length + match.Groups["after"].Length;
        return marks is 1 or 2 ? new PagerSyntax(match.Groups["name"].Value, marks - 1) : null;
    }

    [GeneratedRegex(
        @"^(?<before>\?{0,2})\s*(?<name>(?:\#!|%)?[@\p{L}_][\p{L}\p{Nd}_.\-]*(?:<[\w\s,.<>\[\]]*>)?(?:\.[\p{L}\p{Nd}_.]+)?)"
            + @"\s*(?<after>\?{0,2})$"
    )]
    private static partial Regex Form();
}
