using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Workbench.Tokenizers;

/// <summary>Where the word that begins at a position of a text ends.</summary>
internal delegate int WordRule(ReadOnlySpan<char> text, int start);

/// <summary>Counts the words of texts in parallel. The counts do not depend on the number of threads.</summary>
internal static class WordCounts
{
    /// <summary>Longer words are counted in pieces: the time of training grows with the square of a word's length.</summary>
    public const int Longest = 256;

    public static IReadOnlyDictionary<string, long> Of(IReadOnlyList<string> texts, WordRule next)
    {
        var all = new Dictionary<string, long>(StringComparer.Ordinal);
        Parallel.ForEach(
            Partitioner.Create(texts, EnumerablePartitionerOptions.NoBuffering),
            () => new Dictionary<string, long>(StringComparer.Ordinal),
            (text, _, counts) =>
            {
                Count(text, next, counts);
                return counts;
            },
            counts =>
            {
                lock (all)
                {
                    foreach (var (word, count) in counts)
                        CollectionsMarshal.GetValueRefOrAddDefault(all, word, out _) += count;
                }
            }
        );
        return all;
    }

    private static void Count(string text, WordRule next, Dictionary<string, long> counts)
    {
        var known = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        for (var start = 0; start < text.Length; )
        {
            var end = next(text, start);
            if (end - start > Longest)
                end = start + Longest - (char.IsHighSurrogate(text[start + Longest - 1]) ? 1 : 0);
            CollectionsMarshal.GetValueRefOrAddDefault(known, text.AsSpan(start, end - start), out _)++;
            start = end;
        }
    }
}
