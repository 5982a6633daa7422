using System.Runtime.InteropServices;

namespace Workbench.Tokenizers;

/// <summary>
/// Trains WordPiece. A merge of tokens a and b raises the log-likelihood of the corpus, in which tokens are independent, by
/// n(ab) (ln n(ab) + ln N - ln n(a) - ln n(b)) to first order, with N tokens in all; the pair that gains most is merged. Of equal pairs the
/// one with the smallest tokens is first, so the result depends on the counts of words alone.
/// </summary>
internal sealed class WordPieceTrainer
{
    // A pair must occur so often to be merged.
    private const long LeastCount = 2;

    private readonly List<string> _tokens = [.. WordPieceFile.Special];
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<long> _uses;
    private readonly PairTable _pairs;
    private long _all;

    // The pairs that can gain as much as the floor.
    private readonly List<long> _candidates = [];
    private double _floor;

    /// <summary>The tokens of a vocabulary of so many.</summary>
    public static IReadOnlyList<string> Train(
        IReadOnlyDictionary<string, long> words,
        int size,
        CancellationToken cancellation = default
    ) => new WordPieceTrainer(words, size).Run(size, cancellation);

    private WordPieceTrainer(IReadOnlyDictionary<string, long> words, int size)
    {
        var known = words
            .Where(one => one.Key.Length <= WordPieceFile.LongestWord && !BertWords.IsSpace(one.Key, 0))
            .OrderBy(one => one.Key, StringComparer.Ordinal)
            .Select(one => (Characters: Characters(one.Key), Count: one.Value))
            .ToList();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (characters, count) in known)
        {
            foreach (var one in characters)
                CollectionsMarshal.GetValueRefOrAddDefault(counts, one, out _) += count;
        }
        // A language of many characters can have more of them than there is room for: words with the others are left out.
        var alphabet = counts
            .OrderByDescending(one => one.Value)
            .ThenBy(one => one.Key, StringComparer.Ordinal)
            .Take(size - _tokens.Count)
            .Select(one => one.Key);
        _tokens.AddRange(alphabet.Order(StringComparer.Ordinal));
        for (var id = 0; id < _tokens.Count; id++)
            _ids[_tokens[id]] = id;
        _uses = [.. _tokens.Select(token => counts.GetValueOrDefault(token))];
        _all = _uses.Sum();
        _pairs = new(
            known
                .Where(one => one.Characters.All(_ids.ContainsKey))
                .Select(one => (Array.ConvertAll(one.Characters, character => _ids[character]), one.Count))
        );
    }

    private static string[] Characters(string word) =>
        [.. word.EnumerateRunes().Select((one, at) => at == 0 ? one.ToString() : WordPieceFile.Inside + one)];

    private List<string> Run(int size, CancellationToken cancellation)
    {
        var changed = new HashSet<long>(PairKeys.Comparer);
        while (_tokens.Count < size && Best() is { } pair)
        {
            cancellation.ThrowIfCancellationRequested();
            var (left, right) = PairKeys.Numbers(pair);
            var text = _tokens[left] + _tokens[right][WordPieceFile.Inside.Length..];
            // Two ways to one text are one token.
            if (!_ids.TryGetValue(text, out var merged))
            {
                (_ids[text], merged) = (_tokens.Count, _tokens.Count);
                _tokens.Add(text);
                _uses.Add(0);
            }
            changed.Clear();
            var count = _pairs.Merge(pair, merged, changed);
            _uses[left] -= count;
            _uses[right] -= count;
            _uses[merged] += count;
            _all -= count;
            _candidates.AddRange(changed.Where(one => Bound(_pairs.Count(one)) >= _floor));
        }
        return _tokens;
    }

    private long? Best()
    {
        if (Among(_candidates) is { } best && best.Gain >= _floor)
            return best.Pair;
        // No pair that was left out can gain more than the floor, because counts fall. With half of the best gain as the next floor, few
        // pairs are looked at for each merge.
        if (Among(_pairs.Pairs) is not { Gain: > 0 } first)
            return null;
        _floor = first.Gain / 2;
        _candidates.Clear();
        _candidates.AddRange(_pairs.Pairs.Where(one => Bound(_pairs.Count(one)) >= _floor));
        return first.Pair;
    }

    private (double Gain, long Pair)? Among(IEnumerable<long> pairs)
    {
        (double Gain, long Pair)? best = null;
        foreach (var pair in pairs)
        {
            var count = _pairs.Count(pair);
            if (count < LeastCount)
                continue;
            var (left, right) = PairKeys.Numbers(pair);
            var gain = count * (Math.Log(count) + Math.Log(_all) - Math.Log(_uses[left]) - Math.Log(_uses[right]));
            if (best is not { } one || gain > one.Gain || (gain == one.Gain && pair < one.Pair))
                best = (gain, pair);
        }
        return best;
    }

    /// <summary>What a pair of a count gains at most: its tokens are at least as frequent as the pair itself.</summary>
    private double Bound(long count) => count < _all / Math.E ? count * (Math.Log(_all) - Math.Log(Math.Max(count, 1))) : _all / Math.E;
}
