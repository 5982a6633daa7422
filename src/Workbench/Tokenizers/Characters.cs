namespace Workbench.Tokenizers;

/// <summary>One token per character (Unicode scalar value) of the corpus, numbered in code-point order.</summary>
public sealed record Characters : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return CharacterTokenizer.From(source.Whole);
    }
}
