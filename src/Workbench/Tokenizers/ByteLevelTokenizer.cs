using System.Collections.Concurrent;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Workbench.Tokenizers;

/// <summary>
/// Byte-level BPE on Microsoft.ML.Tokenizers' TiktokenTokenizer. Special tokens are never made from text: a text that contains their name
/// is encoded as any other.
/// </summary>
internal sealed class ByteLevelTokenizer : ITokenizer
{
    // Words are looked up before they are merged. Twice as fast as with the default of 8192 on English.
    private const int CachedWords = 1 << 16;

    // The library's time grows with the square of a word's length.
    private const int LongestWord = 256;

    private static readonly GptWords Words = new();

    private readonly byte[] _ranks;
    private readonly Dictionary<string, int> _special = new(StringComparer.Ordinal);
    private readonly int[] _bytes;
    private readonly BpeMerges _merges;

    // The library's cache of words is behind a lock, so every thread has a tokenizer of its own.
    private readonly ConcurrentBag<TiktokenTokenizer> _idle = [];

    public ByteLevelTokenizer(
        TokenizerContent content,
        Dictionary<string, int> ids,
        IReadOnlyList<(string Left, string Right)> merges,
        IReadOnlySet<string> special,
        TokenizerFaults faults
    )
    {
        Content = content;
        Vocabulary = ids.Count;
        _bytes = new int[Vocabulary];
        Check(ids, faults);
        var ranks = new StringBuilder();
        foreach (var (token, id) in ids.OrderBy(one => one.Value))
        {
            if (special.Contains(token))
            {
                _special[token] = id;
                _bytes[id] = Encoding.UTF8.GetByteCount(token);
                continue;
            }
            var bytes = ByteLevel.TryRead(token) ?? throw faults.Refuse("a token has a character that stands for no byte", token);
            _bytes[id] = bytes.Length;
            ranks.Append(Convert.ToBase64String(bytes)).Append(' ').Append(id).Append('\n');
        }
        for (var value = 0; value < ByteLevel.Bytes; value++)
        {
            if (!ids.ContainsKey(ByteLevel.Write([(byte)value])))
                throw faults.Refuse("the vocabulary lacks a byte", $"0x{value:x2}");
        }
        _merges = new(ids, merges, faults);
        _ranks = Encoding.UTF8.GetBytes(ranks.ToString());
        _idle.Add(Make());
    }

    public int Vocabulary { get; }

    public string Fingerprint => Content.Fingerprint;

    public TokenizerContent Content { get; }

    public IReadOnlyList<int> TokenBytes => _bytes;

    public int[] Encode(ReadOnlySpan<char> text)
    {
        var whole = text.ToString();
        var tokenizer = _idle.TryTake(out var idle) ? idle : Make();
        try
        {
            return HasLongWord(text) ? EncodeLong(tokenizer, whole) : [.. tokenizer.EncodeToIds(whole, considerNormalization: false)];
        }
        finally
        {
            _idle.Add(tokenizer);
        }
    }

    public string Decode(ReadOnlySpan<int> tokens)
    {
        // The library leaves out ids that it does not know.
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {Vocabulary - 1}");
        }
        var tokenizer = _idle.TryTake(out var idle) ? idle : Make();
        try
        {
            return tokenizer.Decode(tokens.ToArray());
        }
        finally
        {
            _idle.Add(tokenizer);
        }
    }

    private TiktokenTokenizer Make() => TiktokenTokenizer.Create(new MemoryStream(_ranks), Words, null, _special, CachedWords);

    private static bool HasLongWord(ReadOnlySpan<char> text)
    {
        for (var start = 0; start < text.Length; )
        {
            var end = GptWords.Next(text, start);
            if (end - start > LongestWord)
                return true;
            start = end;
        }
        return false;
    }

    private int[] EncodeLong(TiktokenTokenizer tokenizer, string text)
    {
        var tokens = new List<int>();
        foreach (var (offset, length) in Words.PreTokenize(text))
        {
            var word = text.AsSpan(offset, length);
            tokens.AddRange(
                length > LongestWord
                    ? _merges.Encode(word)
                    : tokenizer.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false)
            );
        }
        return [.. tokens];
    }

    private static void Check(Dictionary<string, int> ids, TokenizerFaults faults)
    {
        var seen = new string?[ids.Count];
        foreach (var (token, id) in ids)
        {
            if ((uint)id >= (uint)seen.Length)
                throw faults.Refuse("an id lies outside the vocabulary", $"\"{token}\": {id}", $"0 to {seen.Length - 1}");
            if (seen[id] is { } other)
                throw faults.Refuse("two tokens have one id", $"\"{other}\" and \"{token}\": {id}");
            seen[id] = token;
        }
    }
}
