namespace Workbench.Data.Tasks;

/// <summary>
/// Next-token prediction on a text with any tokenizer that keeps every byte (<c>tokenizer=bpe:4096</c>), in bits per byte: the loss in
/// nats per token, times the tokens, divided by the bytes of the validation windows and by ln 2. Runs with different tokenizers are
/// comparable. The split and the windows are those of char-lm.
/// </summary>
public sealed partial record Lm : TaskConfig
{
    /// <inheritdoc/>
    public override string? DefaultData => "sotu";
}
