using System.Text;

namespace Workbench.Tokenizers;

/// <summary>The merges of a byte-level BPE, applied to one word in a time that grows with n log n.</summary>
internal sealed class BpeMerges
{
    private readonly int[] _bytes = new int[ByteLevel.Bytes];
    private readonly Dictionary<long, (int Rank, int Merged)> _merges = new(PairKeys.Comparer);

    public BpeMerges(IReadOnlyDictionary<string, int> ids, IReadOnlyList<(string Left, string Right)> merges, TokenizerFaults faults)
    {
        for (var value = 0; value < ByteLevel.Bytes; value++)
            _bytes[value] = ids[ByteLevel.Write([(byte)value])];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var (left, right) = merges[rank];
            if (!_merges.TryAdd(PairKeys.Of(Id(left), Id(right)), (rank, Id(left + right))))
                throw faults.Refuse("a merge is given twice", $"{left} {right}");
        }

        int Id(string token) =>
            ids.TryGetValue(token, out var id) ? id : throw faults.Refuse("a merge names a token that the vocabulary does not have", token);
    }

    /// <summary>The tokens of one word: of all neighbours that can be merged, always the first of the lowest rank.</summary>
    public int[] Encode(ReadOnlySpan<char> word)
    {
        var bytes = Encoding.UTF8.GetBytes(word.ToArray());
        var tokens = Array.ConvertAll(bytes, one => _bytes[one]);
        // A linked list over the positions: a merged token stays at its first position.
        var (next, previous) = (new int[tokens.Length], new int[tokens.Length]);
        for (var i = 0; i < tokens.Length; i++)
            (next[i], previous[i]) = (i + 1, i - 1);
        var queue = new PriorityQueue<(int At, int Left, int Right, int Merged), (int Rank, int At)>();
        for (var i = 0; i + 1 < tokens.Length; i++)
            Offer(i);
        while (queue.TryDequeue(out var one, out _))
        {
            var (at, after) = (one.At, next[one.At]);
            if (tokens[at] != one.Left || after == tokens.Length || tokens[after] != one.Right)
                continue;
            tokens[at] = one.Merged;
            tokens[after] = -1;
            next[at] = next[after];
            if (next[at] < tokens.Length)
                previous[next[at]] = at;
            if (previous[at] >= 0)
                Offer(previous[at]);
            Offer(at);
        }
        return [.. tokens.Where(token => token >= 0)];

        void Offer(int at)
        {
            if (next[at] < tokens.Length && _merges.TryGetValue(PairKeys.Of(tokens[at], tokens[next[at]]), out var merge))
                queue.Enqueue((at, tokens[at], tokens[next[at]], merge.Merged), (merge.Rank, at));
        }
    }
}
