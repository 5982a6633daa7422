using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels;

/// <summary>The sizes of an attention call, and the validation of its arguments.</summary>
/// <param name="Batch">B.</param>
/// <param name="Heads">H, the number of query heads.</param>
/// <param name="Groups">G, the number of key/value heads.</param>
/// <param name="Queries">T.</param>
/// <param name="Keys">S.</param>
/// <param name="Width">K, the head width.</param>
internal readonly record struct AttentionShape(long Batch, long Heads, long Groups, long Queries, long Keys, long Width)
{
    /// <summary>The sizes of queries [B, H, T, K], keys and values [B, G, S, K].</summary>
    internal static AttentionShape Of(Tensor q, Tensor k, Tensor v)
    {
        var (querySizes, keySizes, values) = (Sizes(q, q, nameof(q)), Sizes(k, q, nameof(k)), Sizes(v, q, nameof(v)));
        if (!keySizes.AsSpan().SequenceEqual(values))
            throw new ArgumentException($"keys {Text(k)} and values {Text(v)} must have one shape", nameof(v));
        if (keySizes[0] != querySizes[0] || keySizes[3] != querySizes[3])
            throw new ArgumentException($"keys {Text(k)} do not fit queries {Text(q)}: batch and head width must be the same", nameof(k));
        return new(querySizes[0], querySizes[1], keySizes[1], querySizes[2], keySizes[2], querySizes[3]);
    }

    /// <summary>The sizes of a packed projection [B, T, H + 2G, K].</summary>
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

    /// <summary>Throws when the sizes are not supported or the terms do not fit them.</summary>
    /// <param name="terms">Masks and score terms.</param>
    /// <param name="q">The queries or the packed projection; gives the dtype and device.</param>
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
