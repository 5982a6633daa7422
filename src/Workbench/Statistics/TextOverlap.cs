using System.Runtime.CompilerServices;

namespace Workbench.Statistics;

/// <summary>Counts of a corpus whose sums over all texts make a score of translations.</summary>
[InlineArray(Length)]
internal struct OverlapCounts
{
    /// <summary>The most that a score needs: three for each of chrF's six orders.</summary>
    public const int Length = 18;

    private long _first;

    /// <summary>Adds the counts of other texts.</summary>
    public void Add(OverlapCounts others)
    {
        for (var i = 0; i < Length; i++)
            this[i] += others[i];
    }
}

/// <summary>The n-grams of a sequence with their numbers, and what two sequences share.</summary>
internal static class NGrams
{
    /// <summary>The n-grams of some words, or of the characters of a text.</summary>
    public static Dictionary<string, int> Of(IReadOnlyList<string> words, int n)
    {
        var found = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i + n <= words.Count; i++)
        {
            var gram = string.Join('\0', Enumerable.Range(i, n).Select(at => words[at]));
            found[gram] = found.GetValueOrDefault(gram) + 1;
        }
        return found;
    }

    /// <summary>How many n-grams two sequences share, each as often as in the one that has it less often.</summary>
    public static long Shared(Dictionary<string, int> left, Dictionary<string, int> right) =>
        left.Sum(one => Math.Min(one.Value, right.GetValueOrDefault(one.Key)));
}
