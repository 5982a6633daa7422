using System.Text;

namespace Workbench.Tokenizers;

/// <summary>One token per character (Unicode scalar value), numbered in code-point order.</summary>
public sealed class CharacterTokenizer : ITokenizer
{
    private const int Basic = 0x10000;
    private readonly Rune[] _characters;

    // A table for the first 65,536 code points, a dictionary for the others; -1 marks characters outside the vocabulary.
    private readonly int[] _basic = new int[Basic];
    private readonly Dictionary<int, int> _beyond = [];

    private CharacterTokenizer(Rune[] characters)
    {
        _characters = characters;
        Array.Fill(_basic, -1);
        for (var token = 0; token < characters.Length; token++)
        {
            if (characters[token].Value < Basic)
                _basic[characters[token].Value] = token;
            else
                _beyond[characters[token].Value] = token;
        }
        Fingerprint = Sha256.Of("characters\0" + Characters);
    }

    /// <summary>Builds the vocabulary of the given texts.</summary>
    public static CharacterTokenizer From(IEnumerable<string> texts)
    {
        var seen = new bool[Basic];
        var high = new HashSet<int>();
        foreach (var text in texts)
        {
            foreach (var rune in text.EnumerateRunes())
            {
                if (rune.Value < Basic)
                    seen[rune.Value] = true;
                else
                    high.Add(rune.Value);
            }
        }
        var low = Enumerable.Range(0, Basic).Where(code => seen[code]);
        return new([.. low.Concat(high.Order()).Select(code => new Rune(code))]);
    }

    /// <inheritdoc/>
    public int Vocabulary => _characters.Length;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public IReadOnlyList<int> TokenBytes => [.. _characters.Select(one => one.Utf8SequenceLength)];

    /// <summary>All characters of the vocabulary, in token order.</summary>
    public string Characters => string.Concat(_characters);

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">The text has characters outside the vocabulary; lists all of them.</exception>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new int[text.Length];
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var token = TokenOf(rune);
            if (token < 0)
                throw new InvalidInputException([Unknown(text)]);
            tokens[count++] = token;
        }
        return count == tokens.Length ? tokens : tokens[..count];
    }

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> tokens)
    {
        var text = new StringBuilder(tokens.Length);
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)_characters.Length)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {_characters.Length - 1}");
            text.Append(_characters[token].ToString());
        }
        return text.ToString();
    }

    private int TokenOf(Rune rune) => rune.Value < Basic ? _basic[rune.Value] : _beyond.GetValueOrDefault(rune.Value, -1);

    private Fault Unknown(ReadOnlySpan<char> text)
    {
        var unknown = new SortedSet<Rune>();
        foreach (var rune in text.EnumerateRunes())
        {
            if (TokenOf(rune) < 0)
                unknown.Add(rune);
        }
        return new(
            "characters that the vocabulary does not have",
            string.Join(", ", unknown.Select(rune => $"'{rune}' (U+{rune.Value:X4})")),
            $"the {Vocabulary} characters of the training corpus",
            "leave them out: a character model has no token for a character it was not trained on"
        );
    }
}
