using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Operations.Benches.Measures;

/// <summary>Causal linear attention with elu + 1, at the shapes of <see cref="AttentionInputs"/>.</summary>
internal static class LinearAttentionInputs
{
    private const int Chunk = 64;

    /// <summary>Forward and backward.</summary>
    /// <param name="tokens">T, a multiple of the chunk.</param>
    public static Work BothWays(int tokens)
    {
        var (q, k, v) = (Work.Leaf("q", 1, AttentionInputs.Heads, tokens, AttentionInputs.Width), Work.Leaf("k", 1, AttentionInputs.Heads, tokens, AttentionInputs.Width),
            Work.Leaf("v", 1, AttentionInputs.Heads, tokens, AttentionInputs.Width));
        return Work.BothWays(() => Mixed(q, k, v, tokens), [q, k, v]);
    }

    // By plain operators: chunks that are mixed in parallel, with the sums of all chunks before.
    private static Tensor Mixed(Tensor q, Tensor k, Tensor v, int tokens)
    {
        long[] shape = [AttentionInputs.Heads, tokens / Chunk, Chunk, AttentionInputs.Width];
        var (asked, keys, values) = (Features(q).view(shape), Features(k).view(shape), v.view(shape)); // [H, N, C, K]
        var sums = matmul(keys.transpose(-1, -2), values).cumsum(1); // [H, N, K, K]
        var totals = keys.sum(2, keepdim: true).cumsum(1); // [H, N, 1, K]
        var before = cat([zeros_like(sums.narrow(1, 0, 1)), sums.narrow(1, 0, sums.shape[1] - 1)], 1);
        var totalsBefore = cat([zeros_like(totals.narrow(1, 0, 1)), totals.narrow(1, 0, totals.shape[1] - 1)], 1);
        var weights = matmul(asked, keys.transpose(-1, -2)).tril(); // [H, N, C, C]
        var numerator = matmul(weights, values) + matmul(asked, before);
        var denominator = weights.sum(-1, keepdim: true) + (asked * totalsBefore).sum(-1, keepdim: true);
        return numerator / denominator;
    }

    private static Tensor Features(Tensor x) => nn.functional.elu(x, 1) + 1;
}
