namespace Workbench.Tokenizers;

/// <summary>The task's own default: characters for language models, byte-level BPE for tasks that classify.</summary>
public sealed record TaskTokenizer : TokenizerConfig
{
    /// <inheritdoc/>
    public override ITokenizer Build(ITokenizerSource source) =>
        throw new InvalidOperationException("the task's tokenizer is known when the task is");
}
