using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Benches.Measures;

/// <summary>Forward and backward of causal attention, batch 1, 8 heads of 64.</summary>
internal static class AttentionWorkloads
{
    public const int Heads = 8,
        Width = 64;

    /// <summary>Our attention of so many tokens to themselves.</summary>
    /// <param name="tokens">T.</param>
    /// <param name="keyHeads">Key/value heads. Default: as many as there are query heads.</param>
    /// <param name="terms">What is seen, and what is added. Default: causal only.</param>
    /// <param name="precision">The precision of the products. Default: float32.</param>
    public static Workload Ours(
        int tokens,
        int keyHeads = Heads,
        AttentionTerms? terms = null,
        ProductPrecision precision = ProductPrecision.Float32
    )
    {
        var (q, k, v) = Inputs(tokens, keyHeads);
        var asked = terms ?? AttentionTerms.CausalOnly;
        return Workload.ForwardBackward(Forward, [q, k, v], asked.Bias is { } bias ? [bias] : []);

        Tensor Forward()
        {
            using var use = MixedPrecision.Use(precision);
            return FusedAttention.attention(q, k, v, asked);
        }
    }

    /// <summary>Ours with the biases of ALiBi.</summary>
    public static Workload OursWithAlibi(int tokens)
    {
        using var scope = NewDisposeScope();
        // One number a distance: entry i - j + T - 1 is for a key i - j back.
        var bias = -Slopes() * (arange(2 * tokens - 1, ScalarType.Float32) - (tokens - 1)).unsqueeze(0); // [H, 2T - 1]
        return Ours(tokens, terms: AttentionTerms.CausalOnly with { Bias = bias.DetachFromDisposeScope() });
    }

    /// <summary>Ours with a window.</summary>
    public static Workload OursWithWindow(int tokens, int window) =>
        Ours(tokens, terms: AttentionTerms.CausalOnly with { Window = window });

    /// <summary>libtorch's own attention.</summary>
    public static Workload Library(int tokens)
    {
        var (q, k, v) = Inputs(tokens, Heads);
        return Workload.ForwardBackward(() => scaled_dot_product_attention(q, k, v, is_casual: true), [q, k, v]);
    }

    /// <summary>libtorch's own attention of tensors in bfloat16.</summary>
    public static Workload LibraryBf16(int tokens)
    {
        var (q, k, v) = Inputs(tokens, Heads);
        Tensor[] rounded = [.. new[] { q, k, v }.Select(Rounded)];
        return Workload.ForwardBackward(
            () => scaled_dot_product_attention(rounded[0], rounded[1], rounded[2], is_casual: true),
            rounded,
            ScalarType.BFloat16
        );

        static Tensor Rounded(Tensor x)
        {
            using (x)
            using (no_grad())
                return x.to(ScalarType.BFloat16).DetachFromDisposeScope().requires_grad_();
        }
    }

    /// <summary>libtorch's own attention with the biases of ALiBi, as an additive mask.</summary>
    public static Workload LibraryWithAlibi(int tokens)
    {
        using var scope = NewDisposeScope();
        return LibraryWithMask(tokens, (Future(tokens) - Slopes().unsqueeze(2) * Distances(tokens)).unsqueeze(0)); // [1, H, T, T]
    }

    /// <summary>libtorch's own attention with a window, as an additive mask.</summary>
    public static Workload LibraryWithWindow(int tokens, int window)
    {
        using var scope = NewDisposeScope();
        return LibraryWithMask(tokens, Future(tokens).masked_fill(Distances(tokens) >= window, float.NegativeInfinity)); // [T, T]
    }

    /// <summary>Our attention of one new token for each of several sequences to its earlier keys and values, without gradients.</summary>
    public static Workload Cached(int sequences, int tokens)
    {
        using var off = no_grad();
        var (q, k, v) = (Normal("q", 1), Normal("k", tokens), Normal("v", tokens));
        return new(
            () =>
            {
                using var guard = no_grad();
                FusedAttention.attention(q, k, v, AttentionTerms.CausalOnly).Dispose();
            },
            q,
            k,
            v
        );

        Tensor Normal(string name, int length) => Philox.normal([sequences, Heads, length, Width], RandomStream.Named(0, $"bench/{name}"));
    }

    /// <summary>Bytes of these keys and values.</summary>
    public static double CacheBytes(int sequences, int tokens) => 2.0 * sizeof(float) * sequences * Heads * tokens * Width;

    /// <summary>Our causal linear attention with elu + 1.</summary>
    public static Workload Linear(int tokens)
    {
        var q = Workload.Leaf("q", Heads, 1, 1, tokens, Width); // [G, R, B, T, K]
        var (k, v) = (Workload.Leaf("k", Heads, 1, tokens, Width), Workload.Leaf("v", Heads, 1, tokens, Width)); // [G, B, T, K]
        return Workload.ForwardBackward(() => CausalLinearAttention.causal_linear_attention(q, k, v, FeatureMap.Elu), [q, k, v]);
    }

    /// <summary>Our delta rule.</summary>
    public static Workload Delta(int tokens)
    {
        var q = Workload.Leaf("q", Heads, 1, 1, tokens, Width); // [G, R, B, T, K]
        var v = Workload.Leaf("v", Heads, 1, tokens, Width); // [G, B, T, K]
        using var normal = Philox.normal([Heads, 1, tokens, Width], RandomStream.Named(0, "bench/k"));
        using var unit = normalize(normal, dim: -1);
        var (k, beta) = (unit.detach().requires_grad_(), full([Heads, 1, tokens], 0.5f).requires_grad_());
        return Workload.ForwardBackward(() => DeltaRule.delta_rule(q, k, v, beta), [q, k, v, beta]);
    }

    /// <summary>
    /// Operations that causal attention cannot do without: seven products over half of the T x T pairs, two of them forward.
    /// </summary>
    public static double Flops(int tokens) => 7.0 * tokens * tokens * Width * Heads;

    /// <summary>Bytes that must be read and written: q, k, v and the gradient in, the output and three gradients out.</summary>
    public static double Bytes(int tokens) => 8.0 * tokens * Width * Heads * sizeof(float);

    private static Workload LibraryWithMask(int tokens, Tensor mask)
    {
        var (q, k, v) = Inputs(tokens, Heads);
        var held = mask.DetachFromDisposeScope();
        return Workload.ForwardBackward(() => scaled_dot_product_attention(q, k, v, held), [q, k, v], held);
    }

    // [1, H, T, K]
    private static (Tensor Q, Tensor K, Tensor V) Inputs(int tokens, int keyHeads)
    {
        // They outlive a scope in which a mask is made.
        return (Leaf("q", Heads), Leaf("k", keyHeads), Leaf("v", keyHeads));

        Tensor Leaf(string name, int heads) => Workload.Leaf(name, 1, heads, tokens, Width).DetachFromDisposeScope();
    }

    private static Tensor Slopes() => pow(2, -arange(1, Heads + 1, ScalarType.Float32)).unsqueeze(1); // [H, 1]

    // i - j.
    private static Tensor Distances(int tokens)
    {
        var places = arange(tokens, ScalarType.Float32);
        return places.unsqueeze(1) - places; // [T, T]
    }

    private static Tensor Future(int tokens) => full([tokens, tokens], float.NegativeInfinity).triu(1); // [T, T]
}
