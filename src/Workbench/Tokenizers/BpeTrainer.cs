using System.Text;

namespace Workbench.Tokenizers;

/// <summary>A trained byte-level BPE: token b is the byte b, and token 256 + i is merge i.</summary>
/// <param name="Tokens">The bytes of every token.</param>
/// <param name="Merges">The pairs of tokens, in the order in which they are merged.</param>
internal sealed record BpeModel(IReadOnlyList<byte[]> Tokens, IReadOnlyList<(int Left, int Right)> Merges);

/// <summary>
/// Trains byte-level BPE. Of equally frequent pairs the one with the smallest tokens is merged first, so the result depends on the counts
/// alone.
/// </summary>
internal static class BpeTrainer
{
    public static BpeModel Train(IReadOnlyDictionary<string, long> words, int size, CancellationToken cancellation = default)
    {
        var pairs = new PairTable(words.Select(one => (Array.ConvertAll(Encoding.UTF8.GetBytes(one.Key), b => (int)b), one.Value)));
        var queue = new PriorityQueue<long, (long NegativeCount, long Pair)>();
        foreach (var pair in pairs.Pairs)
            queue.Enqueue(pair, (-pairs.Count(pair), pair));
        var tokens = Enumerable.Range(0, ByteLevel.Bytes).Select(one => new[] { (byte)one }).ToList();
        var merges = new List<(int, int)>();
        var changed = new HashSet<long>(PairKeys.Comparer);
        while (tokens.Count < size && queue.TryDequeue(out var pair, out var priority))
        {
            cancellation.ThrowIfCancellationRequested();
            var count = pairs.Count(pair);
            if (count != -priority.NegativeCount)
            {
                // The count fell since it was queued.
                if (count > 1)
                    queue.Enqueue(pair, (-count, pair));
                continue;
            }
            if (count < 2)
                break;
            changed.Clear();
            pairs.Merge(pair, tokens.Count, changed);
            var (left, right) = PairKeys.Numbers(pair);
            tokens.Add([.. tokens[left], .. tokens[right]]);
            merges.Add((left, right));
            foreach (var one in changed)
                queue.Enqueue(one, (-pairs.Count(one), one));
        }
        return new(tokens, merges);
    }
}
