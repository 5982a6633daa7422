using System.Text;
using Microsoft.ML.Tokenizers;
using Library = Microsoft.ML.Tokenizers.WordPieceTokenizer;

namespace Workbench.Tokenizers;

/// <summary>
/// WordPiece with capitals on Microsoft.ML.Tokenizers' WordPieceTokenizer, which cuts words. Special tokens are never made from text. White
/// space is lost, so a loss cannot be given in bits per byte.
/// </summary>
internal sealed class WordPieceTokenizer : ITokenizer
{
    private readonly Library _library;

    public WordPieceTokenizer(TokenizerContent content, string name)
    {
        var tokens = WordPieceFile.Read(content.Text, new(name));
        Content = content;
        Vocabulary = tokens.Count;
        var ids = tokens.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        SpecialIds = WordPieceFile.SpecialIds(special => ids.TryGetValue(special, out var id) ? id : null);
        // The library counts UTF-16 code units, BERT characters.
        var options = new WordPieceOptions { UnknownToken = WordPieceFile.Unknown, MaxInputCharsPerWord = 2 * WordPieceFile.LongestWord };
        _library = Library.Create(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', tokens))), options);
    }

    public int Vocabulary { get; }

    public IReadOnlyDictionary<string, int>? SpecialIds { get; }

    public string Fingerprint => Content.Fingerprint;

    public TokenizerContent Content { get; }

    public int[] Encode(ReadOnlySpan<char> text)
    {
        var tokens = new List<int>(text.Length / 3);
        var clean = BertWords.Clean(text).AsSpan();
        for (var start = 0; start < clean.Length; )
        {
            var end = BertWords.Next(clean, start);
            var word = clean[start..end];
            if (word.Length > WordPieceFile.LongestWord && Characters(word) > WordPieceFile.LongestWord)
                tokens.Add(_library.UnknownTokenId);
            else if (!BertWords.IsSpace(clean, start))
                tokens.AddRange(_library.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
            start = end;
        }
        return [.. tokens];
    }

    public string Decode(ReadOnlySpan<int> tokens)
    {
        // The library leaves out ids that it does not know.
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)Vocabulary)
                throw new ArgumentOutOfRangeException(nameof(tokens), token, $"a token lies in 0 to {Vocabulary - 1}");
        }
        return _library.Decode(tokens.ToArray());
    }

    private static int Characters(ReadOnlySpan<char> word)
    {
        var count = 0;
        foreach (var _ in word.EnumerateRunes())
            count++;
        return count;
    }
}
