using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The sizes of an attention, and whether what is handed over fits them.</summary>
/// <param name="Batch">B.</param>
/// <param name="Heads">H, of the queries.</param>
/// <param name="Groups">G, of keys and values.</param>
/// <param name="Queries">T.</param>
/// <param name="Keys">S.</param>
/// <param name="Width">K, of a head.</param>
internal readonly record struct AttentionShape(long Batch, long Heads, long Groups, long Queries, long Keys, long Width)
{
    /// <summary>Of queries [B, H, T, K] and of keys and values [B, G, S, K].</summary>
    internal static AttentionShape Of(Tensor q, Tensor k, Tensor v)
    {
        var (asked, kept, values) = (Sizes(q, q, nameof(q)), Sizes(k, q, nameof(k)), Sizes(v, q, nameof(v)));
        if (!kept.AsSpan().SequenceEqual(values))
            throw new ArgumentException($"keys {Text(k)} and values {Text(v)} must have one shape", nameof(v));
        if (kept[0] != asked[0] || kept[3] != asked[3])
            throw new ArgumentException($"keys {Text(k)} do not fit queries {Text(q)}: batch and head width must be the same", nameof(k));
        return new(asked[0], asked[1], kept[1], asked[2], kept[2], asked[3]);
    }

    /// <summary>Of a packed projection [B, T, H + 2G, K].</summary>
    internal static AttentionShape OfPacked(Tensor qkv, long heads)
    {
        ArgumentNullException.ThrowIfNull(qkv);
        var sizes = qkv.Sizes();
        if (sizes.Length != 4 || heads < 1 || sizes[2] <= heads || (sizes[2] - heads) % 2 != 0)
            throw new ArgumentException($"a packed projection is [B, T, H + 2G, K] with H = {heads}, not {Text(qkv)}", nameof(qkv));
        var groups = (sizes[2] - heads) / 2;
        return new(sizes[0], heads, groups, sizes[1], sizes[1], sizes[3]);
    }

    /// <summary>The factor on q . k.</summary>
    internal double Scale(in AttentionTerms terms) => terms.Scale ?? 1 / Math.Sqrt(Width);

    /// <summary>Refuses sizes that the kernel and the composite do not take, and terms that do not fit them.</summary>
    /// <param name="terms">What is seen, and what is added.</param>
    /// <param name="q">The queries, or the projection, for dtype and device.</param>
    internal void Check(in AttentionTerms terms, Tensor q)
    {
        var dtype = q.dtype;
        if (Groups == 0 || Heads % Groups != 0)
            throw new ArgumentException($"{Groups} key/value heads do not divide {Heads} query heads", "k");
        if (Width is < 1 or > 1024)
            throw new ArgumentException($"the head width is {Width}; allowed are 1 to 1024", "q");
        if (terms.Window < 0)
            throw new ArgumentException($"the window is {terms.Window}; allowed are 0 (none) and more", nameof(terms));
        if (terms.Dropout is not (>= 0 and <= 1))
            throw new ArgumentException($"the dropout probability is {terms.Dropout}; allowed is [0, 1]", nameof(terms));
        Fits(q, terms.Prefix, "prefix", ScalarType.Int64, Batch);
        Fits(q, terms.KeyPadding, "the key padding", ScalarType.Bool, Batch, Keys);
        Fits(q, terms.Bias, "the bias", dtype, Heads, Queries + Keys - 1);
        if (terms.Relative is { } relative)
        {
            if (relative.dim() != 4 || relative.Sizes()[3] % 2 == 0)
                throw new ArgumentException($"the relative terms are [B, H, T, 2c + 1], not {Text(relative)}", nameof(terms));
            Fits(q, relative, "the relative terms", dtype, Batch, Heads, Queries, relative.Sizes()[3]);
        }
    }

    private static long[] Sizes(Tensor tensor, Tensor q, string name)
    {
        ArgumentNullException.ThrowIfNull(tensor, name);
        var sizes = tensor.Sizes();
        if (sizes.Length != 4)
            throw new ArgumentException($"{name} is [B, heads, T, K], not {Text(tensor)}", name);
        if (tensor.dtype != q.dtype || tensor.device_type != q.device_type || tensor.device_index != q.device_index)
            throw new ArgumentException(
                $"{name} is {tensor.dtype} on {tensor.device}, q is {q.dtype} on {q.device}: they must be the same",
                name
            );
        return sizes;
    }

    private static void Fits(Tensor q, Tensor? tensor, string name, ScalarType dtype, params ReadOnlySpan<long> shape)
    {
        if (tensor is null)
            return;
        if (tensor.device_type != q.device_type || tensor.device_index != q.device_index)
            throw new ArgumentException($"{name} is on {tensor.device} and q on {q.device}; they must be on one device");
        if (tensor.dtype == dtype && tensor.Sizes().AsSpan().SequenceEqual(shape))
            return;
        throw new ArgumentException($"{name} must be {dtype} [{string.Join(", ", shape.ToArray())}], not {tensor.dtype} {Text(tensor)}");
    }

    private static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.Sizes())}]";
}
