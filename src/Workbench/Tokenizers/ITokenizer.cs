namespace Workbench.Tokenizers;

/// <summary>Converts text to tokens and back.</summary>
public interface ITokenizer
{
    /// <summary>Number of distinct tokens, V.</summary>
    int Vocabulary { get; }

    /// <summary>SHA-256 (hex) of everything that determines the tokenization; the tokenizer's part of a run's identity.</summary>
    string Fingerprint { get; }

    /// <summary>Tokens of a text, each in [0, <see cref="Vocabulary"/>).</summary>
    int[] Encode(ReadOnlySpan<char> text);

    /// <summary>The text of the tokens.</summary>
    string Decode(ReadOnlySpan<int> tokens);

    /// <summary>
    /// The number of UTF-8 bytes of text that each token stands for, by token; null (default) when a token does not determine them, because
    /// the tokenizer changes the text. Only with it can a loss be given in bits per byte.
    /// </summary>
    IReadOnlyList<int>? TokenBytes => null;

    /// <summary>The vocabulary's own [PAD], [CLS], [SEP] and [MASK], by name; null (default) when it does not have all of them. A task then
    /// adds them after the vocabulary.</summary>
    IReadOnlyDictionary<string, int>? SpecialIds => null;

    /// <summary>The tokenizer as the content of a file, for reading it again; null (default) when it cannot be stored.</summary>
    TokenizerContent? Content => null;
}
