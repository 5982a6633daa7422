using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>A tokenizer with the special tokens that a task adds after the tokenizer's own. They are never made from text.</summary>
/// <param name="inner">The tokenizer.</param>
/// <param name="sentinels">Number of sentinels. Default: none.</param>
internal sealed class SpecialTokens(ITokenizer inner, int sentinels = 0) : ITokenizer
{
    private static readonly string[] Names = ["[PAD]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Fills up a text.</summary>
    public long Padding => inner.Vocabulary;

    /// <summary>Stands before a text; the token whose output classifies it.</summary>
    public long Start => Padding + 1;

    /// <summary>Stands after a text.</summary>
    public long End => Padding + 2;

    /// <summary>Stands in the place of a hidden token.</summary>
    public long Mask => Padding + 3;

    /// <summary>Stands in the place of the i-th hidden span.</summary>
    public long Sentinel(int i) => Padding + Names.Length + i;

    /// <summary>Number of sentinels.</summary>
    public int Sentinels => sentinels;

    /// <summary>The tokenizer without special tokens.</summary>
    public ITokenizer Inner => inner;

    public int Vocabulary => inner.Vocabulary + Names.Length + sentinels;

    public string Fingerprint => inner.Fingerprint;

    public int[] Encode(ReadOnlySpan<char> text) => inner.Encode(text);

    public string Decode(ReadOnlySpan<int> tokens)
    {
        var parts = new List<string>();
        for (var start = 0; start < tokens.Length; )
        {
            var end = start;
            while (end < tokens.Length && tokens[end] < inner.Vocabulary)
                end++;
            if (end > start)
                parts.Add(inner.Decode(tokens[start..end]));
            if (end < tokens.Length)
                parts.Add(NameOf(tokens[end++] - inner.Vocabulary));
            start = end;
        }
        return string.Concat(parts);
    }

    private string NameOf(int special) =>
        special < Names.Length ? Names[special]
        : special < Names.Length + sentinels ? $"[{special - Names.Length}]"
        : throw new ArgumentOutOfRangeException(nameof(special), special, $"there are {Names.Length + sentinels} special tokens");
}
