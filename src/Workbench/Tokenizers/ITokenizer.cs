namespace Workbench.Tokenizers;

/// <summary>Text to tokens and back.</summary>
public interface ITokenizer
{
    /// <summary>Number of different tokens, V.</summary>
    int Vocabulary { get; }

    /// <summary>SHA-256 (hex) of everything that decides how text is cut: the tokenizer's part in a run's identity.</summary>
    string Fingerprint { get; }

    /// <summary>Tokens of a text, each in [0, <see cref="Vocabulary"/>).</summary>
    int[] Encode(ReadOnlySpan<char> text);

    /// <summary>The text of the tokens.</summary>
    string Decode(ReadOnlySpan<int> tokens);
}
