using System.Text.Json.Serialization;
using Workbench.Configuration;
using Workbench.Data.Tasks;
using Workbench.Tokenizers;

namespace Workbench.Data;

/// <summary>The training task. Each variant defines a metric, a chance level and a shortcut floor.</summary>
[VariantFamily("task")]
[JsonDerivedType(typeof(CharLm), "char-lm")]
[JsonDerivedType(typeof(G2p), "g2p")]
[JsonDerivedType(typeof(Translation), "translation")]
[JsonDerivedType(typeof(Lm), "lm")]
[JsonDerivedType(typeof(PrefixContinuation), "prefix-lm")]
[JsonDerivedType(typeof(MaskedLm), "mlm")]
[JsonDerivedType(typeof(SpanCorruption), "span-corruption")]
[JsonDerivedType(typeof(NextSentence), "next-sentence")]
[JsonDerivedType(typeof(Spam), "spam")]
[JsonDerivedType(typeof(PartOfSpeech), "pos")]
[JsonDerivedType(typeof(Genre), "genre")]
[JsonDerivedType(typeof(Copy), "copy")]
[JsonDerivedType(typeof(Mqar), "mqar")]
public abstract partial record TaskConfig
{
    /// <summary>Name of the default corpus; null for a task that generates its data.</summary>
    [JsonIgnore]
    public virtual string? DefaultData => null;

    /// <summary>The tokenizer that <c>tokenizer=auto</c> means. Default: characters.</summary>
    [JsonIgnore]
    public virtual TokenizerConfig DefaultTokenizer => new Characters();
}
