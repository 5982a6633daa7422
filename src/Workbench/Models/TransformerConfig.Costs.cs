using Workbench.Models.Attention;
using Workbench.Models.Blocks;

namespace Workbench.Models;

public sealed partial record TransformerConfig
{
    /// <summary>The number of trained parameters of the built module; a tied matrix counts once.</summary>
    public long ParameterCount()
    {
        long embedded = AtEmbeddings.Width;
        var tables = (Vocabulary * (SharesEmbeddings ? 1L : 2L)) + Segments;
        var outputs =
            Classes > 0 ? Classes
            : TieEmbeddings || IsTextEncoder ? 0
            : Vocabulary;
        return (tables * embedded)
            + ((long)outputs * Width)
            + (Pooler == Pooler.None ? 0 : LinearParameters(Width, Width))
            + StackParameters()
            + (EncoderStack?.StackParameters() ?? 0);
    }

    // Positions, blocks and norms.
    private long StackParameters()
    {
        var branches = Architecture.HasEncoder ? 3 : 2;
        var norms = Placement switch
        {
            Placement.Parallel => 1,
            Placement.Sandwich => 2 * branches,
            _ => branches,
        };
        var block =
            (IsRecurrent ? Recurrence.ParameterCount(this) : AttentionParameters(Width) + Attention.ParameterCount(this))
            + (Architecture.HasEncoder ? AttentionParameters(Width) + Attention.AcrossTexts().ParameterCount(this) : 0)
            + FeedForward.ParameterCount(this)
            + (norms * Norm.ParameterCount(Width));
        var embedded = AtEmbeddings;
        return StackPosition.ParameterCount(embedded)
            + (Layers * block)
            + (Widens ? WideningParameters(embedded) : 0)
            + (EndsNormed ? Norm.ParameterCount(Width) : 0)
            + (EmbeddingNorm ? Norm.ParameterCount(embedded.Width) : 0);
    }

    // What the first block has more than the others.
    private long WideningParameters(TransformerConfig embedded) =>
        LinearParameters(embedded.Width, Width)
        + embedded.AttentionParameters(Width)
        + embedded.Attention.ParameterCount(embedded)
        - AttentionParameters(Width)
        - Attention.ParameterCount(this)
        // With post placement the norm follows the sum.
        + (Placement == Placement.Post ? 0 : Norm.ParameterCount(embedded.Width) - Norm.ParameterCount(Width));

    private long AttentionParameters(int outputs)
    {
        var rows = ((HeadCount + KeyValueHeads) * HeadWidth) + (KeyValueHeads * ValueWidth);
        return LinearParameters(Width, rows)
            + LinearParameters(HeadCount * ValueWidth, outputs)
            + (2 * (HeadNorm?.ParameterCount(HeadWidth) ?? 0));
    }

    private long LinearParameters(int inputs, int outputs) => (long)outputs * (inputs + (Bias ? 1 : 0));

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

    // The operations of pooler and output projection; pooled, they are computed once for a sequence.
    private double HeadFlops(int context)
    {
        var outputs =
            Classes > 0 ? Classes
            : IsTextEncoder ? 0
            : Vocabulary;
        return 2.0 * Width * (outputs + (Pooler == Pooler.None ? 0 : Width)) / (Pooling == Pooling.None ? 1 : context);
    }

    // The operations of the matrices in the blocks.
    private double MatrixFlops()
    {
        var block =
            (IsRecurrent ? Recurrence.FlopsPerToken(this) : ProjectionFlops(Width))
            + (Architecture.HasEncoder ? ProjectionFlops(Width) : 0)
            + FeedForward.FlopsPerToken(Width);
        return (Layers * block) + (Widens ? FirstProjectionFlops - ProjectionFlops(Width) : 0);
    }

    /// <summary>The operations of an attention's projections for one token: two for each weight.</summary>
    /// <param name="outputs">The width that is written.</param>
    internal double ProjectionFlops(int outputs)
    {
        var rows = ((HeadCount + KeyValueHeads) * HeadWidth) + (KeyValueHeads * ValueWidth);
        return 2.0 * (((double)Width * rows) + ((double)HeadCount * ValueWidth * outputs));
    }

    /// <summary>The operations of the projections in the first block: its attention's, and that of its residual path where there is
    /// one.</summary>
    internal double FirstProjectionFlops => AtEmbeddings.ProjectionFlops(Width) + (Widens ? 2.0 * AtEmbeddings.Width * Width : 0);

    private double MixingFlops(int context)
    {
        var own = IsRecurrent ? 0 : OwnMixingFlops(context);
        var across = Architecture.HasEncoder ? Attention.AcrossTexts().FullFlopsPerToken(this, context) : 0;
        return (Layers * (own + across)) + (Widens ? AtEmbeddings.OwnMixingFlops(context) - own : 0);
    }

    /// <summary>The operations of one block's self-attention and of the position encoding in it.</summary>
    internal double OwnMixingFlops(int context) =>
        Position.FlopsPerToken(this)
        + (
            (Architecture.Masks & MaskKinds.Causal) != 0
                ? Attention.FlopsPerToken(this, context)
                : Attention.FullFlopsPerToken(this, context)
        );

    /// <summary>Bytes of decoding state for one sequence; beside an encoder, with keys and values of a source of as many tokens.</summary>
    /// <param name="tokens">Tokens read.</param>
    /// <param name="bytesPerElement">Default 4: float32.</param>
    public long StateBytes(int tokens, int bytesPerElement = 4)
    {
        if (!Architecture.CanGenerate)
            return 0;
        var own = IsRecurrent ? Width : Attention.StateElements(this, tokens);
        var source = Architecture.HasEncoder ? 2L * KeyValueHeads * HeadWidth * tokens : 0;
        var first = Widens ? AtEmbeddings.Attention.StateElements(AtEmbeddings, tokens) - own : 0;
        return ((Layers * (own + source)) + first) * bytesPerElement;
    }
}
