using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// softmax(scale q k^T + bias, over the keys that a query sees) v. On the CPU in float32 tile by tile, forward and backward, in memory that
/// grows with T (Dao et al. 2022, "FlashAttention"); on CUDA by libtorch's own fused attention where it knows the terms; elsewhere by plain
/// operators.
/// </summary>
/// <remarks>
/// Legend: B batch, H query heads, G key/value heads (query head h reads key head h / (H / G)), T queries, S keys, K head width.
/// </remarks>
public static partial class FusedAttention
{
    /// <summary>Whether tensors like this go to the kernel.</summary>
    /// <param name="like">The queries.</param>
    public static bool Takes(Tensor like) => NativeKernels.Takes("attention", like);

    /// <summary>The attention of queries to keys and values.</summary>
    /// <param name="q">[B, H, T, K], any strides.</param>
    /// <param name="k">[B, G, S, K]; G divides H.</param>
    /// <param name="v">[B, G, S, K]</param>
    /// <param name="terms">What is seen, and what is added.</param>
    /// <returns>
    /// [B, H, T, K]; from the kernel it lies in memory as [B, T, H, K], so that joining the heads copies nothing. Zeros for a query that
    /// sees no key.
    /// </returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or numbers do not fit; the message says which.</exception>
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
    /// The same of one packed projection: queries, keys and values of one sequence side by side, whose gradient comes as one tensor too.
    /// </summary>
    /// <param name="qkv">[B, T, H + 2G, K]: all query heads, all key heads, all value heads.</param>
    /// <param name="heads">H.</param>
    /// <param name="terms">What is seen, and what is added.</param>
    /// <param name="rotary">How queries and keys are turned before; null: not at all.</param>
    /// <returns>[B, H, T, K]</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or numbers do not fit; the message says which.</exception>
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
        return attention(Turned(parts[0]), Turned(parts[1]), parts[2], terms).MoveToOuterDisposeScope();

        Tensor Turned(Tensor x) => rotary is { } tables ? Rotary.rotate(x, tables.Cosine, tables.Sine, tables.Layout) : x;
    }
}
