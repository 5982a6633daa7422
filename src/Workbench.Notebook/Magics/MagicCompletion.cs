using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Workbench.Notebook.Scripting;
using Workbench.Operations;

namespace Workbench.Notebook.Magics;

/// <summary>Completions within a magic: names, options, axes and their variants, values, variables, files.</summary>
/// <param name="magics">The magics.</param>
/// <param name="variables">The variables of the session.</param>
/// <param name="folder">The base folder of relative paths.</param>
internal sealed partial class MagicCompletion(MagicSet magics, IReadOnlyList<CellVariable> variables, string folder)
{
    /// <summary>The completions; empty where any text is allowed.</summary>
    public CompletionList At(MagicCursor place, int cursor)
    {
        if (place.Arguments is null)
        {
            var names = magics
                .All.Where(magic => magic.Name.StartsWith(place.Name, StringComparison.Ordinal))
                .Select(magic => new CompletionMatch(place.Mark + magic.Name, "magic", magic.Summary));
            return new CompletionList(place.NameStart, cursor, [.. names]);
        }
        if (magics.Find(place.Name) is not { TakesBody: false } magic)
            return new CompletionList(cursor, cursor, []);
        var (before, word, _) = MagicTokenizer.AtCursor(place.Arguments);
        if (Variable().Match(word) is { Success: true } variable)
        {
            var start = variable.Groups["name"].Value;
            return new CompletionList(
                cursor - start.Length - 1,
                cursor,
                [
                    .. variables
                        .Where(one => one.Name.StartsWith(start, StringComparison.Ordinal))
                        .OrderBy(one => one.Name, StringComparer.Ordinal)
                        .Select(one => new CompletionMatch($"@{one.Name}", "instance", CSharpNames.Short(one.Type))),
                ]
            );
        }
        // An opening quote is not part of the completed word.
        word = word.TrimStart('\'', '"');
        var parsed = MagicLine.Parse(magic, magics.Surface, before);
        if (TakesFile(parsed))
            return new CompletionList(cursor - (word.Length - word.LastIndexOf('/') - 1), cursor, Files(word));
        var words = Completion.Candidates(parsed, word);
        return new CompletionList(
            cursor - word.Length,
            cursor,
            [.. words.Select(one => new CompletionMatch(one.Label, KindOf(one.Label), one.Detail))]
        );
    }

    private static string KindOf(string word) =>
        word[0] == '-' ? "keyword"
        : word[^1] == '=' ? "property"
        : "text";

    /// <summary>Whether the next word is a file or folder, by the preceding option or the argument.</summary>
    private static bool TakesFile(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (parsed.Tokens is [.., { Type: TokenType.Option } last])
            return command.Options.FirstOrDefault(option => option.Name == last.Value)?.HelpName is { } name
                && (name.Contains("file", StringComparison.Ordinal) || name == "folder")
                && !name.Contains('|', StringComparison.Ordinal);
        return command.Arguments.FirstOrDefault()?.Name == "file";
    }

    private List<CompletionMatch> Files(string path)
    {
        var name = path.LastIndexOf('/') + 1;
        try
        {
            return
            [
                .. new DirectoryInfo(Path.Combine(folder, path[..name]))
                    .EnumerateFileSystemInfos()
                    .Where(entry => entry.Name[0] != '.' && entry.Name.StartsWith(path[name..], StringComparison.Ordinal))
                    .OrderBy(entry => entry is FileInfo)
                    .ThenBy(entry => entry.Name, StringComparer.Ordinal)
                    .Select(entry => new CompletionMatch(entry is DirectoryInfo ? $"{entry.Name}/" : entry.Name, "path")),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    [GeneratedRegex(@"(?:^|[=,:{ ""])@(?<name>\w*)$")]
    private static partial Regex Variable();
}
