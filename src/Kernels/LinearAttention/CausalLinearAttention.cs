using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Causal linear attention: sum over s &lt;= t of e_ts (phi(q_t) . phi(k_s)) v_s, divided by the same sum without v_s (Katharopoulos et al.
/// 2020, "Transformers are RNNs"), e_ts = 1 or exp(u_t + w_s) (gates: Peng et al. 2021; running maximum: Choromanski et al. 2021). Time and
/// memory, including gradients, are linear in T.
/// </summary>
/// <remarks>
/// Legend: G key/value heads, R query heads sharing one, B batch, T tokens, F features, K value width, D features of the denominator.
/// </remarks>
public static partial class CausalLinearAttention
{
    internal const string Kernel = "linear-attention";

    /// <summary>Attention over a full sequence.</summary>
    /// <param name="q">[G, R, B, T, F], a floating dtype, any strides and device.</param>
    /// <param name="k">[G, B, T, F]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="map">The feature map for q and k. Default: none, q and k are features already.</param>
    /// <param name="weights">Weights of pairs; default all 1.</param>
    /// <param name="totals">Features of the denominator; default: those of q and k. Cannot be combined with a map, and requires a
    /// floor.</param>
    /// <param name="floor">Lower bound of the denominator, above 0; null: no division (additive fast weights).</param>
    /// <param name="chunk">Chunk length of the parallel form in tokens, at least 1 (the kernel uses at most 128). Affects only speed and
    /// rounding.</param>
    /// <returns>[G, R, B, T, K]; the kernel's result has the memory layout [B, T, G, R, K]. Differentiable any number of times.</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or devices do not match.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The floor or the chunk is out of range.</exception>
    public static Tensor causal_linear_attention(
        Tensor q,
        Tensor k,
        Tensor v,
        FeatureMap map = FeatureMap.None,
        PairWeights? weights = null,
        TotalFeatures? totals = null,
        double? floor = 1e-12,
        long chunk = 64
    )
    {
        var call = new Call(q, k, v, map, weights, totals, null, floor, chunk);
        Check(call);
        return Run(call, moves: false).Output;
    }

    /// <summary>
    /// Attention over the tokens that follow a state, and the new state: the recurrent form, for one or more tokens.
    /// </summary>
    /// <param name="state">The state after the previous tokens; null before the first token.</param>
    /// <param name="q">[G, R, B, T, F]; the rest as in <see cref="causal_linear_attention"/>.</param>
    /// <param name="k">[G, B, T, F]</param>
    /// <param name="v">[G, B, T, K]</param>
    /// <param name="map">The feature map for q and k.</param>
    /// <param name="weights">Weights of pairs; with a state, <c>before</c> must be the query logarithm of the last token read.</param>
    /// <param name="totals">Features of the denominator.</param>
    /// <param name="floor">Lower bound of the denominator; null: no division, and no normaliser in the state.</param>
    /// <param name="chunk">Chunk length of the parallel form in tokens.</param>
    /// <returns>[G, R, B, T, K], and the new state. Differentiable, also with respect to <paramref name="state"/>.</returns>
    public static (Tensor Output, LinearState State) causal_linear_attention_from(
        LinearState? state,
        Tensor q,
        Tensor k,
        Tensor v,
        FeatureMap map = FeatureMap.None,
        PairWeights? weights = null,
        TotalFeatures? totals = null,
        double? floor = 1e-12,
        long chunk = 64
    )
    {
        var call = new Call(q, k, v, map, weights, totals, state, floor, chunk);
        Check(call);
        var (output, moved) = Run(call, moves: true);
        return (output, moved!);
    }

    internal sealed record Call(
        Tensor Q,
        Tensor K,
        Tensor V,
        FeatureMap Map,
        PairWeights? Weights,
        TotalFeatures? Totals,
        LinearState? State,
        double? Floor,
        long Chunk
    );

    private static (Tensor Output, LinearState? State) Run(Call call, bool moves) =>
        NativeKernels.Takes(Kernel, call.Q) ? LinearAttentionFunction.Run(call, moves) : Composite(call, moves);

    private static void Check(Call call)
    {
        var (q, k, v, weights, totals, state) = (call.Q, call.K, call.V, call.Weights, call.Totals, call.State);
        const string Name = nameof(causal_linear_attention);
        LinearShapes.Features(Name, q, k, v);
        var (groups, shared, batch, tokens, features) = (q.shape[0], q.shape[1], q.shape[2], q.shape[3], q.shape[4]);
        var fits = new LinearShapes(Name, q);
        if (weights is not null)
        {
            fits.Check(weights.query, "weights.query [G, B, T]", groups, batch, tokens);
            fits.Check(weights.key, "weights.key [G, B, T]", groups, batch, tokens);
            fits.Check(weights.before, "weights.before [G, B]", groups, batch);
        }
        if (totals is not null)
        {
            if (call.Map != FeatureMap.None || call.Floor is null)
            {
                throw new ArgumentException(
                    $"{Name}: features of the denominator need finished features and a floor, not map = {call.Map} "
                        + $"and floor = "
                        + $"{(call.Floor is { } at ? at.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null")}",
                    nameof(totals)
                );
            }
            var own = totals.query?.dim() == 5 ? totals.query.shape[4] : 0;
            fits.Check(totals.query, "totals.query [G, R, B, T, D]", groups, shared, batch, tokens, own);
            fits.Check(totals.key, "totals.key [G, B, T, D]", groups, batch, tokens, own);
            features = own;
        }
        if (state is not null)
        {
            fits.Check(state.sums, "state.sums [G, B, F, K]", groups, batch, q.shape[4], v.shape[3]);
            if (call.Floor is not null)
                fits.Check(state.normaliser, "state.normaliser [G, B, D]", groups, batch, features);
            else if (state.normaliser is not null)
                throw new ArgumentException(
                    $"{Name}: without a floor nothing is divided, and a state has no normaliser; leave it null",
                    nameof(state)
                );
        }
        if (call.Floor is { } floor && !(floor > 0 && double.IsFinite(floor)))
            throw new ArgumentOutOfRangeException(
                nameof(floor),
                floor,
                $"{Name}: the floor of the denominator is a finite number above 0, or null for no division"
            );
        LinearShapes.Chunk(Name, call.Chunk);
    }
}
