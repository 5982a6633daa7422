using System.Text.RegularExpressions;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Takes out of a text what the user's patterns match: what differs between two good runs, by the user's word.</summary>
internal sealed partial class Sanitizer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<(Regex Pattern, string Replacement)> _rules;

    private Sanitizer(IReadOnlyList<(Regex, string)> rules) => _rules = rules;

    /// <summary>The rules of a file.</summary>
    /// <param name="file">As nbval's --sanitize-with takes it: pairs of lines <c>regex: …</c> and <c>replace: …</c>. Null for none.</param>
    /// <exception cref="InvalidInputException">The file is not there, or a pattern is wrong; with its line.</exception>
    public static Sanitizer Read(string? file) => new(file is null ? [] : Rules(file));

    /// <summary>The text without what is volatile.</summary>
    /// <param name="text">The text.</param>
    /// <param name="taken">Told what is taken out: the pattern, and what it matched.</param>
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
                            $"a pattern took longer than {Patience.TotalSeconds:0} s on one text of {text.Length:#,0} characters",
                            pattern.ToString(),
                            "patterns without repetitions inside of repetitions",
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
                                new Regex(pattern, RegexOptions.None, Patience),
                                BackReference().Replace(value.Replace("$", "$$", StringComparison.Ordinal), "$${$1}")
                            )
                        );
                    }
                    catch (ArgumentException error)
                    {
                        faults.Add(new("the pattern is no regular expression", pattern, null, error.Message, $"{file}, line {i}"));
                    }
                    pattern = null;
                    break;
                default:
                    faults.Add(new("a file of patterns has pairs of lines", line, "regex: PATTERN, then replace: TEXT", null, place));
                    break;
            }
        }
        if (pattern is not null)
            faults.Add(new("a pattern lacks what takes its place", pattern, "a line replace: TEXT", null, file));
        return faults.Count > 0 ? throw new InvalidInputException(faults) : rules;
    }

    /// <summary>Python writes \1 for the first group.</summary>
    [GeneratedRegex(@"\\([0-9]+)")]
    private static partial Regex BackReference();
}
