namespace Workbench.Notebook.Scripting.Language;

/// <summary>Which candidates match what was typed, best first.</summary>
internal static class MatchOrder
{
    /// <summary>Front ends show a few dozen; a longer list is only slower to send.</summary>
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

    /// <summary>Whether a name may be meant by what was typed.</summary>
    public static bool Matches(string text, string prefix) => QualityOf(text, prefix) != Quality.None;

    /// <summary>
    /// The matches. Names that merely have the typed letters as initials or inside come only where no name begins with them.
    /// </summary>
    /// <param name="candidates">In any order; of two with the same text the nearer one is kept.</param>
    /// <param name="prefix">What was typed.</param>
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

    /// <summary>"WL" of WriteLine, "cel" of cross_entropy_loss.</summary>
    private static string Initials(string name) =>
        string.Concat(
            name.Where((letter, i) => i == 0 || char.IsUpper(letter) || (name[i - 1] is '_' or '-' && letter is not ('_' or '-')))
        );
}
