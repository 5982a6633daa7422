using Workbench.Configuration;

namespace Workbench.Data.Tasks;

/// <summary>
/// Span corruption (Raffel et al. 2020, section 3.1.4): spans of a text are replaced by one sentinel each, and the target is the sentinels,
/// each followed by its span. In nats per token of the target.
/// </summary>
/// <param name="Rate">Share of the tokens in spans. Default: 0.15.</param>
/// <param name="Mean">Mean length of a span. Default: 3.</param>
public sealed partial record SpanCorruption(
    [property: InRange(0, 1, Above = true, Below = true)] double Rate = 0.15,
    [property: InRange(1)] double Mean = 3
) : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";

    /// <inheritdoc/>
    public override Tokenizers.TokenizerConfig DefaultTokenizer => new Tokenizers.Bpe(4096);
}
