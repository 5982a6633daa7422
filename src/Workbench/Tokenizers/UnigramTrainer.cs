using System.Runtime.InteropServices;
using System.Text;
using MathNet.Numerics;

namespace Workbench.Tokenizers;

/// <summary>
/// Trains a Unigram model as SentencePiece does (Kudo 2018): many frequent substrings of words as pieces, expectation maximisation by
/// forward-backward over all segmentations, and removal of the pieces whose loss costs least, until the vocabulary has its size. Sums are
/// made in a fixed order: the result does not depend on the number of threads.
/// </summary>
internal sealed class UnigramTrainer
{
    private const int LongestPiece = 16;
    private const int SubIterations = 2;
    private const int Shards = 64;
    private const int LargestSeed = 1_000_000;
    private const double Coverage = 0.9995;

    // Pieces that are expected less often are dropped; the values are SentencePiece's.
    private const double LeastCount = 0.5;
    private const double Kept = 0.75;
    private const double Surplus = 1.1;

    private readonly (string Word, long Count)[] _words;
    private readonly HashSet<string> _characters;
    private List<string> _pieces = [];
    private double[] _scores = [];

    /// <summary>Trains a model of so many pieces, with the unknown piece and those of the 256 bytes.</summary>
    public static UnigramModel Train(IReadOnlyDictionary<string, long> words, int size, CancellationToken cancellation = default) =>
        new UnigramTrainer(words).Run(size, cancellation);

    private UnigramTrainer(IReadOnlyDictionary<string, long> words)
    {
        _words =
        [
            .. words
                .Where(one => one.Key != "\n")
                .Select(one => (one.Key.Replace(' ', UnigramModel.Space), one.Value))
                .OrderBy(one => one.Item1, StringComparer.Ordinal),
        ];
        _characters = Characters();
    }

    private UnigramModel Run(int size, CancellationToken cancellation)
    {
        var room = size - 1 - ByteLevel.Bytes;
        Seed(Math.Min(LargestSeed, Math.Max(10 * room, 10_000)));
        // Characters are never pruned, and may be more than there is room for.
        var wanted = Math.Max((int)(room * Surplus), _characters.Count);
        while (true)
        {
            for (var i = 0; i < SubIterations; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                Maximise(Expect());
            }
            if (_pieces.Count <= wanted)
                break;
            Prune(Math.Max(wanted, (int)(_pieces.Count * Kept)));
        }
        var bytes = Enumerable
            .Range(0, ByteLevel.Bytes)
            .Select(value => new UnigramPiece(UnigramModel.BytePiece((byte)value), 0, PieceKind.Byte));
        return new() { Pieces = [new("<unk>", 0, PieceKind.Unknown), .. bytes, .. Final(room)], ByteFallback = true };
    }

