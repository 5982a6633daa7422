using static TorchSharp.torch;

namespace Workbench.Kernels;

public static partial class FusedAttention
{
    /// <summary>
    /// Whether scaled_dot_product_attention can compute this call without materialising the scores: unmasked or causal attention without
    /// other terms. It does not support queries without visible keys, and its dropout uses other masks.
    /// </summary>
    /// <param name="shape">The sizes. libtorch aligns the causal mask to the first key, this library to the last; they agree when T = S,
    /// and a single query needs no mask.</param>
    /// <param name="terms">Masks and score terms.</param>
    internal static bool LibraryTakes(in AttentionShape shape, in AttentionTerms terms) =>
        terms is { Window: 0, Prefix: null, KeyPadding: null, Bias: null, Relative: null, Dropout: 0 }
        && (!terms.Causal || shape.Queries == shape.Keys || shape.Queries == 1);

    /// <summary>Calls scaled_dot_product_attention, which uses FlashAttention or a similar kernel on CUDA.</summary>
    internal static Tensor Library(Tensor q, Tensor k, Tensor v, in AttentionShape shape, in AttentionTerms terms) =>
        ScriptedOperators.scaled_dot_product_attention(q, k, v, null, terms.Causal && shape.Queries > 1, shape.Scale(terms));
}
