using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedAttention
{
    /// <summary>
    /// Whether scaled_dot_product_attention computes this without an array of all pairs: plain or causal attention. Its mask cannot say
    /// that a query sees nothing, and its dropout has masks of its own.
    /// </summary>
    /// <param name="shape">Its causal mask begins at the first key, ours ends at the last: they agree for as many queries as keys, and one query sees all.</param>
    /// <param name="terms">What is seen, and what is added.</param>
    internal static bool LibraryTakes(in AttentionShape shape, in AttentionTerms terms) =>
        terms is { Window: 0, Prefix: null, KeyPadding: null, Bias: null, Relative: null, Dropout: 0 }
        && (!terms.Causal || shape.Queries == shape.Keys || shape.Queries == 1);

    /// <summary>By scaled_dot_product_attention: FlashAttention or its like on CUDA.</summary>
    internal static Tensor Library(Tensor q, Tensor k, Tensor v, in AttentionShape shape, in AttentionTerms terms)
    {
        using var scope = NewDisposeScope();
        var asked = terms.Scale is { } scale ? q * (scale * Math.Sqrt(shape.Width)) : q; // it divides by sqrt(K)
        return nn.functional.scaled_dot_product_attention(asked, Shared(k, shape), Shared(v, shape), null, 0, terms.Causal && shape.Queries > 1)
            .MoveToOuterDisposeScope();

        // [B, G, S, K] to [B, H, S, K]; with one group it is a view.
        static Tensor Shared(Tensor x, in AttentionShape shape) => shape.Groups == shape.Heads
            ? x
            : x.unsqueeze(2).expand(shape.Batch, shape.Groups, shape.Heads / shape.Groups, shape.Keys, shape.Width).flatten(1, 2);
    }
}
