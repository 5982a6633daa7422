using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>What all measures of attention have in common: batch 1, 8 heads of 64, causal.</summary>
internal static class AttentionInputs
{
    public const int Heads = 8, Width = 64;

    /// <summary>Forward and backward of the attention of so many tokens to themselves.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="keyHeads">Key/value heads.</param>
    /// <param name="terms">What is seen, and what is added.</param>
    /// <param name="held">What the terms hold, freed with the rest.</param>
    public static Work BothWays(int tokens, int keyHeads, AttentionTerms terms, params IReadOnlyList<Tensor> held)
    {
        var (q, k, v) = (Work.Leaf("q", 1, Heads, tokens, Width), Work.Leaf("k", 1, keyHeads, tokens, Width), Work.Leaf("v", 1, keyHeads, tokens, Width));
        return Work.BothWays(() => FusedAttention.attention(q, k, v, terms), [q, k, v], held);
    }

    /// <summary>Operations that causal attention cannot do without: seven products over half of the T x T pairs, two of them forward.</summary>
    public static double Flops(int tokens) => 7.0 * tokens * tokens * Width * Heads;

    /// <summary>Bytes that must be read and written: q, k, v and the gradient in, the output and three gradients out.</summary>
    public static double Bytes(int tokens) => 8.0 * tokens * Width * Heads * sizeof(float);
}
