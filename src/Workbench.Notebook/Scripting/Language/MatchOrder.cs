namespace Workbench.Notebook.Scripting.Language;

/// <summary>Filters and sorts completions by the typed prefix.</summary>
internal static class MatchOrder
{
    /// <summary>The maximum number of completions; front ends show only a few dozen.</summary>
    public const int Limit = 1000;

    private enum Quality
    {
        Exact,
        Prefix,
        PrefixButForCase,
        Initials,
        Inside,
        None,
    }

    /// <summary>Whether a name matches the typed prefix.</summary>
    public static bool Matches(string text, string prefix) => QualityOf(text, prefix) != Quality.None;

    /// <summary>
    /// The matches, best first. Matches by initials or substring are included only when no name starts with the prefix.
    /// </summary>
    /// <param name="candidates">The candidates in any order; of several with the same text, the one with the best proximity is
    /// kept.</param>
    /// <param name="prefix">The typed prefix.</param>
    public static IReadOnlyList<CompletionMatch> Of(IEnumerable<Candidate> candidates, string prefix)
    {
        var found = candidates
            .Select(candidate => (Candidate: candidate, Quality: QualityOf(candidate.FilterText, prefix)))
            .Where(one => one.Quality != Quality.None)
            .GroupBy(one => one.Candidate.Text)
            .Select(group => group.MinBy(one => one.Candidate.Proximity))
            .ToList();
        var best = found.Any(one => one.Quality <= Quality.PrefixButForCase) ? Quality.PrefixButForCase : Quality.Inside;
        return
        [
            .. found
                .Where(one => one.Quality <= best)
                .OrderBy(one => one.Quality)
                .ThenBy(one => one.Candidate.Proximity)
                .ThenBy(one => one.Candidate.Order)
                .ThenBy(one => one.Candidate.SortText, StringComparer.OrdinalIgnoreCase)
                .ThenBy(one => one.Candidate.Text, StringComparer.Ordinal)
                .Take(Limit)
                .Select(one => new CompletionMatch(one.Candidate.Text, one.Candidate.Kind, one.Candidate.Signature?.Invoke())),
        ];
    }

    private static Quality QualityOf(string text, string prefix)
    {
        var (name, typed) = (text.TrimStart('@'), prefix.TrimStart('@'));
        return name == typed && typed.Length > 0 ? Quality.Exact
            : name.StartsWith(typed, StringComparison.Ordinal) ? Quality.Prefix
            : name.StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? Quality.PrefixButForCase
            : Initials(name).StartsWith(typed, StringComparison.OrdinalIgnoreCase) ? Quality.Initials
            : name.Contains(typed, StringComparison.OrdinalIgnoreCase) ? Quality.Inside
            : Quality.None;
    }

    /// <summary>The initials of a name: "WL" for WriteLine, "cel" for cross_entropy_loss.</summary>
    private static string Initials(string name) =>
        string.Concat(
            name.Where((letter, i) => i == 0 || char.IsUpper(letter) || (name[i - 1] is '_' or '-' && letter is not ('_' or '-')))
        );
}
