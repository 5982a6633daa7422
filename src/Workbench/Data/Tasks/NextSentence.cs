using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// Next-sentence prediction (Devlin et al. 2019, section 3.1): whether the second of two sentences follows the first in the text, which is so
/// for half of the pairs; otherwise it is a sentence of another document. By the accuracy.
/// </summary>
public sealed partial record NextSentence : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "brown";

    /// <inheritdoc/>
    public override TokenizerConfig DefaultTokenizer => new Bpe(4096);
}
