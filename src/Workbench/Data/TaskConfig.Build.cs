using Workbench.Configuration;
using Workbench.Tokenizers;

namespace Workbench.Data;

public abstract partial record TaskConfig
{
    /// <summary>Builds the task.</summary>
    /// <param name="corpus">The text; null for a task that generates its data (<see cref="DefaultData"/> is null).</param>
    /// <exception cref="InvalidInputException">The corpus is not usable, or the task needs a tokenizer.</exception>
    public virtual ITask Build(Corpus? corpus) =>
        throw new InvalidInputException(
            $"{Variants.NameOf(this)} needs a tokenizer",
            null,
            "tokenizer=char, tokenizer=bpe:4096",
            null,
            "tokenizer"
        );

    /// <summary>Builds the task with a tokenizer. A task that does not override it has no use for another than the default.</summary>
    /// <param name="corpus">The text; null for a task that generates its data.</param>
    /// <param name="tokenizer">The tokenizer's config.</param>
    /// <param name="store">Makes the tokenizers of a corpus.</param>
    internal virtual ITask Build(Corpus? corpus, TokenizerConfig tokenizer, Func<Corpus, TokenizerStore> store) =>
        tokenizer is Characters
            ? Build(corpus)
            : throw new InvalidInputException(
                $"the task {Variants.NameOf(this)} takes no tokenizer",
                Variants.Format(tokenizer),
                "tokenizer=char, or a task that takes one: lm for a decoder, mlm for an encoder, translation for an encoder-decoder",
                null,
                "tokenizer"
            );
}
