namespace Workbench.Configuration;

/// <summary>Suggestions for a misspelled name.</summary>
public static class Nearest
{
    /// <summary>
    /// The known names closest to a word, best first: names that start with the word (3 letters or more), then names within a
    /// Damerau-Levenshtein distance of a third of the longer word's length, at least 1. Names more than twice as far as the nearest are
    /// left out. Case is ignored.
    /// </summary>
    /// <param name="word">The misspelled word.</param>
    /// <param name="known">The existing names.</param>
    /// <param name="limit">The maximum number of suggestions. Default: 3.</param>
    public static IReadOnlyList<string> To(string word, IEnumerable<string> known, int limit = 3)
    {
        var near = known
            .Distinct()
            .Select(name => (name, distance: Abbreviates(word, name) ? 0.5 : Distance(word.ToLowerInvariant(), name.ToLowerInvariant())))
            .Where(pair => pair.distance <= Math.Max(1, (Math.Max(word.Length, pair.name.Length) + 1) / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .ToList();
        return [.. near.TakeWhile(pair => pair.distance <= Math.Max(1, 2 * near[0].distance)).Select(pair => pair.name).Take(limit)];
    }

    /// <summary>The nearest names as a question, "Did you mean rope?"; null when no name is near.</summary>
    public static string? Question(string word, IEnumerable<string> known) =>
        To(word, known) is { Count: > 0 } near ? $"Did you mean {string.Join(" or ", near)}?" : null;

    private static bool Abbreviates(string word, string name) =>
        word.Length >= 3 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The optimal string alignment distance: insertions, deletions, substitutions and swaps of adjacent characters.</summary>
    internal static int Distance(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                table[i, j] = Math.Min(Math.Min(table[i - 1, j] + 1, table[i, j - 1] + 1), table[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
            }
        }
        return table[a.Length, b.Length];
    }
}
