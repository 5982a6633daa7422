using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>Spellings: letters of either case, numbered from a first token on.</summary>
internal sealed class Letters(CharacterTokenizer alphabet, int first) : ITokenizer
{
    public int Vocabulary => first + alphabet.Vocabulary;

    public string Fingerprint => alphabet.Fingerprint;

    // A dictionary has capitals only.
    public int[] Encode(ReadOnlySpan<char> text) =>
        [.. alphabet.Encode(text.ToString().ToUpperInvariant()).Select(letter => first + letter)];

    public string Decode(ReadOnlySpan<int> tokens) => string.Concat(tokens.ToArray().Select(Letter));

    private string Letter(int token) => token >= first && token < Vocabulary ? alphabet.Decode([token - first]) : Phonemes.Unknown(token);
}

/// <summary>Pronunciations: phonemes with spaces between them, numbered from a first token on.</summary>
internal sealed class Phonemes(string[] names, int first) : ITokenizer
{
    public int Vocabulary => first + names.Length;

    public string Fingerprint => string.Join(' ', names);

    public int[] Encode(ReadOnlySpan<char> text)
    {
        var words = text.ToString().ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var tokens = Array.ConvertAll(words, word => Array.IndexOf(names, word));
        return tokens.Contains(-1)
            ? throw new InvalidInputException(
                "phonemes that the vocabulary does not have",
                string.Join(", ", words.Where((_, at) => tokens[at] < 0).Distinct()),
                string.Join(" ", names),
                "Write a pronunciation as the dictionary does: \"HH AH L OW\""
            )
            : Array.ConvertAll(tokens, token => first + token);
    }

    // A model can choose a token that is no phoneme.
    public string Decode(ReadOnlySpan<int> tokens) =>
        string.Join(' ', tokens.ToArray().Select(token => token >= first && token < Vocabulary ? names[token - first] : Unknown(token)));

    /// <summary>A token that stands for no text.</summary>
    public static string Unknown(int token) => $"[{token}]";
}
