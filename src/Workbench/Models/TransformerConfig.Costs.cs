using Workbench.Models.Attention;
using Workbench.Models.Blocks;

namespace Workbench.Models;

public sealed partial record TransformerConfig
{
    /// <summary>The number of trained parameters of the built module; a tied matrix counts once.</summary>
    public long ParameterCount() =>
        (long)Vocabulary * Width * (1 + (TieEmbeddings || Classes > 0 ? 0 : 1) + (SharesEmbeddings ? 0 : 1))
        + ((long)Classes * Width)
        + ((long)Segments * Width)
        + StackParameters()
        + (EncoderStack?.StackParameters() ?? 0);

    // Positions, blocks and norms.
    private long StackParameters()
    {
        long rows = ((HeadCount + KeyValueHeads) * HeadWidth) + (KeyValueHeads * ValueWidth);
        var attention =
            (Width * rows)
            + ((long)HeadCount * ValueWidth * Width)
            + (Bias ? rows + Width : 0)
            + (2 * (HeadNorm?.ParameterCount(HeadWidth) ?? 0));
        var branches = Architecture.HasEncoder ? 3 : 2;
        var norms = Placement switch
        {
            Placement.Parallel => 1,
            Placement.Sandwich => 2 * branches,
            _ => branches,
        };
        var block =
            (IsRecurrent ? Recurrence.ParameterCount(this) : attention + Attention.ParameterCount(this))
            + (Architecture.HasEncoder ? attention + Attention.AcrossTexts().ParameterCount(this) : 0)
            + FeedForward.ParameterCount(this)
            + (norms * Norm.ParameterCount(Width));
        return StackPosition.ParameterCount(this)
            + (Layers * block)
            + ((Placement != Placement.Post ? 1 : 0) + (EmbeddingNorm ? 1 : 0)) * Norm.ParameterCount(Width);
    }

    /// <summary>
    /// Floating-point operations of the products in the forward pass for one token (a multiply-add is two; norms, activations and lookups
    /// are not counted), averaged over the tokens of a context. Training takes three times as many. An encoder beside a decoder reads as
    /// many tokens.
    /// </summary>
    /// <param name="context">Tokens in the context.</param>
    public double FlopsPerToken(int context) =>
        HeadFlops(context) + MatrixFlops() + (EncoderStack?.MatrixFlops() ?? 0) + MixingFlopsPerToken(context);

    /// <summary>The operations of all attention mechanisms and of the position encoding in <see cref="FlopsPerToken"/>.</summary>
    internal double MixingFlopsPerToken(int context) => MixingFlops(context) + (EncoderStack?.MixingFlops(context) ?? 0);

    // The operations of the output projection; pooled, it is computed once for a sequence.
    private double HeadFlops(int context) => 2.0 * Width * (Classes > 0 ? Classes : Vocabulary) / (Pooling == Pooling.None ? 1 : context);

    // The operations of the matrices in the blocks.
    private double MatrixFlops()
    {
        return Layers
            * (
                (IsRecurrent ? Recurrence.FlopsPerToken(this) : ProjectionFlops)
                + (Architecture.HasEncoder ? ProjectionFlops : 0)
                + FeedForward.FlopsPerToken(Width)
            );
    }

    /// <summary>The operations of an attention's projections for one token: two for each weight.</summary>
    internal double ProjectionFlops => 2.0 * Width * ((HeadCount + KeyValueHeads) * HeadWidth + (KeyValueHeads + HeadCount) * ValueWidth);

    private double MixingFlops(int context)
    {
        var own =
            (Architecture.Masks & MaskKinds.Causal) != 0
                ? Attention.FlopsPerToken(this, context)
                : Attention.FullFlopsPerToken(this, context);
        return Layers
            * (
                (IsRecurrent ? 0 : own + Position.FlopsPerToken(this))
                + (Architecture.HasEncoder ? Attention.AcrossTexts().FullFlopsPerToken(this, context) : 0)
            );
    }

    /// <summary>Bytes of decoding state for one sequence; beside an encoder, with keys and values of a source of as many tokens.</summary>
    /// <param name="tokens">Tokens read.</param>
    /// <param name="bytesPerElement">Default 4: float32.</param>
    public long StateBytes(int tokens, int bytesPerElement = 4)
    {
        if (!Architecture.CanGenerate)
            return 0;
        var own = IsRecurrent ? Width : Attention.StateElements(this, tokens);
        var source = Architecture.HasEncoder ? 2L * KeyValueHeads * HeadWidth * tokens : 0;
        return Layers * (own + source) * bytesPerElement;
    }
}
