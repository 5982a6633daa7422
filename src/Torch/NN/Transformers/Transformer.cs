using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The original encoder-decoder transformer, without embeddings (Vaswani et al. 2017); matrices start as Glorot's.</summary>
public sealed class Transformer : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly TransformerEncoder encoder;
    private readonly TransformerDecoder decoder;

    internal Transformer(TransformerLayerShape shape, long encoderLayers, long decoderLayers) : base(nameof(Transformer))
    {
        using var encoderLayer = new TransformerEncoderLayer(shape);
        using var decoderLayer = new TransformerDecoderLayer(shape);
        encoder = new TransformerEncoder(encoderLayer, encoderLayers, nn.LayerNorm(shape.Width));
        decoder = new TransformerDecoder(decoderLayer, decoderLayers, nn.LayerNorm(shape.Width));
        register_module("encoder", encoder);
        register_module("decoder", decoder);
        foreach (var parameter in parameters())
        {
            if (parameter.dim() > 1) nn.init.xavier_uniform_(parameter);
        }
    }

    /// <summary>Source [S, N, E] and target [T, N, E] to [T, N, E].</summary>
    public override Tensor forward(Tensor src, Tensor tgt) => Forward(src, tgt, null, null, null, null, null, null);

    /// <summary>Source [S, N, E] and target [T, N, E] to [T, N, E].</summary>
    /// <param name="src">The source sequences.</param>
    /// <param name="tgt">The target sequences.</param>
    /// <param name="src_mask">[S, S]: true where there is no attention; or added to the scores; or null.</param>
    /// <param name="tgt_mask">[T, T], likewise.</param>
    /// <param name="memory_mask">[T, S], likewise.</param>
    /// <param name="src_key_padding_mask">[N, S]: true where a position does not count; or null.</param>
    /// <param name="tgt_key_padding_mask">[N, T], likewise.</param>
    /// <param name="memory_key_padding_mask">[N, S], likewise.</param>
    public Tensor call(Tensor src, Tensor tgt, Tensor src_mask, Tensor? tgt_mask = null, Tensor? memory_mask = null, Tensor? src_key_padding_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null) =>
        Forward(src, tgt, src_mask, tgt_mask, memory_mask, src_key_padding_mask, tgt_key_padding_mask, memory_key_padding_mask);

    private Tensor Forward(Tensor src, Tensor tgt, Tensor? srcMask, Tensor? tgtMask, Tensor? memoryMask, Tensor? srcPadding, Tensor? tgtPadding, Tensor? memoryPadding)
    {
        using var memory = encoder.call(src, srcMask, srcPadding);
        return decoder.call(tgt, memory, tgtMask, memoryMask, tgtPadding, memoryPadding);
    }
}
