using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// What a query may see, and what is added to its scores. Query i of T stands at position i + S - T among the S keys, so that the last
/// query stands at the last key.
/// </summary>
/// <remarks>
/// Key j is seen when it is no padding, and j &lt; prefix or (not causal or j at most at the query's position) and (no window or nearer
/// than the window).
/// </remarks>
public readonly record struct AttentionTerms
{
    /// <summary>Every earlier key, and no later one.</summary>
    public static AttentionTerms CausalOnly => new() { Causal = true };

    /// <summary>The factor on q . k. Default null: 1 / sqrt(K).</summary>
    public double? Scale { get; init; }

    /// <summary>Whether keys after a query are hidden. Default false.</summary>
    public bool Causal { get; init; }

    /// <summary>
    /// Keys at this distance or farther are hidden: a window of w shows w keys under a causal mask, 2w - 1 without. Default 0: no window.
    /// </summary>
    public long Window { get; init; }

    /// <summary>[B] int64: the first keys of each sequence, which every query sees (a prefix-LM). Default null: none.</summary>
    public Tensor? Prefix { get; init; }

    /// <summary>
    /// [B, S] bool, true for keys that do not count, as PyTorch's key_padding_mask. Default null: all count. A query without any key gets
    /// zeros.
    /// </summary>
    public Tensor? KeyPadding { get; init; }

    /// <summary>
    /// [H, T + S - 1]: added to the scaled score of query i and key j is entry i - j + S - 1, one number a distance (ALiBi; T5's buckets
    /// spread out). Differentiable. Default null: nothing.
    /// </summary>
    public Tensor? Bias { get; init; }

    /// <summary>
    /// [B, H, T, 2c + 1]: added is entry c + (distance from the query's position to the key, clipped to [-c, c]): with q times the
    /// embeddings of distances, the term of Shaw et al. 2018, equation 5. Differentiable. Default null: nothing.
    /// </summary>
    public Tensor? Relative { get; init; }

    /// <summary>The probability that a weight is dropped, in [0, 1]. Default 0.</summary>
    public double Dropout { get; init; }

    /// <summary>The masks' stream: element ((h B + b) T + i) S + j, the order of [H, B, T, S].</summary>
    public RandomStream DropoutStream { get; init; }
}
