using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// The delta rule for fast weights: S_t = S_(t-1) + beta_t k_t (v_t - k_t S_(t-1)), out_t = q_t S_t. The value stored under a key is
/// replaced, not added to (Schlag, Irie, Schmidhuber 2021, "Linear Transformers Are Secretly Fast Weight Programmers"). Keys should have
/// unit norm. Chunked as in Yang et al. 2024, "Parallelizing Linear Transformers with the Delta Rule": each chunk solves a triangular
/// system.
/// </summary>
/// <remarks>Legend: G key/value heads, R query heads sharing one, B batch, T tokens, F key width, K value width.</remarks>
public static class DeltaRule
{
    /// <summary>Outputs over a full sequence.</summary>
    /// <param name="q">[G, R, B, T, F], a floating dtype, any strides and device.</param>
    /// <param name="k">[G, B, T, F]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="beta">[G, B, T]: the learning rate of each token, normally in [0, 1] (1 replaces the old value completely).</param>
    /// <param name="chunk">Chunk length of the parallel form in tokens, at least 1 (the kernel uses at most 128). Affects only speed and
    /// rounding.</param>
    /// <returns>[G, R, B, T, K]; the kernel's result has the memory layout [B, T, G, R, K]. Differentiable any number of times.</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The chunk is out of range.</exception>
    public static Tensor delta_rule(Tensor q, Tensor k, Tensor v, Tensor beta, long chunk = 64)
    {
        Check(q, k, v, beta, null, chunk);
        return Run(q, k, v, beta, null, chunk, moves: false).Output;
    }

    /// <summary>
    /// Outputs over the tokens that follow a state, and the new state: the recurrent form, for one or more tokens.
    /// </summary>
    /// <param name="state">S [G, B, F, K] after the previous tokens; null before the first token.</param>
    /// <param name="q">[G, R, B, T, F]; the rest as in <see cref="delta_rule"/>.</param>
    /// <param name="k">[G, B, T, F]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="beta">[G, B, T]</param>
    /// <param name="chunk">Chunk length of the parallel form in tokens.</param>
    /// <returns>[G, R, B, T, K], and the new S. Differentiable, also with respect to <paramref name="state"/>.</returns>
    public static (Tensor Output, Tensor State) delta_rule_from(Tensor? state, Tensor q, Tensor k, Tensor v, Tensor beta, long chunk = 64)
    {
        Check(q, k, v, beta, state, chunk);
        var (output, moved) = Run(q, k, v, beta, state, chunk, moves: true);
        return (output, moved!);
    }

    private static (Tensor Output, Tensor? State) Run(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? state, long chunk, bool moves)
    {
        if (NativeKernels.Takes(CausalLinearAttention.Kernel, q))
            return DeltaRuleFunction.Run(q, k, v, beta, state, new(chunk, moves));
        var (output, moved) = Composite(q, k, v, beta, state);
        if (moves)
            return (output, moved);
        moved.Dispose();
        return (output, null);
    }

    /// <summary>Reference implementation, token by token.</summary>
    internal static (Tensor Output, Tensor State) Composite(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? state)
    {
        using var scope = NewDisposeScope();
        var (output, reached) = Computed(q, k, v, beta, state);
        return (output.MoveToOuterDisposeScope(), reached.MoveToOuterDisposeScope());
    }

    private static (Tensor Output, Tensor State) Computed(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? state)
    {
        var (groups, shared, batch, tokens, features) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var width = v.shape[3];
        var reached = state ?? zeros([groups, batch, features, width], v.dtype, v.device); // [G, B, F, K]
        if (tokens == 0)
            return (zeros([groups, shared, batch, 0, width], v.dtype, v.device), reached.clone());
        var rows = new List<Tensor>();
        for (long t = 0; t < tokens; t++)
        {
            var key = k.select(2, t).unsqueeze(-1); // [G, B, F, 1]
            var error = v.select(2, t).unsqueeze(-2) - (key * reached).sum([-2L], keepdim: true); // [G, B, 1, K]
            reached = reached + key * (beta.select(2, t).unsqueeze(-1).unsqueeze(-1) * error);
            rows.Add((q.select(3, t).unsqueeze(-1) * reached.unsqueeze(1)).sum([-2L])); // [G, R, B, K]
        }
        return (stack(rows, 3), reached);
    }

    private static void Check(Tensor q, Tensor k, Tensor v, Tensor beta, Tensor? state, long chunk)
    {
        const string Name = nameof(delta_rule);
        LinearShapes.Features(Name, q, k, v);
        var fits = new LinearShapes(Name, q);
        fits.Check(beta, "beta [G, B, T]", q.shape[0], q.shape[2], q.shape[3]);
        if (state is not null)
            fits.Check(state, "state [G, B, F, K]", q.shape[0], q.shape[2], q.shape[4], v.shape[3]);
        LinearShapes.Chunk(Name, chunk);
    }
}
