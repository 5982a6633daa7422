using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// softmax(scale q k^T + bias, over the visible keys) v. For float32 on the CPU, a tiled kernel computes forward and backward in memory
/// linear in T (Dao et al. 2022, "FlashAttention"). On CUDA, libtorch's fused attention is used where it supports the terms. All other
/// cases use plain operators.
/// </summary>
/// <remarks>
/// Legend: B batch, H query heads, G key/value heads (query head h reads key head h / (H / G)), T queries, S keys, K head width.
/// </remarks>
public static partial class FusedAttention
{
    /// <summary>Whether the kernel supports tensors like this.</summary>
    /// <param name="like">The queries.</param>
    public static bool Takes(Tensor like) => NativeKernels.Takes("attention", like);

    /// <summary>Attention of queries to keys and values.</summary>
    /// <param name="q">[B, H, T, K], any strides.</param>
    /// <param name="k">[B, G, S, K]; G divides H.</param>
    /// <param name="v">[B, G, S, K]</param>
    /// <param name="terms">Masks and score terms.</param>
    /// <returns> [B, H, T, K]; the kernel's result has the memory layout [B, T, H, K], so that merging the heads needs no copy. Zero for a
    /// query without visible keys.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or values are invalid.</exception>
    public static Tensor attention(Tensor q, Tensor k, Tensor v, in AttentionTerms terms)
    {
        var shape = AttentionShape.Of(q, k, v);
        shape.Check(terms, q);
        if (Takes(q))
            return AttentionFunction.Run(q, k, v, shape, terms);
        return q.device_type == DeviceType.CUDA && LibraryTakes(shape, terms)
            ? Library(q, k, v, shape, terms)
            : Composite(q, k, v, shape, terms);
    }

    /// <summary>
    /// Attention on a packed projection of queries, keys and values; the gradient is one tensor too.
    /// </summary>
    /// <param name="qkv">[B, T, H + 2G, K]: all query heads, all key heads, all value heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="terms">Masks and score terms.</param>
    /// <param name="rotary">Rotary tables for queries and keys; null for no rotation.</param>
    /// <returns>[B, H, T, K]</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or values are invalid.</exception>
    public static Tensor self_attention(Tensor qkv, long heads, in AttentionTerms terms, RotaryTables? rotary = null)
    {
        var shape = AttentionShape.OfPacked(qkv, heads);
        if (rotary is { } tables)
            Rotary.Refuse(qkv, shape.Queries, shape.Width, tables, 0);
        if (!Takes(qkv))
            return Unpacked(qkv, shape, terms, rotary);
        shape.Check(terms, qkv);
        return SelfAttentionFunction.Run(qkv, shape, terms, rotary);
    }

    private static Tensor Unpacked(Tensor qkv, in AttentionShape shape, in AttentionTerms terms, RotaryTables? rotary)
    {
        using var scope = NewDisposeScope();
        var parts = qkv.transpose(1, 2).split([shape.Heads, shape.Groups, shape.Groups], 1); // [B, H, T, K], 2 x [B, G, T, K]
        return attention(Rotated(parts[0]), Rotated(parts[1]), parts[2], terms).MoveToOuterDisposeScope();

        Tensor Rotated(Tensor x) => rotary is { } tables ? Rotary.rotate(x, tables.Cosine, tables.Sine, tables.Layout) : x;
    }
}
