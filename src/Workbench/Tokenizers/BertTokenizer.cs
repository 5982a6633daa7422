using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Tokenizers;

/// <summary>
/// BERT's tokenizer: text in lower case without accents, cut at white space and punctuation, and each word into the longest pieces of a
/// vocabulary from left to right; pieces inside a word begin with ##. Devlin et al. 2019. Tokens are those of Hugging Face's
/// <c>bert-base-uncased</c>.
/// </summary>
public sealed class BertTokenizer : ITokenizer
{
    // Longer words are unknown, as in the reference; counted in characters.
    private const int LongestWord = 100;
    private static readonly string[] Special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    private readonly string[] _tokens;
    private readonly Dictionary<string, int> _numbers;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    private BertTokenizer(string[] tokens, Dictionary<string, int> numbers, string fingerprint)
    {
        (_tokens, _numbers, Fingerprint) = (tokens, numbers, fingerprint);
        _lookup = numbers.GetAlternateLookup<ReadOnlySpan<char>>();
        (Padding, Unknown, Start, End) = (numbers[Special[0]], numbers[Special[1]], numbers[Special[2]], numbers[Special[3]]);
    }

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="vocabulary">The content of vocab.txt: a token in each line, in the order of their numbers.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidInputException">Tokens are there twice, or special tokens are missing; lists all.</exception>
    public static BertTokenizer From(string vocabulary, string name = "vocab.txt")
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        // Only line feeds end a line: tokens can be other characters that end lines.
        var tokens = vocabulary.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var faults = new List<Fault>();
        for (var i = 0; i < tokens.Length; i++)
            if (!numbers.TryAdd(tokens[i], i))
                faults.Add(new("a token is there twice", tokens[i], null, null, $"{name}, line {i + 1}"));
        foreach (var special in Special.Where(one => !numbers.ContainsKey(one)))
            faults.Add(new("a special token is missing", special, string.Join(", ", Special), "Give a vocabulary of BERT's.", name));
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
        var content = Encoding.UTF8.GetBytes("bert\0" + string.Join('\n', tokens));
        return new(tokens, numbers, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <inheritdoc/>
    public int Vocabulary => _tokens.Length;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>The token [PAD], which fills the rows of a batch.</summary>
    public int Padding { get; }

    /// <summary>The token [UNK], for words that the vocabulary cannot spell.</summary>
    public int Unknown { get; }

    /// <summary>The token [CLS], which begins a sequence.</summary>
    public int Start { get; }

    /// <summary>The token [SEP], which ends a sequence.</summary>
    public int End { get; }

    /// <summary>Tokens of a text, without [CLS] and [SEP]. Special tokens that are written in it, such as [MASK], are tokens.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new List<int>(text.Length / 4 + 2);
        while (!text.IsEmpty)
        {
            var (at, special) = NextSpecial(text);
            foreach (var word in Words(Normalised(text[..at])))
                AddPieces(word, tokens);
            if (special is null)
                break;
            tokens.Add(_numbers[special]);
            text = text[(at + special.Length)..];
        }
        return [.. tokens];
    }

    /// <summary>Tokens of a text between [CLS] and [SEP].</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The maximum number of tokens with these two; what is beyond is left out.</param>
    public int[] EncodeSequence(ReadOnlySpan<char> text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        var tokens = Encode(text);
        return [Start, .. tokens.AsSpan(0, Math.Min(tokens.Length, limit - 2)), End];
    }

