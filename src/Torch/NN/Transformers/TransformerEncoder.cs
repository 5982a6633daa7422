using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Encoder layers one after the other.</summary>
public sealed class TransformerEncoder : nn.Module<Tensor, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor?, Tensor>, nn.IModule<Tensor, Tensor>
{
    private readonly ModuleList<TransformerEncoderLayer> layers = new();
    private readonly LayerNorm? norm;

    internal TransformerEncoder(TransformerEncoderLayer layer, long count, LayerNorm? norm) : base(nameof(TransformerEncoder))
    {
        // Every layer starts as a copy of the one given, as in PyTorch.
        for (var i = 0; i < count; i++) layers.Add(Copy(layer));
        register_module("layers", layers);
        this.norm = norm;
        if (norm is not null) register_module("norm", norm);
    }

    /// <summary>The nonlinearity of the feed-forward part.</summary>
    public enum Activations
    {
        /// <summary>max(0, x).</summary>
        ReLU = 0,

        /// <summary>x Phi(x).</summary>
        GELU = 1,
    }

    /// <summary>[S, N, E] to the same.</summary>
    /// <param name="src">The sequences.</param>
    /// <param name="src_mask">[S, S]: Boolean, true where there is no attention; or added to the scores; or null.</param>
    /// <param name="src_key_padding_mask">[N, S]: true where a position does not count; or null.</param>
    public override Tensor forward(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask)
    {
        using var scope = NewDisposeScope();
        var x = src;
        foreach (var layer in layers) x = layer.call(x, src_mask, src_key_padding_mask);
        if (norm is not null) x = norm.call(x);
        return ReferenceEquals(x, src) ? x.alias().MoveToOuterDisposeScope() : x.MoveToOuterDisposeScope();
    }

    /// <summary>[S, N, E] to the same.</summary>
    /// <param name="src">The sequences.</param>
    /// <param name="src_mask">[S, S]: Boolean, true where there is no attention; or added to the scores; or null.</param>
    public Tensor call(Tensor src, Tensor? src_mask) => base.call(src, src_mask, null);

    /// <summary>[S, N, E] to the same.</summary>
    public Tensor call(Tensor src) => base.call(src, null, null);

    private static TransformerEncoderLayer Copy(TransformerEncoderLayer layer)
    {
        var copy = new TransformerEncoderLayer(layer.Shape);
        copy.load_state_dict(layer.state_dict());
        copy.train(layer.training);
        return copy;
    }
}
