using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedAttention
{
    /// <summary>
    /// Whether scaled_dot_product_attention computes this without an array of all pairs: plain or causal attention. Its mask cannot say
    /// that a query sees nothing, and its dropout has masks of its own.
    /// </summary>
    /// <param name="shape">Its causal mask begins at the first key, ours ends at the last: they agree for as many queries as keys, and one
    /// query sees all.</param>
    /// <param name="terms">What is seen, and what is added.</param>
    internal static bool LibraryTakes(in AttentionShape shape, in AttentionTerms terms) =>
        terms is { Window: 0, Prefix: null, KeyPadding: null, Bias: null, Relative: null, Dropout: 0 }
        && (!terms.Causal || shape.Queries == shape.Keys || shape.Queries == 1);

    /// <summary>By scaled_dot_product_attention: FlashAttention or its like on CUDA.</summary>
    internal static Tensor Library(Tensor q, Tensor k, Tensor v, in AttentionShape shape, in AttentionTerms terms) =>
        ScriptedOperators.scaled_dot_product_attention(q, k, v, null, terms.Causal && shape.Queries > 1, shape.Scale(terms));
}
