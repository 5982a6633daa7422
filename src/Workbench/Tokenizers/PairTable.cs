using System.Runtime.InteropServices;

namespace Workbench.Tokenizers;

/// <summary>
/// Words as tokens, and how often every pair of neighbouring tokens occurs in them. The counts are kept up to date: a merge visits only the
/// words that contain its pair.
/// </summary>
internal sealed class PairTable
{
    private readonly List<int[]> _words = [];
    private readonly List<long> _counts = [];
    private readonly Dictionary<long, Pair> _pairs = new(PairKeys.Comparer);

    private sealed class Pair
    {
        public long Count;

        // A word stays in the list when it loses the pair.
        public readonly List<int> Words = [];
    }

    public PairTable(IEnumerable<(int[] Tokens, long Count)> words)
    {
        foreach (var (tokens, count) in words)
        {
            if (tokens.Length < 2)
                continue;
            _words.Add(tokens);
            _counts.Add(count);
        }
        for (var word = 0; word < _words.Count; word++)
            Add(_words[word], word, _ => true);
    }

    /// <summary>All pairs that ever occurred.</summary>
    public IReadOnlyCollection<long> Pairs => _pairs.Keys;

    /// <summary>How often a pair occurs.</summary>
    public long Count(long pair) => _pairs[pair].Count;

    /// <summary>Replaces a pair by one token everywhere.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="merged">The token.</param>
    /// <param name="changed">Receives the pairs that have the token and became more frequent.</param>
    /// <returns>How often it was replaced.</returns>
    public long Merge(long pair, int merged, HashSet<long> changed)
    {
        var replaced = 0L;
        var (left, right) = PairKeys.Numbers(pair);
        // A new pair with the same key would change the list: it is read by index.
        var words = _pairs[pair].Words;
        var known = words.Count;
        for (var i = 0; i < known; i++)
            replaced += Merge(words[i], left, right, merged, changed);
        return replaced;
    }

    private long Merge(int word, int left, int right, int merged, HashSet<long> changed)
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
            return 0;
        after = after[..length];
        for (var i = 1; i < before.Length; i++)
            _pairs[PairKeys.Of(before[i - 1], before[i])].Count -= _counts[word];
        // Only pairs with the new token are new to the word. Counts of other pairs can only fall.
        Add(after, word, token => token == merged);
        _words[word] = after;
        for (var i = 1; i < after.Length; i++)
        {
            if (after[i - 1] == merged || after[i] == merged)
                changed.Add(PairKeys.Of(after[i - 1], after[i]));
        }
        return (before.Length - length) * _counts[word];
    }

    private void Add(int[] tokens, int word, Func<int, bool> isNew)
    {
        for (var i = 1; i < tokens.Length; i++)
        {
            ref var pair = ref CollectionsMarshal.GetValueRefOrAddDefault(_pairs, PairKeys.Of(tokens[i - 1], tokens[i]), out _);
            pair ??= new();
            pair.Count += _counts[word];
            if ((isNew(tokens[i - 1]) || isNew(tokens[i])) && (pair.Words.Count == 0 || pair.Words[^1] != word))
                pair.Words.Add(word);
        }
    }
}
