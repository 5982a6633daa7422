using TorchSharp;

namespace Workbench.Data;

/// <summary>What a model reads. A tensor of tokens converts to an input without further parts.</summary>
/// <remarks>Legend: B sequences, T tokens, S source tokens.</remarks>
/// <param name="Tokens">[B, T] int64: the tokens of a decoder, or of an encoder that stands alone.</param>
public sealed record ModelInput(torch.Tensor Tokens) : IDisposable
{
    /// <summary>[B, T] bool, true for padding, which follows a sequence's tokens. It changes no output at a token. Default null:
    /// none.</summary>
    public torch.Tensor? Padding { get; init; }

    /// <summary>[B, S] int64: the tokens of the encoder of an encoder-decoder. Default null: none.</summary>
    public torch.Tensor? Source { get; init; }

    /// <summary>[B, S] bool, true for padding of the source. Default null: none.</summary>
    public torch.Tensor? SourcePadding { get; init; }

    /// <summary>[B] int64: number of first tokens of each sequence that every token of a prefix LM sees; a decoder, which takes the same
    /// input, sees them like its other tokens. Default null: none.</summary>
    public torch.Tensor? Prefix { get; init; }

    /// <summary>
    /// [B, T] int64: the place of each token in the order of factorisation. A token sees the tokens with a place up to its own: the causal
    /// mask M becomes P M P^-1 (Yang et al. 2019, "XLNet"). Default null: the order of the text.
    /// </summary>
    public torch.Tensor? Order { get; init; }

    /// <summary>[B, T] int64: the segment of each token, for an encoder with segments. Default null: all tokens are in segment 0.</summary>
    public torch.Tensor? Segments { get; init; }

    /// <summary>Tokens without further parts.</summary>
    public static implicit operator ModelInput(torch.Tensor tokens) => new(tokens);

    /// <summary>Tokens without further parts.</summary>
    public static ModelInput FromTensor(torch.Tensor tokens) => new(tokens);

    /// <summary>Some rows, as views.</summary>
    internal ModelInput Rows(long first, long count)
    {
        return new(Of(Tokens)!)
        {
            Padding = Of(Padding),
            Source = Of(Source),
            SourcePadding = Of(SourcePadding),
            Prefix = Of(Prefix),
            Order = Of(Order),
            Segments = Of(Segments),
        };

        torch.Tensor? Of(torch.Tensor? part) => part?.narrow(0, first, count);
    }

    private IEnumerable<torch.Tensor> Parts =>
        new[] { Tokens, Padding, Source, SourcePadding, Prefix, Order, Segments }.OfType<torch.Tensor>();

    /// <summary>Moves all parts to the scope around the current one.</summary>
    internal ModelInput MoveToOuterDisposeScope()
    {
        foreach (var part in Parts)
            part.MoveToOuterDisposeScope();
        return this;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var part in Parts)
            part.Dispose();
    }
}
