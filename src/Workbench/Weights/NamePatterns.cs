using System.IO.Enumeration;

namespace Workbench.Weights;

/// <summary>
/// Patterns of parameter paths, separated by commas, plus signs or spaces: "blocks.0.*+*norm*". A star stands for any text, dots included; a
/// question mark for one character.
/// </summary>
public sealed class NamePatterns
{
    private readonly string[] _patterns;

    private NamePatterns(string[] patterns) => _patterns = patterns;

    /// <summary>Parses patterns; an empty text matches nothing.</summary>
    public static NamePatterns Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new(text.Split([',', '+', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    /// <summary>Whether there is no pattern.</summary>
    public bool IsEmpty => _patterns.Length == 0;

    /// <summary>Whether a pattern matches a whole path.</summary>
    public bool Match(string name) => _patterns.Any(pattern => Matches(pattern, name));

    /// <summary>The patterns that match none of the names: most likely misspelt.</summary>
    public IReadOnlyList<string> Unused(IReadOnlyList<string> names) =>
        [.. _patterns.Where(pattern => !names.Any(name => Matches(pattern, name)))];

    private static bool Matches(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false);
}
