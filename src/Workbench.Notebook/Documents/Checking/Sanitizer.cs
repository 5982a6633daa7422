using System.Text.RegularExpressions;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Replaces matches of the user's patterns: text that may differ between correct runs.</summary>
internal sealed partial class Sanitizer
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<(Regex Pattern, string Replacement)> _rules;

    private Sanitizer(IReadOnlyList<(Regex, string)> rules) => _rules = rules;

    /// <summary>The rules of a file.</summary>
    /// <param name="file">The file in the format of nbval's --sanitize-with: pairs of lines <c>regex: …</c> and <c>replace: …</c>. Null for
    /// none.</param>
    /// <exception cref="InvalidInputException">The file does not exist, or a pattern is invalid; lists every fault with its
    /// line.</exception>
    public static Sanitizer Read(string? file) => new(file is null ? [] : Rules(file));

    /// <summary>The text with every match replaced.</summary>
    /// <param name="text">The text.</param>
    /// <param name="taken">Called for every match, with the pattern and the matched text.</param>
    public string Clean(string text, Action<string, string>? taken = null)
    {
        foreach (var (pattern, replacement) in _rules)
        {
            try
            {
                text = pattern.Replace(
                    text,
                    match =>
                    {
                        taken?.Invoke(pattern.ToString(), match.Value);
                        return match.Result(replacement);
                    }
                );
            }
            catch (RegexMatchTimeoutException error)
            {
                throw new InvalidInputException(
                    [
                        new Fault(
                            $"a pattern took longer than {MatchTimeout.TotalSeconds:0} s on a text of {text.Length:#,0} characters",
                            pattern.ToString(),
                            "a pattern without nested repetitions",
                            null,
                            "--sanitize-with"
                        ),
                    ],
                    error
                );
            }
        }
        return text;
    }

    private static List<(Regex, string)> Rules(string file)
    {
        var rules = new List<(Regex, string)>();
        var faults = new List<Fault>();
        string? pattern = null;
        var lines = TextLines.Unix(Utf8Text.Decode(NotebookFile.Read(file), file)).Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var place = $"{file}, line {i + 1}";
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] is '#' or '[' or ';')
                continue;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = colon < 0 ? (line, "") : (line[..colon].Trim(), line[(colon + 1)..].Trim());
            switch (name)
            {
                case "regex":
                    pattern = value;
                    break;
                case "replace" when pattern is not null:
                    try
                    {
                        rules.Add(
                            (
                                new Regex(pattern, RegexOptions.None, MatchTimeout),
                                BackReference().Replace(value.Replace("$", "$$", StringComparison.Ordinal), "$${$1}")
                            )
                        );
                    }
                    catch (ArgumentException error)
                    {
                        faults.Add(new("the pattern is not a valid regular expression", pattern, null, error.Message, $"{file}, line {i}"));
                    }
                    pattern = null;
                    break;
                default:
                    faults.Add(
                        new("a file of patterns consists of pairs of lines", line, "regex: PATTERN, then replace: TEXT", null, place)
                    );
                    break;
            }
        }
        if (pattern is not null)
            faults.Add(new("a pattern has no replacement", pattern, "a line replace: TEXT", null, file));
        return faults.Count > 0 ? throw new InvalidInputException(faults) : rules;
    }

    /// <summary>Python's syntax of group references: \1 for the first group.</summary>
    [GeneratedRegex(@"\\([0-9]+)")]
    private static partial Regex BackReference();
}
