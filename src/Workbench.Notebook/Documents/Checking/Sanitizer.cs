using System.Text.RegularExpressions;
using Workbench.Notebook.Documents.Formats;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>Takes out of a text what differs between two good runs: times, dates, durations, paths, ids, addresses, colours.</summary>
internal sealed partial class Sanitizer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly IReadOnlyList<(Regex Pattern, string Replacement)> _rules;

    private Sanitizer(IReadOnlyList<(Regex, string)> rules) => _rules = rules;

    // Order matters: a colour may stand in a path, a date in front of a time. A number has 30 places at most: in a list of a hundred thousand
    // with commas between them, each of them would otherwise be looked at to the end of the list.
    private static readonly (string Pattern, string Replacement)[] Ours =
    [
        (@"\x1b\[[0-9;]*[A-Za-z]", ""),
        (@"\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\b", "<id>"),
        (@"\b0x[0-9a-fA-F]{4,}\b", "<address>"),
        (@"\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b", "<date>"),
        (@"\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b", "<time>"),
        (@"\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,64}\b", "<id>"),
        (@"(?<![\w./<])(?:/[\w.@+ -]*[\w.@+-]){2,}/?", "<path>"),
        (@"\b[A-Za-z]:\\(?:[\w.@+ -]+\\)*[\w.@+-]+", "<path>"),
        (@"\b\d(?>[\d,]{0,30})(?>(?:\.\d+)?)(?:\s?k| M)?\s?(?:tokens|steps|runs|it|FLOP|GFLOP|bytes|B|kB|MB|GB)/s\b", "<rate>"),
        (@"(?<![\w.])(?:\d(?>[\d,]{0,30})(?>(?:\.\d+)?)\s?(?:h|min|ms|µs|us|ns|s|sec|seconds?|minutes?|hours?)\b\s?)+", "<duration> "),
    ];

    /// <summary>Our rules, after those of a file.</summary>
    /// <param name="file">As nbval's --sanitize-with takes it: pairs of lines <c>regex: …</c> and <c>replace: …</c>. Null for none.</param>
    /// <exception cref="InvalidInputException">The file is not there, or a pattern is wrong; with its line.</exception>
    public static Sanitizer Read(string? file)
    {
        var rules = file is null ? [] : Rules(file);
        return new([.. rules, .. Ours.Select(rule => (new Regex(rule.Pattern), rule.Replacement))]);
    }

    /// <summary>The text without what is volatile.</summary>
    public string Clean(string text)
    {
        foreach (var (pattern, replacement) in _rules)
        {
            try
            {
                text = pattern.Replace(text, replacement);
            }
            catch (RegexMatchTimeoutException error)
            {
                throw new InvalidInputException([new Fault($"a pattern took longer than {Patience.TotalSeconds:0} s on one text of {text.Length:#,0} characters", pattern.ToString(), "patterns without repetitions inside of repetitions", null, "--sanitize-with")], error);
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
                        rules.Add((new Regex(pattern, RegexOptions.None, Patience), BackReference().Replace(value.Replace("$", "$$", StringComparison.Ordinal), "$${$1}")));
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
