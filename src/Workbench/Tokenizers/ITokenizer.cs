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
}