    /// <summary>The most frequent characters, which always remain pieces; the others become bytes.</summary>
    private HashSet<string> Characters()
    {
        var counts = new Dictionary<Rune, long>();
        foreach (var (word, count) in _words)
        {
            foreach (var rune in word.EnumerateRunes())
                CollectionsMarshal.GetValueRefOrAddDefault(counts, rune, out _) += count;
        }
        var all = counts.Values.Sum();
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        var covered = 0L;
        foreach (var (rune, count) in counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key))
        {
            if (covered >= all * Coverage)
                break;
            covered += count;
            chosen.Add(rune.ToString());
        }
        return chosen;
    }

    /// <summary>The characters, and the substrings with the largest product of frequency and length.</summary>
    private void Seed(int size)
    {
        var all = new Dictionary<string, long>(StringComparer.Ordinal);
        // A substring is frequent only if it is without its last character, so the lengths are counted one after the other.
        var shorter = _characters;
        for (var length = 2; length <= LongestPiece && shorter.Count > 0; length++)
        {
            var counts = Count(length, shorter);
            shorter = new(counts.Keys, StringComparer.Ordinal);
            foreach (var (text, count) in counts)
                all[text] = count * length;
        }
        var single = new Dictionary<string, long>(Count(1, null), StringComparer.Ordinal);
        var chosen = all.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(size);
        var seeds = _characters
            .Order(StringComparer.Ordinal)
            .Select(one => (Text: one, Weight: single.GetValueOrDefault(one, 1)))
            .Concat(chosen.Select(one => (Text: one.Key, Weight: one.Value)))
            .ToList();
        var sum = Math.Log(seeds.Sum(one => (double)one.Weight));
        _pieces = [.. seeds.Select(one => one.Text)];
        _scores = [.. seeds.Select(one => Math.Log(one.Weight) - sum)];
    }

    private Dictionary<string, long> Count(int length, HashSet<string>? shorter)
    {
        var total = new Dictionary<string, long>(StringComparer.Ordinal);
        var known = shorter?.GetAlternateLookup<ReadOnlySpan<char>>();
        var parts = new Dictionary<string, long>[Shards];
        Parallel.For(
            0,
            Shards,
            shard =>
            {
                var counts = parts[shard] = new(StringComparer.Ordinal);
                var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
                foreach (var (word, count) in Shard(shard))
                {
                    var starts = Starts(word);
                    for (var i = 0; i + length < starts.Count; i++)
                    {
                        var text = word.AsSpan(starts[i], starts[i + length] - starts[i]);
                        if (known is null || known.Value.Contains(text[..(starts[i + length - 1] - starts[i])]))
                            CollectionsMarshal.GetValueRefOrAddDefault(lookup, text, out _) += count;
                    }
                }
            }
        );
        foreach (var part in parts)
        {
            foreach (var (text, count) in part)
                CollectionsMarshal.GetValueRefOrAddDefault(total, text, out _) += count;
        }
        return length == 1
            ? total
            : new(
                total.Where(one => one.Value > 1 && _characters.Contains(one.Key[(one.Key.Length - LastSize(one.Key))..])),
                StringComparer.Ordinal
            );
    }

    private static int LastSize(string text) => text.Length > 1 && char.IsLowSurrogate(text[^1]) ? 2 : 1;

    private static List<int> Starts(string word)
    {
        var starts = new List<int>(word.Length + 1);
        for (var i = 0; i < word.Length; i++)
        {
            if (i == 0 || !char.IsLowSurrogate(word[i]) || !char.IsHighSurrogate(word[i - 1]))
                starts.Add(i);
        }
        starts.Add(word.Length);
        return starts;
    }

    private IEnumerable<(string Word, long Count)> Shard(int shard)
    {
        for (var i = shard; i < _words.Length; i += Shards)
            yield return _words[i];
    }

    /// <summary>The sum over all shards of what a function adds to an array of one number a piece.</summary>
    private double[] Sum(Action<PieceTrie, int, double[]> add)
    {
        var trie = new PieceTrie(_pieces);
        var parts = new double[Shards][];
        Parallel.For(0, Shards, shard => add(trie, shard, parts[shard] = new double[_pieces.Count]));
        var sum = new double[_pieces.Count];
        foreach (var part in parts)
        {
            for (var i = 0; i < sum.Length; i++)
                sum[i] += part[i];
        }
        return sum;
    }

    /// <summary>The expected count of every piece over all segmentations of all words.</summary>
    private double[] Expect() =>
        Sum(
            (trie, shard, expected) =>
            {
                var edges = new List<(int Start, int End, int Piece)>();
                foreach (var (word, count) in Shard(shard))
                {
                    Edges(trie, word, edges);
                    var forward = new double[word.Length + 1];
                    var backward = new double[word.Length + 1];
                    Array.Fill(forward, double.NegativeInfinity);
                    Array.Fill(backward, double.NegativeInfinity);
                    (forward[0], backward[^1]) = (0, 0);
                    foreach (var (start, end, piece) in edges)
                        forward[end] = Added(forward[end], forward[start] + Score(piece));
                    for (var i = edges.Count - 1; i >= 0; i--)
                        backward[edges[i].Start] = Added(backward[edges[i].Start], backward[edges[i].End] + Score(edges[i].Piece));
                    foreach (var (start, end, piece) in edges)
                    {
                        if (piece >= 0)
                            expected[piece] += count * Math.Exp(forward[start] + _scores[piece] + backward[end] - forward[^1]);
                    }
                }
            }
        );

    // The logarithm of a character that is no piece.
    private const double Unknown = -30;

    private double Score(int piece) => piece < 0 ? Unknown : _scores[piece];

    private static double Added(double one, double other)
    {
        var (low, high) = one < other ? (one, other) : (other, one);
        return double.IsNegativeInfinity(low) ? high : high + Math.Log(1 + Math.Exp(low - high));
    }

    /// <summary>Every piece in a word, ordered by its start. A character without a piece is an edge too.</summary>
    private static void Edges(PieceTrie trie, string word, List<(int Start, int End, int Piece)> edges)
    {
        edges.Clear();
        for (var start = 0; start < word.Length; )
        {
            var size = char.IsHighSurrogate(word[start]) && start + 1 < word.Length && char.IsLowSurrogate(word[start + 1]) ? 2 : 1;
            var single = false;
            var node = 0;
            for (var end = start; end < word.Length && (node = trie.Step(node, word[end])) >= 0; end++)
            {
                if (trie.Piece(node) is not (>= 0 and var piece))
                    continue;
                edges.Add((start, end + 1, piece));
                single |= end + 1 == start + size;
            }
            if (!single)
                edges.Add((start, start + size, -1));
            start += size;
        }
    }

    /// <summary>New scores by the digamma of the counts, which acts as a sparse prior; rare pieces are dropped.</summary>
    private void Maximise(double[] expected)
    {
        var kept = Enumerable.Range(0, _pieces.Count).Where(i => expected[i] >= LeastCount || _characters.Contains(_pieces[i])).ToList();
        var counts = kept.ConvertAll(i => Math.Max(expected[i], LeastCount));
        var sum = SpecialFunctions.DiGamma(counts.Sum());
        _pieces = kept.ConvertAll(i => _pieces[i]);
        _scores = [.. counts.Select(count => SpecialFunctions.DiGamma(count) - sum)];
    }

    /// <summary>Keeps so many pieces: those without which the likelihood of the best segmentations falls most.</summary>
    private void Prune(int size)
    {
        var trie = new PieceTrie(_pieces);
        // What a piece is made of without itself; empty where there is nothing else.
        var alternatives = new int[_pieces.Count][];
        Parallel.For(0, _pieces.Count, i => alternatives[i] = Best(trie, _pieces[i], i));
        var used = Sum(
            (own, shard, counts) =>
            {
                foreach (var (word, count) in Shard(shard))
                {
                    foreach (var piece in Best(own, word, -1))
                    {
                        if (piece >= 0)
                            counts[piece] += count;
                    }
                }
            }
        );
        var sum = used.Sum();
        var losses = Enumerable.Range(0, _pieces.Count).Select(i => (Index: i, Loss: Loss(i))).ToList();
        var kept = losses
            .OrderByDescending(one => one.Loss)
            .ThenBy(one => one.Index)
            .Take(size)
            .Select(one => one.Index)
            .Union(Enumerable.Range(0, _pieces.Count).Where(i => _characters.Contains(_pieces[i])))
            .Order()
            .ToList();
        (_pieces, _scores) = (kept.ConvertAll(i => _pieces[i]), [.. kept.Select(i => _scores[i])]);

        double Loss(int i)
        {
            if (_characters.Contains(_pieces[i]) || alternatives[i].Any(piece => piece < 0))
                return double.PositiveInfinity;
            if (used[i] == 0)
                return double.NegativeInfinity;
            // The counts after the piece is gone: its own go to those that it is made of.
            var after = sum + (used[i] * (alternatives[i].Length - 1));
            var alternative = alternatives[i].Sum(piece => Math.Log(used[piece] + used[i]) - Math.Log(after));
            return used[i] / sum * (Math.Log(used[i]) - Math.Log(sum) - alternative);
        }
    }

    /// <summary>The best segmentation of a text, without one of the pieces; negative where a character has no piece.</summary>
    private int[] Best(PieceTrie trie, string text, int without)
    {
        var edges = new List<(int Start, int End, int Piece)>();
        Edges(trie, text, edges);
        var best = new (double Score, int Start, int Piece)[text.Length + 1];
        Array.Fill(best, (double.NegativeInfinity, -1, -1));
        best[0] = (0, -1, -1);
        foreach (var (start, end, piece) in edges)
        {
            if ((piece < 0 || piece != without) && best[start].Score + Score(piece) is var total && total > best[end].Score)
                best[end] = (total, start, piece);
        }
        var pieces = new List<int>();
        for (var end = text.Length; end > 0 && best[end].Start >= 0; end = best[end].Start)
            pieces.Add(best[end].Piece);
        return pieces.Count == 0 ? [-1] : [.. pieces];
    }

    private IEnumerable<UnigramPiece> Final(int size)
    {
        var order = Enumerable.Range(0, _pieces.Count).OrderByDescending(i => _scores[i]).ThenBy(i => _pieces[i], StringComparer.Ordinal);
        var characters = order.Where(i => _characters.Contains(_pieces[i])).Take(size).ToList();
        var others = order.Where(i => !_characters.Contains(_pieces[i])).Take(size - characters.Count);
        return characters
            .Concat(others)
            .OrderByDescending(i => _scores[i])
            .ThenBy(i => _pieces[i], StringComparer.Ordinal)
            .Select(i => new UnigramPiece(_pieces[i], (float)_scores[i]));
    }
}
