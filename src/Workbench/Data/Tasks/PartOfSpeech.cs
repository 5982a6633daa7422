using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// The part of speech of each word of a sentence, on the tagged Brown corpus. Tags without their additions for headlines, titles, foreign
/// and cited words (-HL, -TL, FW-, -NC). A word is scored at its first token. Samples are held out whole (<see cref="DocumentSplit"/>). By
/// the accuracy.
/// </summary>
public sealed partial record PartOfSpeech : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "brown-tagged";

    /// <inheritdoc/>
    public override TokenizerConfig DefaultTokenizer => new Bpe(4096);
}
