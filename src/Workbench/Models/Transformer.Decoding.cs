using Workbench.Configuration;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models.Architectures;
using Workbench.Models.Attention;
using Workbench.Models.Blocks;
using static TorchSharp.torch;

namespace Workbench.Models;

public sealed partial class Transformer
{
    /// <summary>An empty decoding state.</summary>
    /// <param name="batch">The number of sequences. Default 1.</param>
    /// <exception cref="InvalidInputException">The architecture reads a source, or cannot generate.</exception>
    public DecodingState NewState(int batch = 1)
    {
        CheckGenerates();
        return encoder is null ? new(batch, [.. blocks.Select(block => block.NewState(batch))]) : throw SourceIsMissing();
    }

    /// <summary>An empty decoding state after the encoder has read a source. Without gradients.</summary>
    /// <param name="source">[B, S] int64.</param>
    /// <param name="padding">[B, S] bool, true for padding; null (default) for none.</param>
    /// <exception cref="InvalidInputException">The architecture has no encoder, or the source is beyond the context and the position encoding
    /// is not defined there.</exception>
    public DecodingState NewState(Tensor source, Tensor? padding = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckGenerates();
        if (encoder is null)
            throw NotTaken("source");
        CheckLength(0, source.shape[1]);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        var memory = Encode(source, padding).DetachFromDisposeScope();
        var batch = (int)source.shape[0];
        return new(batch, [.. blocks.Select(block => block.NewState(batch))])
        {
            Source = new(memory, padding?.clone().DetachFromDisposeScope()),
            Memories = [.. blocks.Select(_ => new MemoryState())],
        };
    }

    /// <summary>
    /// Reads the next tokens and returns their logits, equal to those of the full forward pass up to rounding. Without gradients. A prefix
    /// LM takes the tokens of the first call as its prefix.
    /// </summary>
    /// <param name="tokens">[B, n] int64: the tokens that follow those already read.</param>
    /// <param name="state">The state after the tokens read before; updated by this call.</param>
    /// <returns>Logits [B, n, V].</returns>
    /// <exception cref="InvalidInputException">The tokens go beyond the context and the position encoding is not defined there.</exception>
    public Tensor Step(Tensor tokens, DecodingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (tokens.shape[0] != state.Batch)
            throw new ArgumentException($"the state is for {state.Batch} sequences, the tokens are of {tokens.shape[0]}", nameof(tokens));
        CheckLength(state.Length, tokens.shape[1]);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var precision = MixedPrecision.Use(Precision);
        var isPrefix = Config.Architecture is PrefixLm && state.Length == 0;
        var mask = isPrefix ? new AttentionMask() : AttentionMask.CausalOnly;
        var hidden = stack.Run(Embedded(tokens, null), Pass(stack.Position, state, state.Source, mask), Recompute.None);
        var logits = FusedLinear.linear(hidden, OutputWeight!); // [B, n, V]
        state.Length += (int)tokens.shape[1];
        return logits.MoveToOuterDisposeScope();
    }

    private void CheckInput(ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckLength(0, input.Tokens.shape[1]);
        if (encoder is not null)
            CheckLength(0, (input.Source ?? throw SourceIsMissing()).shape[1]);
        else if (input.Source is not null)
            throw NotTaken("source");
        if (input.Segments is not null && segments is null)
            throw NotTaken("segments");
        if (input.Prefix is not null && Config.Architecture is not (PrefixLm or DecoderOnly))
            throw NotTaken("prefix");
        if (input.Order is not null && (Config.Attention.Masks & MaskKinds.Permuted) == 0)
            throw new InvalidInputException(
                "this attention reads tokens in the order of the text",
                $"an order of factorisation with attention={Variants.NameOf(Config.Attention)}",
                "attention=full, attention=window",
                "Leave the order out, or choose an attention that forms scores.",
                "model.attention"
            );
        if (input.Order is not null && Config.Architecture is not DecoderOnly)
            throw NotTaken("order of factorisation");
    }

    private InvalidInputException SourceIsMissing() =>
        new(
            "an encoder-decoder needs a source text",
            "none",
            "source tokens [B, S]",
            "Give the source, or choose architecture=decoder.",
            "model.architecture"
        );

    private InvalidInputException NotTaken(string part) =>
        new(
            $"the architecture takes no {part}",
            Variants.Format(Config.Architecture),
            part switch
            {
                "source" => "architecture=encoder-decoder, architecture=encoder-rnn",
                "segments" => "architecture=encoder:segments=2",
                "prefix" => "architecture=prefix-lm, architecture=decoder",
                _ => "architecture=decoder",
            },
            $"Leave the {part} out, or choose another architecture.",
            "model.architecture"
        );

    private void CheckGenerates()
    {
        if (Config.Classes > 0)
            throw new InvalidInputException(
                "a classifier has no output over the vocabulary and cannot continue a text",
                $"{Config.Classes} classes",
                "a model without classes",
                "Choose a run of another task.",
                "model.classes"
            );
        if (!Config.Architecture.CanGenerate)
            throw new InvalidInputException(
                "an encoder sees the whole text at once and cannot continue it",
                Variants.Format(Config.Architecture),
                "architecture=decoder, prefix-lm, encoder-decoder or encoder-rnn",
                "Choose a model that generates.",
                "model.architecture"
            );
    }

    private void CheckLength(long before, long tokens)
    {
        if (before + tokens > Config.Context && !Config.Position.CanExtrapolate)
            throw new InvalidInputException(
                $"a {Variants.NameOf(Config.Position)} position is not defined beyond the context",
                $"{before + tokens} tokens",
                $"at most {Config.Context}",
                "Read fewer tokens, slide the window, or train a model with a position that extrapolates.",
                "model.position"
            );
    }
}
