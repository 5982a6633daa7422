using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>One shape of attention and what is added to it, by name.</summary>
/// <param name="Shape">B, H, G, T, S, K.</param>
/// <param name="Terms">What is seen and added.</param>
public sealed record AttentionCase(string Name, (long B, long H, long G, long T, long S, long K) Shape, AttentionTerms Terms)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>Every mask, bias and sharing of heads, at sizes that tiles of 64 divide and do not.</summary>
internal static class AttentionCases
{
    private static Tensor Random(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(3, name));

    /// <summary>q, k and v, laid out as a packed projection leaves them: [B, T, heads, K] in memory.</summary>
    internal static Tensor[] Inputs(AttentionCase one)
    {
        var (b, h, g, t, s, k) = one.Shape;
        return [Rows("q", h, t), Rows("k", g, s), Rows("v", g, s), .. Optional(one.Terms.Bias), .. Optional(one.Terms.Relative)];

        Tensor Rows(string name, long heads, long tokens) => Random(name, b, tokens, heads, k).transpose(1, 2).requires_grad_();
        static Tensor[] Optional(Tensor? tensor) => tensor is null ? [] : [tensor.requires_grad_()];
    }

    /// <summary>The case's terms with the bias and relative terms among the inputs.</summary>
    internal static AttentionTerms With(AttentionCase one, Tensor[] inputs) =>
        one.Terms with
        {
            Bias = one.Terms.Bias is null ? null : inputs[3],
            Relative = one.Terms.Relative is null ? null : inputs[^1],
        };

    internal static IEnumerable<AttentionCase> All()
    {
        var causal = AttentionTerms.CausalOnly;
        var open = default(AttentionTerms);
        yield return new("causal", (2, 3, 3, 70, 70, 32), causal);
        yield return new("causal, one tile", (2, 2, 2, 64, 64, 64), causal);
        yield return new("causal, a row more than a tile", (1, 1, 1, 65, 65, 16), causal);
        yield return new("bidirectional", (2, 2, 2, 67, 67, 24), open);
        yield return new("one token", (2, 2, 2, 1, 1, 16), causal);
        yield return new("nine queries", (1, 2, 2, 9, 9, 20), causal);
        yield return new("cross", (2, 2, 2, 33, 130, 32), open);
        yield return new("more queries than keys", (1, 2, 2, 100, 40, 16), causal);
        yield return new("grouped", (2, 6, 2, 70, 70, 16), causal);
        yield return new("multi-query", (1, 5, 1, 130, 130, 32), causal);
        yield return new("head width 7", (1, 2, 2, 40, 40, 7), causal);
        yield return new("head width 80", (1, 2, 2, 66, 66, 80), causal);
        yield return new("head width 256", (1, 1, 1, 70, 70, 256), causal);
        yield return new("scale", (1, 1, 1, 20, 20, 16), causal with { Scale = 0.7 });
        yield return new("window 5", (1, 2, 2, 150, 150, 16), causal with { Window = 5 });
        yield return new("window 100", (1, 2, 1, 200, 200, 16), causal with { Window = 100 });
        yield return new("window, bidirectional", (1, 2, 2, 150, 150, 16), open with { Window = 20 });
        yield return new("prefix", (3, 2, 2, 90, 90, 16), causal with { Prefix = tensor(new[] { 0L, 30, 90 }) });
        yield return new("prefix and window", (3, 1, 1, 150, 150, 16), causal with { Prefix = tensor(new[] { 0L, 3, 70 }), Window = 20 });
        yield return new("padding", (2, 2, 2, 70, 70, 16), open with { KeyPadding = Padding([0, 25], 70) });
        yield return new("padding, causal, to the left", (2, 2, 2, 70, 70, 16), causal with { KeyPadding = Padding([0, -66], 70) });
        yield return new("all padded", (2, 1, 1, 12, 80, 16), open with { KeyPadding = Padding([80, 3], 80) });
        yield return new("alibi", (2, 4, 4, 70, 70, 16), causal with { Bias = Alibi(4, 70, 70) });
        yield return new("alibi, cross", (1, 2, 2, 20, 90, 16), open with { Bias = Alibi(2, 20, 90) });
        yield return new("bias", (2, 4, 2, 80, 80, 16), causal with { Bias = Random("bias", 4, 159) });
        yield return new("bias, bidirectional", (2, 2, 2, 65, 70, 16), open with { Bias = Random("bias", 2, 134) });
        yield return new("relative", (2, 2, 2, 70, 70, 16), causal with { Relative = Random("relative", 2, 2, 70, 9) });
        yield return new(
            "relative, bidirectional, far",
            (1, 2, 1, 200, 200, 16),
            open with
            {
                Relative = Random("relative", 1, 2, 200, 7),
            }
        );
        yield return new(
            "dropout",
            (2, 4, 2, 70, 70, 16),
            causal with
            {
                Dropout = 0.3,
                DropoutStream = RandomStream.Named(5, "dropped", 2),
            }
        );
        yield return new(
            "dropout of nearly all",
            (1, 2, 2, 20, 20, 16),
            open with
            {
                Dropout = 0.95,
                DropoutStream = RandomStream.Named(5, "dropped", 2),
            }
        );
        yield return new(
            "dropout of all",
            (1, 2, 2, 20, 20, 16),
            open with
            {
                Dropout = 1,
                DropoutStream = RandomStream.Named(5, "dropped", 2),
            }
        );
        yield return new(
            "dropout of some rows",
            (2, 4, 2, 70, 70, 16),
            causal with
            {
                Dropout = 0.3,
                DropoutStream = RandomStream.Named(5, "dropped", 2),
                DropoutRows = new(3, 6),
            }
        );
        yield return new(
            "everything",
            (2, 4, 2, 80, 80, 16),
            causal with
            {
                Window = 50,
                Prefix = tensor(new[] { 10L, 0 }),
                KeyPadding = Padding([7, 0], 80),
                Bias = Random("bias", 4, 159),
                Relative = Random("relative", 2, 4, 80, 5),
                Dropout = 0.2,
                DropoutStream = RandomStream.Named(5, "dropped", 2),
            }
        );
    }

    internal static AttentionCase Named(string name) => All().Single(one => one.Name == name);

    /// <summary>-2^-h |distance|, a number for each of the T + S - 1 differences i - j.</summary>
    internal static Tensor Alibi(long heads, long queries, long keys)
    {
        var distances = arange(-(keys - 1), queries, ScalarType.Float32) + (keys - queries);
        var slopes = tensor(Enumerable.Range(1, (int)heads).Select(h => (float)Math.Pow(2, -h)).ToArray(), [heads, 1]);
        return -slopes * distances.abs();
    }

    // Of each sequence, so many keys at the end (or, negative, at the beginning) are padding.
    private static Tensor Padding(int[] counts, int keys) =>
        stack(
            counts
                .Select(count =>
                {
                    var at = arange(keys);
                    return count >= 0 ? at >= keys - count : at < -count;
                })
                .ToArray()
        );
}
