using Workbench.Configuration;

namespace Workbench.Tokenizers;

/// <summary>
/// BERT's WordPiece, trained on the training part of the corpus: the tokens are the characters, and then, one at a time, the pair of
/// neighbouring tokens inside words whose merge raises the likelihood of the text most; a word becomes the longest tokens from its left.
/// White space is dropped. Schuster and Nakajima 2012, Devlin et al. 2019.
/// </summary>
/// <param name="Size">Size of the vocabulary, V, with BERT's five special tokens. A corpus without enough repeated pairs gives fewer
/// tokens. Default: 4096.</param>
public sealed record WordPiece([property: InRange(WordPiece.Least, 1 << 20)] int Size = 4096) : TokenizerConfig
{
    // The special tokens, and some characters.
    private const int Least = 16;

    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source
            .Trained($"wordpiece:{Size}", stop => WordPieceFile.Write(WordPieceTrainer.Train(Words(source.Training), Size, stop)))
            .Open();
    }

    internal static IReadOnlyDictionary<string, long> Words(IReadOnlyList<string> texts) =>
        WordCounts.Of([.. texts.AsParallel().AsOrdered().Select(text => BertWords.Clean(text))], BertWords.Next);
}
