using System.Text.RegularExpressions;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Documents.Checking;

/// <summary>
/// Compares lines. Text that a rule matches may differ, numbers must agree within the tolerance, and all other text must be equal.
/// </summary>
/// <param name="numbers">Compares numbers.</param>
/// <param name="rules">The mask rules, by precedence.</param>
internal sealed class LineComparison(NumericText numbers, IReadOnlyList<MaskRule> rules)
{
    /// <summary>Longer lines are data and are compared without rules.</summary>
    private const int LongestSentence = 10_000;

    private readonly Dictionary<string, IReadOnlyList<Found>> _found = [];

    /// <summary>Whether two lines count as equal.</summary>
    public bool Same(OutputLine stored, OutputLine fresh) =>
        numbers.Same(stored.Text, fresh.Text) || Masked(stored.Text, fresh.Text) is not null;

    /// <summary>The ignored differences between two lines that count as equal.</summary>
    public IEnumerable<MaskedValue> Differences(OutputLine stored, OutputLine fresh)
    {
        if (stored.Unread != fresh.Unread)
            yield return new($"content of {stored.Text}", stored.Unread ?? "", fresh.Unread ?? "");
        if (numbers.Same(stored.Text, fresh.Text))
            yield break;
        foreach (var masked in Masked(stored.Text, fresh.Text) ?? [])
            yield return masked;
    }

    /// <summary>The differences to ignore for two lines to be equal; null when other differences remain.</summary>
    private List<MaskedValue>? Masked(string stored, string fresh)
    {
        var (before, now) = (In(stored), In(fresh));
        // Equal lines have equally many matches.
        if (before.Count == 0 || before.Count != now.Count)
            return null;
        var masked = new List<MaskedValue>();
        var (at, atFresh) = (0, 0);
        var (plain, plainFresh) = ("", "");
        for (var i = 0; i < before.Count; i++)
        {
            var ((rule, span), (other, spanFresh)) = ((before[i].Rule, before[i].Span), (now[i].Rule, now[i].Span));
            var (value, valueFresh) = (stored[span], fresh[spanFresh]);
            if (rule != other)
                return null;
            plain += stored[at..span.Start];
            plainFresh += fresh[atFresh..spanFresh.Start];
            (at, atFresh) = (span.End.Value, spanFresh.End.Value);
            if (numbers.Same(value, valueFresh))
            {
                plain += value;
                plainFresh += valueFresh;
                continue;
            }
            if (!rule.MayDiffer(value, valueFresh))
                return null;
            // A control character replaces the masked text; the surrounding text must be equal.
            plain += '\u0001';
            plainFresh += '\u0001';
            masked.Add(new(rule.Name, value, valueFresh));
        }
        return numbers.Same(plain + stored[at..], plainFresh + fresh[atFresh..]) ? masked : null;
    }

    /// <summary>The rules' matches in a line, from left to right; on overlap the first rule wins.</summary>
    private IReadOnlyList<Found> In(string line)
    {
        if (line.Length > LongestSentence)
            return [];
        if (_found.TryGetValue(line, out var known))
            return known;
        var found = new List<Found>();
        foreach (var rule in rules)
        {
            foreach (Match match in rule.Pattern.Matches(line))
            {
                if (!found.Exists(one => one.Span.Start.Value < match.Index + match.Length && match.Index < one.Span.End.Value))
                    found.Add(new(rule, match.Index..(match.Index + match.Length)));
            }
        }
        found.Sort((a, b) => a.Span.Start.Value.CompareTo(b.Span.Start.Value));
        return _found[line] = found;
    }

    private sealed record Found(MaskRule Rule, Range Span);
}
