namespace Workbench.Tokenizers;

/// <summary>
/// BERT's tokenizer with the special tokens of its sequences: a text is cut at white space and punctuation, and each word into the longest
/// pieces of a vocabulary from left to right. Devlin et al. 2019. A vocabulary without capitals is that of an uncased BERT, and its texts
/// are put into lower case without accents. Special tokens are never made from text.
/// </summary>
public sealed class BertTokenizer : ITokenizer
{
    private readonly ITokenizer _pieces;

    private BertTokenizer(ITokenizer pieces)
    {
        _pieces = pieces;
        var special = pieces.SpecialIds!;
        (Padding, Start, End) = (special[WordPieceFile.Padding], special[WordPieceFile.Start], special[WordPieceFile.End]);
    }

    /// <summary>Reads a vocabulary.</summary>
    /// <param name="vocabulary">The content of vocab.txt: a token in each line, in the order of their numbers.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="InvalidInputException">Lines are empty, tokens are there twice, or special tokens are missing.</exception>
    public static BertTokenizer From(string vocabulary, string name = WordPieceFile.FileName)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        var faults = new TokenizerFaults(name);
        var tokens = WordPieceFile.Read(vocabulary, faults);
        string[] missing = [.. WordPieceFile.Special.Where(one => !tokens.Contains(one))];
        return missing.Length == 0
            ? new(WordPieceFile.Content(vocabulary, tokens).Open(name))
            : throw faults.Refuse("special tokens are missing", string.Join(", ", missing), string.Join(", ", WordPieceFile.Special));
    }

    /// <inheritdoc/>
    public int Vocabulary => _pieces.Vocabulary;

    /// <inheritdoc/>
    public string Fingerprint => _pieces.Fingerprint;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, int>? SpecialIds => _pieces.SpecialIds;

    /// <inheritdoc/>
    public TokenizerContent? Content => _pieces.Content;

    /// <summary>The token [PAD], which fills the rows of a batch.</summary>
    public int Padding { get; }

    /// <summary>The token [CLS], which begins a sequence.</summary>
    public int Start { get; }

    /// <summary>The token [SEP], which ends a sequence.</summary>
    public int End { get; }

    /// <summary>Tokens of a text, without [CLS] and [SEP].</summary>
    public int[] Encode(ReadOnlySpan<char> text) => _pieces.Encode(text);

    /// <summary>Tokens of a text between [CLS] and [SEP].</summary>
    /// <param name="text">The text.</param>
    /// <param name="limit">The maximum number of tokens with these two; what is beyond is left out.</param>
    public int[] EncodeSequence(ReadOnlySpan<char> text, int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 2);
        var tokens = Encode(text);
        return [Start, .. tokens.AsSpan(0, Math.Min(tokens.Length, limit - 2)), End];
    }

    /// <summary>The words of the tokens, separated by spaces: white space of the text is lost, and case and accents where the tokenizer
    /// takes them away.</summary>
    public string Decode(ReadOnlySpan<int> tokens) => _pieces.Decode(tokens);
}
