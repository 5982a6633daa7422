using Workbench.Configuration;

namespace Workbench.Tokenizers;

/// <summary>
/// SentencePiece's Unigram model, trained on the training part of the corpus: of all ways to cut a line into pieces, the most probable one.
/// Characters without a piece become bytes, so every text can be encoded and no byte is lost. Kudo 2018.
/// </summary>
/// <param name="Size">Size of the vocabulary, V, with the unknown piece and the 256 bytes. Default: 4096.</param>
public sealed record Unigram([property: InRange(ByteLevel.Bytes + 2, 1 << 20)] int Size = 4096) : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source
            .Trained(
                $"unigram:{Size}",
                stop => SentencePieceFile.Write(UnigramTrainer.Train(WordCounts.Of(source.Training, GptWords.NextInLine), Size, stop))
            )
            .Open();
    }
}
