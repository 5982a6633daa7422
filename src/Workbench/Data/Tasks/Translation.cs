using Workbench.Configuration;
using Workbench.Statistics;
using Workbench.Tokenizers;

namespace Workbench.Data.Tasks;

/// <summary>
/// Translation of verses, English to Spanish, with one tokenizer for both. One verse in ten is held out (<see cref="DocumentSplit"/>); verses
/// that are longer than the context are left out. By the BLEU of greedy decoding.
/// </summary>
/// <param name="Metric">bleu or chrf. Default: bleu.</param>
public sealed partial record Translation(TranslationMetric Metric = TranslationMetric.Bleu) : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "kjv-sparv";

    /// <inheritdoc/>
    public override TokenizerConfig DefaultTokenizer => new Bpe(4096);
}

/// <summary>A score of translations.</summary>
public enum TranslationMetric
{
    /// <summary>BLEU (Papineni et al. 2002): words.</summary>
    Bleu,

    /// <summary>chrF2 (Popovic 2015): characters.</summary>
    Chrf,
}