    /// <summary>The words of the tokens, separated by spaces: case, accents and white space of the text are lost.</summary>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder();
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)_tokens.Length)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {_tokens.Length - 1}");
            var piece = _tokens[token];
            if (piece.StartsWith("##", StringComparison.Ordinal) && text.Length > 0)
                text.Append(piece.AsSpan(2));
            else
                text.Append(text.Length > 0 ? " " : "").Append(piece);
        }
        return text.ToString();
    }

    private static (int At, string? Token) NextSpecial(ReadOnlySpan<char> text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at..].IndexOf('[');
            if (next < 0)
                break;
            at += next;
            foreach (var special in Special)
                if (text[at..].StartsWith(special, StringComparison.Ordinal))
                    return (at, special);
        }
        return (text.Length, null);
    }

    private void AddPieces(string word, List<int> tokens)
    {
        var first = tokens.Count;
        var rest = word.EnumerateRunes().Count() <= LongestWord ? word : "";
        // Pieces inside a word are looked up with their mark.
        Span<char> piece = stackalloc char[2 + 2 * LongestWord];
        "##".CopyTo(piece);
        for (var at = 0; at < rest.Length; )
        {
            rest.AsSpan(at).CopyTo(piece[2..]);
            var (length, token) = (rest.Length - at, -1);
            for (; length > 0; length--)
                if (_lookup.TryGetValue(at == 0 ? piece.Slice(2, length) : piece[..(2 + length)], out token))
                    break;
            if (length == 0)
            {
                rest = "";
                break;
            }
            tokens.Add(token);
            at += length;
        }
        if (rest.Length > 0)
            return;
        // One piece that is missing makes the whole word unknown.
        tokens.RemoveRange(first, tokens.Count - first);
        tokens.Add(Unknown);
    }

    /// <summary>Lower case, no accents and control characters, plain spaces, and spaces around Chinese characters.</summary>
    private static string Normalised(ReadOnlySpan<char> text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (IsSpace(rune))
                clean.Append(' ');
            else if (IsChinese(rune.Value))
                Append(Append(clean.Append(' '), rune), new(' '));
            else if (!IsControl(rune))
                Append(clean, rune);
        var plain = new StringBuilder(clean.Length);
        foreach (var rune in clean.ToString().EnumerateRunes())
            BaseLetters.Append(plain, rune);
        return plain.ToString().ToLowerInvariant();
    }

    private static StringBuilder Append(StringBuilder text, Rune rune)
    {
        Span<char> units = stackalloc char[2];
        return text.Append(units[..rune.EncodeToUtf16(units)]);
    }

    private static List<string> Words(string text)
    {
        List<string> words = [];
        var start = 0;
        for (var at = 0; at < text.Length; )
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var (space, punctuation) = (Rune.IsWhiteSpace(rune), IsPunctuation(rune));
            if (space || punctuation)
            {
                if (at > start)
                    words.Add(text[start..at]);
                if (punctuation)
                    words.Add(text.Substring(at, length));
                start = at + length;
            }
            at += length;
        }
        if (start < text.Length)
            words.Add(text[start..]);
        return words;
    }

    private static bool IsSpace(Rune rune) => rune.Value is '\t' or '\n' or '\r' || (Rune.IsWhiteSpace(rune) && !IsControl(rune));

    private static bool IsControl(Rune rune) =>
        rune.Value is 0 or 0xfffd
        || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.Surrogate;

    // In ASCII also what Unicode calls symbols: $ + < = > ^ ` | ~.
    private static bool IsPunctuation(Rune rune) =>
        rune.IsAscii ? char.IsPunctuation((char)rune.Value) || char.IsSymbol((char)rune.Value) : Rune.IsPunctuation(rune);

    // The blocks of the reference; its sixth begins at 2B920, not 2B820.
    private static bool IsChinese(int code) =>
        code
            is (>= 0x4e00 and <= 0x9fff)
                or (>= 0x3400 and <= 0x4dbf)
                or (>= 0x20000 and <= 0x2a6df)
                or (>= 0x2a700 and <= 0x2b73f)
                or (>= 0x2b740 and <= 0x2b81f)
                or (>= 0x2b920 and <= 0x2ceaf)
                or (>= 0xf900 and <= 0xfaff)
                or (>= 0x2f800 and <= 0x2fa1f);
}
