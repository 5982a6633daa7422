using Workbench.Configuration;

namespace Workbench.Tokenizers;

/// <summary>
/// Byte-level byte-pair encoding, trained on the training part of the corpus: the tokens are the 256 bytes, and then, one at a time, the
/// most frequent pair of neighbouring tokens inside the words of GPT-2's rule. Every text can be encoded, and no byte is lost. Sennrich
/// et al. 2016, Radford et al. 2019.
/// </summary>
/// <param name="Size">Size of the vocabulary, V. A corpus without enough repeated pairs gives fewer tokens. Default: 4096.</param>
public sealed record Bpe([property: InRange(ByteLevel.Bytes, 1 << 20)] int Size = 4096) : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source
            .Trained(
                $"bpe:{Size}",
                stop => TokenizerJson.Write(BpeTrainer.Train(WordCounts.Of(source.Training, GptWords.Next), Size, stop))
            )
            .Open();
    }
}
