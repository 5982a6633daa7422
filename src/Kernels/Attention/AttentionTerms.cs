using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// Masks and score terms of an attention. Query i of T is at position i + S - T among the S keys, so the last query is at the position of
/// the last key.
/// </summary>
/// <remarks>
/// Key j is visible if it is not padding and (j &lt; prefix, or (not causal or j &lt;= the query's position) and (no window or |distance|
/// &lt; window)).
/// </remarks>
public readonly record struct AttentionTerms
{
    /// <summary>A causal mask and nothing else.</summary>
    public static AttentionTerms CausalOnly => new() { Causal = true };

    /// <summary>The factor on q . k. Default null: 1 / sqrt(K).</summary>
    public double? Scale { get; init; }

    /// <summary>Whether keys after a query are hidden. Default false.</summary>
    public bool Causal { get; init; }

    /// <summary>
    /// Keys at this distance or farther are hidden: a window of w leaves w keys visible with a causal mask and 2w - 1 without. Default 0:
    /// no window.
    /// </summary>
    public long Window { get; init; }

    /// <summary>[B] int64: number of first keys of each sequence that are visible to every query (prefix LM). Default null: none.</summary>
    public Tensor? Prefix { get; init; }

    /// <summary>
    /// [B, S] bool, true for keys to ignore, like PyTorch's key_padding_mask. Default null: none. The output of a query without visible
    /// keys is zero.
    /// </summary>
    public Tensor? KeyPadding { get; init; }

    /// <summary>
    /// [H, T + S - 1]: a bias by distance; entry i - j + S - 1 is added to the scaled score of query i and key j (ALiBi; T5 with one entry
    /// per distance). Differentiable. Default null: none.
    /// </summary>
    public Tensor? Bias { get; init; }

    /// <summary>
    /// [B, H, T, 2c + 1]: a bias by query and distance; entry c + (key position minus query position, clipped to [-c, c]) is added to the
    /// score. With the products of q and distance embeddings this is the term of Shaw et al. 2018, equation 5. Differentiable. Default
    /// null: none.
    /// </summary>
    public Tensor? Relative { get; init; }

    /// <summary>The dropout probability of attention weights, in [0, 1]. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>The random stream of the dropout mask; weight (b, h, i, j) uses element ((h B + b) T + i) S + j, the order of [H, B, T,
    /// S].</summary>
    public RandomStream DropoutStream { get; init; }

    /// <summary>The place of these B sequences in the batch whose mask is used. Default: they are the whole batch.</summary>
    public BatchRows DropoutRows { get; init; }
}
