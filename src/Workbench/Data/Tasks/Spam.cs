using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// Whether a mail is spam, from its subject and the beginning of its body; other headers are left out, since they tell where the mail was
/// collected. Equal mails count once. One mail in ten is held out (<see cref="DocumentSplit"/>). By the F1 score of the class spam: the harmonic mean of precision
/// and recall.
/// </summary>
public sealed partial record Spam : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "spam-assassin";

    /// <inheritdoc/>
    public override TokenizerConfig DefaultTokenizer => new Bpe(4096);
}
