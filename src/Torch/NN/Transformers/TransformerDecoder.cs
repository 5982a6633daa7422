using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Decoder layers one after the other.</summary>
public sealed class TransformerDecoder : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>
{
    private readonly ModuleList<TransformerDecoderLayer> layers = new();
    private readonly LayerNorm? norm;

    internal TransformerDecoder(TransformerDecoderLayer layer, long count, LayerNorm? norm) : base(nameof(TransformerDecoder))
    {
        for (var i = 0; i < count; i++) layers.Add(Copy(layer));
        register_module("layers", layers);
        this.norm = norm;
        if (norm is not null) register_module("norm", norm);
    }

    /// <inheritdoc cref="TransformerDecoderLayer.forward"/>
    public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null)
    {
        using var scope = NewDisposeScope();
        var x = tgt;
        foreach (var layer in layers) x = layer.call(x, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);
        if (norm is not null) x = norm.call(x);
        return ReferenceEquals(x, tgt) ? x.alias().MoveToOuterDisposeScope() : x.MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="TransformerDecoderLayer.forward"/>
    public new Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null) =>
        base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);

    /// <summary>[T, N, E] and the encoder's output [S, N, E] to [T, N, E].</summary>
    public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null, null, null, null);

    private static TransformerDecoderLayer Copy(TransformerDecoderLayer layer)
    {
        var copy = new TransformerDecoderLayer(layer.Shape);
        copy.load_state_dict(layer.state_dict());
        copy.train(layer.training);
        return copy;
    }
}
