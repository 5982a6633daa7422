using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>
/// softmax(scale q k^T + bias, over the keys that a query sees) v. On the CPU in float32 tile by tile, forward and backward, in memory that grows
/// with T (Dao et al. 2022, "FlashAttention"); elsewhere by plain operators.
/// </summary>
/// <remarks>Legend: B batch, H query heads, G key/value heads (query head h reads key head h / (H / G)), T queries, S keys, K head width.</remarks>
public static partial class FusedAttention
{
    private const string Kernel = "attention";

    /// <summary>Whether tensors like this go to the kernel.</summary>
    /// <param name="like">The queries.</param>
    public static bool Takes(Tensor like) =>
        like.device.type == DeviceType.CPU && like.dtype == ScalarType.Float32 && NativeKernels.IsOn(Kernel);

    /// <summary>The attention of queries to keys and values.</summary>
    /// <param name="q">[B, H, T, K], any strides.</param>
    /// <param name="k">[B, G, S, K]; G divides H.</param>
    /// <param name="v">[B, G, S, K]</param>
    /// <param name="terms">What is seen, and what is added.</param>
    /// <returns>[B, H, T, K]; from the kernel it lies in memory as [B, T, H, K], so that joining the heads copies nothing. Zeros for a query that sees no key.</returns>
    /// <exception cref="ArgumentException">Shapes, dtypes or numbers do not fit; the message says which.</exception>
    public static Tensor attention(Tensor q, Tensor k, Tensor v, in AttentionTerms terms)
    {
        Check(q, k, v, terms);
        if (!Takes(q)) return Composite(q, k, v, terms);
        var arguments = new NativeMethods.AttentionArguments(terms, ScaleOf(terms, q));
        NativeMethods.Check(NativeMethods.workbench_attention(q.Handle, k.Handle, v.Handle, arguments, out var result));
        GC.KeepAlive((q, k, v, terms.Prefix, terms.KeyPadding, terms.Bias, terms.Relative));
        return Tensor.UnsafeCreateTensor(result);
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
        ArgumentNullException.ThrowIfNull(qkv);
        if (qkv.dim() != 4 || heads < 1 || qkv.shape[2] <= heads || (qkv.shape[2] - heads) % 2 != 0)
            throw new ArgumentException($"a packed projection is [B, T, H + 2G, K] with H = {heads}, not {Text(qkv)}", nameof(qkv));
        using var scope = NewDisposeScope();
        var groups = (qkv.shape[2] - heads) / 2;
        var parts = qkv.transpose(1, 2).split([heads, groups, groups], 1); // [B, H, T, K], 2 x [B, G, T, K]
        if (rotary is { } tables)
        {
            if (qkv.shape[3] % 2 != 0) throw new ArgumentException($"rotary positions turn pairs of coordinates; the head width is {qkv.shape[3]}", nameof(qkv));
            Fits(tables.Cosine, "the cosine table", qkv.dtype, qkv.shape[1], qkv.shape[3]);
            Fits(tables.Sine, "the sine table", qkv.dtype, qkv.shape[1], qkv.shape[3]);
            if (!Takes(qkv)) (parts[0], parts[1]) = (tables.Rotate(parts[0]), tables.Rotate(parts[1]));
        }
        if (!Takes(qkv)) return attention(parts[0], parts[1], parts[2], terms).MoveToOuterDisposeScope();
        Check(parts[0], parts[1], parts[2], terms);
        var arguments = new NativeMethods.AttentionArguments(terms, ScaleOf(terms, parts[0]));
        NativeMethods.Check(NativeMethods.workbench_self_attention(
            qkv.Handle, heads, rotary?.Cosine.Handle ?? 0, rotary?.Sine.Handle ?? 0, rotary is { Interleaved: true } ? 1 : 0, arguments, out var result));
        GC.KeepAlive((qkv, terms.Prefix, terms.KeyPadding, terms.Bias, terms.Relative, rotary));
        return Tensor.UnsafeCreateTensor(result).MoveToOuterDisposeScope();
    }

    private static double ScaleOf(in AttentionTerms terms, Tensor q) => terms.Scale ?? 1 / Math.Sqrt(q.shape[3]);

    private static void Check(Tensor q, Tensor k, Tensor v, in AttentionTerms terms)
    {
        ArgumentNullException.ThrowIfNull(q);
        ArgumentNullException.ThrowIfNull(k);
        ArgumentNullException.ThrowIfNull(v);
        foreach (var (name, tensor) in new[] { (nameof(q), q), (nameof(k), k), (nameof(v), v) })
        {
            if (tensor.dim() != 4) throw new ArgumentException($"{name} is [B, heads, T, K], not {Text(tensor)}", name);
            if (tensor.dtype != q.dtype || tensor.device.ToString() != q.device.ToString())
                throw new ArgumentException($"{name} is {tensor.dtype} on {tensor.device}, q is {q.dtype} on {q.device}: they must be the same", name);
        }
        var (batch, heads, queries, keys, width) = (q.shape[0], q.shape[1], q.shape[2], k.shape[2], q.shape[3]);
        if (!k.shape.AsSpan().SequenceEqual(v.shape)) throw new ArgumentException($"keys {Text(k)} and values {Text(v)} must have one shape", nameof(v));
        if (k.shape[0] != batch || k.shape[3] != width)
            throw new ArgumentException($"keys {Text(k)} do not fit queries {Text(q)}: batch and head width must be the same", nameof(k));
        if (k.shape[1] == 0 || heads % k.shape[1] != 0)
            throw new ArgumentException($"{k.shape[1]} key/value heads do not divide {heads} query heads", nameof(k));
        if (width is < 1 or > 1024) throw new ArgumentException($"the head width is {width}; allowed are 1 to 1024", nameof(q));
        if (terms.Window < 0) throw new ArgumentException($"the window is {terms.Window}; allowed are 0 (none) and more", nameof(terms));
        if (terms.Dropout is not (>= 0 and <= 1)) throw new ArgumentException($"the dropout probability is {terms.Dropout}; allowed is [0, 1]", nameof(terms));
        Fits(terms.Prefix, "prefix", ScalarType.Int64, batch);
        Fits(terms.KeyPadding, "the key padding", ScalarType.Bool, batch, keys);
        Fits(terms.Bias, "the bias", q.dtype, heads, queries + keys - 1);
        if (terms.Relative is { } relative)
        {
            if (relative.dim() != 4 || relative.shape[3] % 2 == 0)
                throw new ArgumentException($"the relative terms are [B, H, T, 2c + 1], not {Text(relative)}", nameof(terms));
            Fits(relative, "the relative terms", q.dtype, batch, heads, queries, relative.shape[3]);
        }
    }

    private static void Fits(Tensor? tensor, string name, ScalarType dtype, params ReadOnlySpan<long> shape)
    {
        if (tensor is null || (tensor.dtype == dtype && tensor.shape.AsSpan().SequenceEqual(shape))) return;
        throw new ArgumentException($"{name} must be {dtype} [{string.Join(", ", shape.ToArray())}], not {tensor.dtype} {Text(tensor)}");
    }

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
