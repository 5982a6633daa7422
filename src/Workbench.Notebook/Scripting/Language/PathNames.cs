using System.Text.RegularExpressions;

namespace Workbench.Notebook.Scripting.Language;

/// <summary>Completes directives and the paths of <c>#r</c> and <c>#load</c>.</summary>
internal static partial class PathNames
{
    private static readonly string[] Directives =
    [
        "r",
        "load",
        "if",
        "else",
        "elif",
        "endif",
        "define",
        "undef",
        "region",
        "endregion",
        "nullable",
        "pragma",
        "error",
        "warning",
        "line",
    ];

    private static readonly Dictionary<string, string[]> Extensions = new() { ["r"] = [".dll"], ["load"] = [".csx", ".cs"] };

    /// <summary>The completions in a directive's line; null for other lines.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="cursor">The cursor's index in the code, in UTF-16 units.</param>
    /// <param name="folder">The base folder of relative paths; null to complete no paths.</param>
    public static CompletionList? At(string code, int cursor, string? folder)
    {
        var line = code.LastIndexOf('\n', Math.Max(0, cursor - 1), Math.Max(0, cursor)) + 1;
        var written = code[line..cursor];
        if (Directive().Match(written) is { Success: true } directive)
        {
            var start = line + directive.Groups["name"].Index;
            return new CompletionList(
                start,
                cursor,
                MatchOrder.Of(
                    Directives.Select(word => new Candidate(word, "keyword", CandidateProximity.Expected)),
                    directive.Groups["name"].Value
                )
            );
        }
        if (Reference().Match(written) is not { Success: true } reference)
            return null;
        var path = reference.Groups["path"].Value;
        var name = path.LastIndexOf('/') + 1;
        var candidates =
            folder is null || path.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase)
                ? []
                : Entries(Path.Combine(folder, path[..name]), Extensions[reference.Groups["name"].Value]);
        if (name == 0 && reference.Groups["name"].Value == "r")
            candidates = [.. candidates, new Candidate("nuget: ", "text", CandidateProximity.Expected)];
        return new CompletionList(cursor - (path.Length - name), cursor, MatchOrder.Of(candidates, path[name..]));
    }

    private static IEnumerable<Candidate> Entries(string folder, string[] extensions)
    {
        try
        {
            return
            [
                .. new DirectoryInfo(folder)
                    .EnumerateFileSystemInfos()
                    .Where(entry => entry.Name[0] != '.')
                    .Where(entry => entry is DirectoryInfo || extensions.Contains(entry.Extension, StringComparer.OrdinalIgnoreCase))
                    .Select(entry =>
                        entry is DirectoryInfo
                            ? new Candidate($"{entry.Name}/", "folder", CandidateProximity.Own)
                            : new Candidate(entry.Name, "file", CandidateProximity.Expected)
                    ),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"^\s*#(?<name>[a-z]*)$")]
    private static partial Regex Directive();

    [GeneratedRegex(@"^\s*#(?<name>r|load)\s+""(?<path>[^""]*)$")]
    private static partial Regex Reference();
}
