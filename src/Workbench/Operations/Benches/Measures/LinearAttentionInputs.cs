using Workbench.Kernels;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Causal linear attention with elu + 1, at the shapes of <see cref="AttentionInputs"/>.</summary>
internal static class LinearAttentionInputs
{
    /// <summary>Forward and backward.</summary>
    /// <param name="tokens">T.</param>
    public static Work BothWays(int tokens)
    {
        var q = Work.Leaf("q", AttentionInputs.Heads, 1, 1, tokens, AttentionInputs.Width); // [G, R, B, T, K]
        var (k, v) = (Work.Leaf("k", AttentionInputs.Heads, 1, tokens, AttentionInputs.Width), Work.Leaf("v", AttentionInputs.Heads, 1, tokens, AttentionInputs.Width)); // [G, B, T, K]
        return Work.BothWays(() => CausalLinearAttention.causal_linear_attention(q, k, v, FeatureMap.Elu), [q, k, v]);
    }
}
