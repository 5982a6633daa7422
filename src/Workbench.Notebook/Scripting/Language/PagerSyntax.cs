using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>
/// A help request: <c>name?</c> or <c>?name</c>, and <c>name??</c> or <c>??name</c> for full detail. No C# statement has this form.
/// </summary>
/// <param name="Name">The name, which may be dotted or generic, or a magic.</param>
/// <param name="Detail">0 or 1, as in a Jupyter inspect request.</param>
internal sealed partial record PagerSyntax(string Name, int Detail)
{
    /// <summary>Parses a cell; null when the cell is not a help request.</summary>
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
