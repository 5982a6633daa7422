using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// The genre of a passage of the Brown corpus, one of 15. Passages are pieces of a sample; samples are held out whole
/// (<see cref="DocumentSplit"/>), so that no passage's sample was trained on. By the accuracy.
/// </summary>
/// <param name="Words">Words of a passage. Default: 64.</param>
public sealed partial record Genre([property: Configuration.InRange(1, 2000)] int Words = 64) : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "brown";

    /// <inheritdoc/>
    public override TokenizerConfig DefaultTokenizer => new Bpe(4096);
}
