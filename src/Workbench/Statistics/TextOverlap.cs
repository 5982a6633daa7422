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

/// <summary>What two sequences have of n-grams of one order.</summary>
/// <param name="Left">Those of the first.</param>
/// <param name="Right">Those of the second.</param>
/// <param name="Shared">Those of both, each as often as in the one that has it less often.</param>
internal readonly record struct NGrams(long Left, long Right, long Shared)
{
    /// <summary>The n-grams of two sequences for n = 1, 2, … orders.</summary>
    public static IEnumerable<NGrams> Of<T>(IReadOnlyList<T> left, IReadOnlyList<T> right, int orders)
        where T : notnull
    {
        var words = new Dictionary<T, int>();
        var (first, second) = (Numbers(left, words), Numbers(right, words));
        var (mine, theirs) = (first, second);
        for (var n = 1; ; n++)
        {
            yield return new(mine.Length, theirs.Length, Shares(mine, theirs));
            if (n == orders)
                yield break;
            // An n-gram is one of n - 1 words and the word after it.
            var grams = new Dictionary<(int, int), int>();
            (mine, theirs) = (Longer(mine, first, n, grams), Longer(theirs, second, n, grams));
        }
    }

    private static int[] Numbers<T>(IReadOnlyList<T> items, Dictionary<T, int> known)
        where T : notnull => [.. items.Select(item => Number(item, known))];

    private static int[] Longer(int[] grams, int[] words, int length, Dictionary<(int, int), int> known) =>
        [.. grams.Take(words.Length - length).Select((gram, i) => Number((gram, words[i + length]), known))];

    private static int Number<T>(T item, Dictionary<T, int> known)
        where T : notnull
    {
        if (!known.TryGetValue(item, out var number))
            known.Add(item, number = known.Count);
        return number;
    }

    private static long Shares(int[] left, int[] right)
    {
        var counts = left.CountBy(one => one).ToDictionary();
        var shared = 0L;
        foreach (var one in right)
        {
            if (counts.TryGetValue(one, out var some) && some > 0)
                (counts[one], shared) = (some - 1, shared + 1);
        }
        return shared;
    }
}
