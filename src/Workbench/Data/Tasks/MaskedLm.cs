using Workbench.Configuration;

namespace Workbench.Data.Tasks;

/// <summary>
/// Masked language modelling (Devlin et al. 2019, section 3.1): tokens of a text are hidden and predicted from those on both sides. Of the
/// chosen tokens, 80 % become a mask, 10 % another token, and 10 % stay. In nats per chosen token.
/// </summary>
/// <param name="Rate">Share of the tokens that are chosen. Default: 0.15.</param>
public sealed partial record MaskedLm([property: InRange(0, 1, Above = true, Below = true)] double Rate = 0.15) : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";

    /// <inheritdoc/>
    public override Tokenizers.TokenizerConfig DefaultTokenizer => new Tokenizers.Bpe(4096);
}
