using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>How a layer of the original transformer is built.</summary>
internal sealed record TransformerLayerShape(long Width, long Heads, long FeedForward, double Dropout, nn.Activations Activation)
{
    internal Tensor Activate(Tensor x) => Activation == nn.Activations.GELU ? nn.functional.gelu(x) : nn.functional.relu(x);
}

/// <summary>Self-attention and feed-forward, each as LN(x + f(x)) (Vaswani et al. 2017).</summary>
public sealed class TransformerEncoderLayer : nn.Module<Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
{
    private readonly MultiheadAttention self_attn;
    private readonly Linear linear1, linear2;
    private readonly Dropout dropout, dropout1, dropout2;
    private readonly LayerNorm norm1, norm2;

    internal TransformerEncoderLayer(TransformerLayerShape shape) : base(nameof(TransformerEncoderLayer))
    {
        Shape = shape;
        self_attn = nn.MultiheadAttention(shape.Width, shape.Heads, shape.Dropout);
        linear1 = nn.Linear(shape.Width, shape.FeedForward);
        dropout = nn.Dropout(shape.Dropout);
        linear2 = nn.Linear(shape.FeedForward, shape.Width);
        norm1 = nn.LayerNorm(shape.Width);
        norm2 = nn.LayerNorm(shape.Width);
        dropout1 = nn.Dropout(shape.Dropout);
        dropout2 = nn.Dropout(shape.Dropout);
        foreach (var (name, module) in new (string, nn.Module)[] { ("self_attn", self_attn), ("linear1", linear1), ("dropout", dropout), ("linear2", linear2), ("norm1", norm1), ("norm2", norm2), ("dropout1", dropout1), ("dropout2", dropout2) })
            register_module(name, module);
    }

    internal TransformerLayerShape Shape { get; }

    /// <summary>[S, N, E] to the same.</summary>
    public override Tensor forward(Tensor src) => Forward(src, null, null);

    /// <summary>[S, N, E] to the same.</summary>
    /// <param name="src">The sequences.</param>
    /// <param name="src_mask">[S, S]: Boolean, true where there is no attention; or added to the scores; or null.</param>
    public Tensor call(Tensor src, Tensor? src_mask) => Forward(src, src_mask, null);

    /// <summary>[S, N, E] to the same.</summary>
    /// <param name="src">The sequences.</param>
    /// <param name="src_mask">[S, S]: Boolean, true where there is no attention; or added to the scores; or null.</param>
    /// <param name="src_key_padding_mask">[N, S]: true where a position does not count; or null.</param>
    public Tensor call(Tensor src, Tensor? src_mask, Tensor? src_key_padding_mask) => Forward(src, src_mask, src_key_padding_mask);

    private Tensor Forward(Tensor src, Tensor? mask, Tensor? paddingMask)
    {
        using var scope = NewDisposeScope();
        var attended = self_attn.call(src, src, src, paddingMask, need_weights: false, mask).Item1;
        var x = norm1.call(src + dropout1.call(attended));
        var fed = linear2.call(dropout.call(Shape.Activate(linear1.call(x))));
        return norm2.call(x + dropout2.call(fed)).MoveToOuterDisposeScope();
    }
}
