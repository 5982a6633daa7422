using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Self-attention, attention to the encoder's output and feed-forward, each as LN(x + f(x)) (Vaswani et al. 2017).</summary>
public sealed class TransformerDecoderLayer : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, Tensor?, Tensor>, nn.IModule<Tensor, Tensor, Tensor>
{
    private readonly MultiheadAttention self_attn, multihead_attn;
    private readonly Linear linear1, linear2;
    private readonly Dropout dropout, dropout1, dropout2, dropout3;
    private readonly LayerNorm norm1, norm2, norm3;

    internal TransformerDecoderLayer(TransformerLayerShape shape) : base(nameof(TransformerDecoderLayer))
    {
        Shape = shape;
        self_attn = nn.MultiheadAttention(shape.Width, shape.Heads, shape.Dropout);
        multihead_attn = nn.MultiheadAttention(shape.Width, shape.Heads, shape.Dropout);
        linear1 = nn.Linear(shape.Width, shape.FeedForward);
        dropout = nn.Dropout(shape.Dropout);
        linear2 = nn.Linear(shape.FeedForward, shape.Width);
        norm1 = nn.LayerNorm(shape.Width);
        norm2 = nn.LayerNorm(shape.Width);
        norm3 = nn.LayerNorm(shape.Width);
        dropout1 = nn.Dropout(shape.Dropout);
        dropout2 = nn.Dropout(shape.Dropout);
        dropout3 = nn.Dropout(shape.Dropout);
        foreach (var (name, module) in new (string, nn.Module)[]
        {
            ("self_attn", self_attn), ("multihead_attn", multihead_attn), ("linear1", linear1), ("dropout", dropout), ("linear2", linear2),
            ("norm1", norm1), ("norm2", norm2), ("norm3", norm3), ("dropout1", dropout1), ("dropout2", dropout2), ("dropout3", dropout3),
        })
            register_module(name, module);
    }

    internal TransformerLayerShape Shape { get; }

    /// <summary>[T, N, E] and the encoder's output [S, N, E] to [T, N, E].</summary>
    /// <param name="tgt">The sequences.</param>
    /// <param name="memory">The encoder's output.</param>
    /// <param name="tgt_mask">[T, T]: true where there is no attention; or added to the scores; or null.</param>
    /// <param name="memory_mask">[T, S], likewise.</param>
    /// <param name="tgt_key_padding_mask">[N, T]: true where a position does not count; or null.</param>
    /// <param name="memory_key_padding_mask">[N, S], likewise.</param>
    public override Tensor forward(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask, Tensor? tgt_key_padding_mask, Tensor? memory_key_padding_mask)
    {
        using var scope = NewDisposeScope();
        var attended = self_attn.call(tgt, tgt, tgt, tgt_key_padding_mask, need_weights: false, tgt_mask).Item1;
        var x = norm1.call(tgt + dropout1.call(attended));
        attended = multihead_attn.call(x, memory, memory, memory_key_padding_mask, need_weights: false, memory_mask).Item1;
        x = norm2.call(x + dropout2.call(attended));
        var fed = linear2.call(dropout.call(Shape.Activate(linear1.call(x))));
        return norm3.call(x + dropout3.call(fed)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="forward"/>
    public new Tensor call(Tensor tgt, Tensor memory, Tensor? tgt_mask, Tensor? memory_mask = null, Tensor? tgt_key_padding_mask = null, Tensor? memory_key_padding_mask = null) =>
        base.call(tgt, memory, tgt_mask, memory_mask, tgt_key_padding_mask, memory_key_padding_mask);

    /// <summary>[T, N, E] and the encoder's output [S, N, E] to [T, N, E].</summary>
    public Tensor call(Tensor tgt, Tensor memory) => base.call(tgt, memory, null, null, null, null);
}
