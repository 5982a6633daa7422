using System.Runtime.InteropServices;
using System.Text;

namespace Workbench.Tokenizers;

/// <summary>A trained byte-level BPE: token b is the byte b, and token 256 + i is merge i.</summary>
/// <param name="Tokens">The bytes of every token.</param>
/// <param name="Merges">The pairs of tokens, in the order in which they are merged.</param>
internal sealed record BpeModel(IReadOnlyList<byte[]> Tokens, IReadOnlyList<(int Left, int Right)> Merges);

/// <summary>
/// Trains byte-level BPE. Pair counts are kept up to date: a merge visits only the words that contain its pair. Of equally frequent pairs
/// the one with the smallest tokens is merged first, so the result depends on the counts alone.
/// </summary>
internal sealed class BpeTrainer
{
    private readonly List<int[]> _words = [];
    private readonly List<long> _counts = [];
    private readonly Dictionary<long, Pair> _pairs = [];
    private readonly PriorityQueue<long, (long NegativeCount, long Pair)> _queue = new();

    private sealed class Pair
    {
        public long Count;

        // A word stays in the list when it loses the pair.
        public readonly List<int> Words = [];
    }

    public static BpeModel Train(IReadOnlyDictionary<string, long> words, int size) => new BpeTrainer(words).Run(size);

    private BpeTrainer(IReadOnlyDictionary<string, long> words)
    {
        foreach (var (word, count) in words)
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            if (bytes.Length < 2)
                continue;
            _words.Add(Array.ConvertAll(bytes, one => (int)one));
            _counts.Add(count);
        }
        for (var word = 0; word < _words.Count; word++)
            Add(_words[word], word, _ => true);
        foreach (var (key, pair) in _pairs)
            _queue.Enqueue(key, (-pair.Count, key));
    }

    private BpeModel Run(int size)
    {
        var tokens = Enumerable.Range(0, ByteLevel.Bytes).Select(one => new[] { (byte)one }).ToList();
        var merges = new List<(int, int)>();
        var changed = new HashSet<long>();
        while (tokens.Count < size && _queue.TryDequeue(out var key, out var priority))
        {
            var pair = _pairs[key];
            if (pair.Count != -priority.NegativeCount)
            {
                // The count fell since it was queued.
                if (pair.Count > 1)
                    _queue.Enqueue(key, (-pair.Count, key));
                continue;
            }
            if (pair.Count < 2)
                break;
            var (left, right) = ((int)(key >> 32), (int)key);
            changed.Clear();
            foreach (var word in pair.Words)
                Merge(word, left, right, tokens.Count, changed);
            tokens.Add([.. tokens[left], .. tokens[right]]);
            merges.Add((left, right));
            foreach (var one in changed)
                _queue.Enqueue(one, (-_pairs[one].Count, one));
        }
        return new(tokens, merges);
    }

    private void Merge(int word, int left, int right, int merged, HashSet<long> changed)
    {
        var before = _words[word];
        var after = new int[before.Length];
        var length = 0;
        for (var i = 0; i < before.Length; i++)
        {
            var both = i + 1 < before.Length && before[i] == left && before[i + 1] == right;
            after[length++] = both ? merged : before[i];
            i += both ? 1 : 0;
        }
        if (length == before.Length)
            return;
        after = after[..length];
        for (var i = 1; i < before.Length; i++)
            _pairs[Key(before[i - 1], before[i])].Count -= _counts[word];
        // Only pairs with the new token are new to the word. Counts of other pairs can only fall.
        Add(after, word, token => token == merged);
        _words[word] = after;
        for (var i = 1; i < after.Length; i++)
        {
            if (after[i - 1] == merged || after[i] == merged)
                changed.Add(Key(after[i - 1], after[i]));
        }
    }

    private void Add(int[] tokens, int word, Func<int, bool> isNew)
    {
        for (var i = 1; i < tokens.Length; i++)
        {
            ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, Key(tokens[i - 1], tokens[i]), out _);
            pair ??= new();
            pair.Count += _counts[word];
            if ((isNew(tokens[i - 1]) || isNew(tokens[i])) && (pair.Words.Count == 0 || pair.Words[^1] != word))
                pair.Words.Add(word);
        }
    }

    private static long Key(int left, int right) => ((long)left << 32) | (uint)right;
}
