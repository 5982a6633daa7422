using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class AttentionTests
{
    public AttentionTests() => Assert.True(NativeKernels.Load().IsOn("attention"), NativeKernels.Load().Reason);

    public static TheoryData<string> Names() => [.. AttentionCases.All().Select(one => one.Name)];

    private static Tensor[] ByKernel(AttentionCase one, Tensor[] inputs) =>
        [FusedAttention.attention(inputs[0], inputs[1], inputs[2], AttentionCases.With(one, inputs))];

    private static Tensor[] Plain(AttentionCase one, Tensor[] inputs) =>
        [FusedAttention.Composite(inputs[0], inputs[1], inputs[2], AttentionCases.With(one, inputs))];

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        foreach (var set in NativeTests.InstructionSets())
        {
            Expect.ValuesAndGradients(
                inputs => ByKernel(one, inputs),
                inputs => Plain(one, inputs),
                AttentionCases.Inputs(one),
                1e-5,
                $"{name} on {set}"
            );
        }
    }

    [Theory]
    [InlineData("causal")]
    [InlineData("multi-query")]
    [InlineData("everything")]
    public void A_packed_projection_gives_the_same_with_one_gradient(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        var inputs = AttentionCases.Inputs(one);
        Tensor[] packed = [cat(inputs[..3], 1).transpose(1, 2).contiguous().detach().requires_grad_(), .. inputs[3..]];
        Expect.ValuesAndGradients(
            x => [FusedAttention.self_attention(x[0], one.Shape.H, AttentionCases.With(one, [x[0], x[0], .. x]))],
            x => [FusedAttention.self_attention(x[0], one.Shape.H, AttentionCases.With(one, [x[0], x[0], .. x]))],
            packed,
            1e-5,
            name
        );
    }

    [Theory]
    [InlineData("causal", RopeLayout.Interleaved)]
    [InlineData("grouped", RopeLayout.HalfSplit)]
    [InlineData("nine queries", RopeLayout.Interleaved)]
    public void Queries_and_keys_of_a_packed_projection_are_turned_inside(string name, RopeLayout layout)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        var packed = cat(AttentionCases.Inputs(one)[..3], 1).transpose(1, 2).contiguous().detach().requires_grad_();
        foreach (var set in NativeTests.InstructionSets())
            Expect.ValuesAndGradients(Turned, Turned, [packed], 1e-5, $"{name}, {layout} on {set}");
        Expect.SameBitsOnAnyThreads(() => Turned([packed]), name);

        Tensor[] Turned(Tensor[] x)
        {
            var (cosine, sine) = Rotary.tables(128, one.Shape.K, dtype: x[0].dtype);
            return [FusedAttention.self_attention(x[0], one.Shape.H, one.Terms, new RotaryTables(cosine, sine, layout))];
        }
    }

    [Theory]
    [InlineData("causal")]
    [InlineData("relative")]
    [InlineData("everything")]
    public void Gradients_are_finite_differences(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        Expect.FiniteDifferences(inputs => ByKernel(one, inputs), AttentionCases.Inputs(one), 1e-2, 2e-3, name);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_bits_do_not_depend_on_the_number_of_threads(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var inputs = AttentionCases.Inputs(one);
                var value = ByKernel(one, inputs)[0];
                (value * value).sum().backward();
                return [value.detach(), .. inputs.Select(input => input.grad!)];
            },
            name
        );
    }

    [Fact]
    public void A_later_token_changes_no_bit_of_an_earlier_output()
    {
        using var scope = NewDisposeScope();
        foreach (var name in new[] { "causal", "grouped", "window 100", "alibi", "bias", "relative" })
        {
            var one = AttentionCases.Named(name);
            var inputs = AttentionCases.Inputs(one);
            using var guard = no_grad();
            var before = ByKernel(one, inputs)[0];
            var tokens = one.Shape.T;
            foreach (var input in inputs[..3])
                input.select(2, tokens - 3).add_(5);
            var after = ByKernel(one, inputs)[0];
            Assert.True(before.narrow(2, 0, tokens - 3).equal(after.narrow(2, 0, tokens - 3)).all().item<bool>(), name);
            Assert.False(before.equal(after).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Padding_has_no_effect_and_gets_no_gradient()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("padding");
        var inputs = AttentionCases.Inputs(one);
        var value = ByKernel(one, inputs)[0];
        value.sum().backward();
        Assert.Equal(0, inputs[1].grad![1].narrow(1, 45, 25).abs().max().item<float>());
        Assert.Equal(0, inputs[2].grad![1].narrow(1, 45, 25).abs().max().item<float>());
        using var guard = no_grad();
        inputs[1][1].narrow(1, 45, 25).fill_(1e30);
        inputs[2][1].narrow(1, 45, 25).fill_(1e30);
        Assert.True(value.equal(ByKernel(one, inputs)[0]).all().item<bool>());
    }

    [Fact]
    public void Large_scores_stay_numbers_and_NaN_arrives()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("causal");
        var inputs = AttentionCases.Inputs(one).Select(input => (input.detach() * 300).requires_grad_()).ToArray(); // scores of 1e5
        Expect.ValuesAndGradients(x => ByKernel(one, x), x => Plain(one, x), inputs, 2e-2, "large scores"); // rounding of the scores themselves
        using var guard = no_grad();
        inputs[0][0, 0, 10, 3] = float.NaN;
        var value = ByKernel(one, inputs)[0];
        Assert.True(value[0, 0, 10].isnan().all().item<bool>());
        Assert.True(value[0, 0, 11].isfinite().all().item<bool>());
        inputs[2][0, 1, 5, 3] = float.PositiveInfinity;
        Assert.False(ByKernel(one, inputs)[0][0, 1, 69, 3].isfinite().item<bool>());
    }

    [Theory]
    [InlineData(0, 2, 4, 4)]
    [InlineData(2, 2, 0, 4)]
    [InlineData(2, 2, 0, 0)]
    public void Nothing_asked_gives_nothing(long batch, long heads, long queries, long keys)
    {
        using var scope = NewDisposeScope();
        var (q, k) = (zeros(batch, heads, queries, 8).requires_grad_(), zeros(batch, heads, keys, 8).requires_grad_());
        var value = FusedAttention.attention(q, k, k, default);
        Assert.Equal([batch, heads, queries, 8], value.shape);
        value.sum().backward();
        Assert.Equal(0, k.grad!.abs().sum().item<float>());
    }

    [Fact]
    public void Without_keys_the_answer_is_zero()
    {
        using var scope = NewDisposeScope();
        foreach (var queries in new long[] { 2, 70 })
        {
            var value = FusedAttention.attention(ones(1, 1, queries, 8), zeros(1, 1, 0, 8), zeros(1, 1, 0, 8), default);
            Assert.Equal(0, value.abs().sum().item<float>());
        }
    }

    [Fact]
    public void Any_strides_are_read()
    {
        using var scope = NewDisposeScope();
        var wide = Philox.normal([2, 3, 70, 64], RandomStream.Named(3, "wide"));
        var (inner, skipping, expanded) = (
            wide.narrow(3, 5, 32),
            wide.slice(3, 0, 64, 2),
            wide.narrow(1, 0, 1).narrow(3, 0, 32).expand(2, 3, 70, 32)
        );
        var exact = FusedAttention.Composite(
            inner.to(ScalarType.Float64),
            skipping.to(ScalarType.Float64),
            expanded.to(ScalarType.Float64),
            AttentionTerms.CausalOnly
        );
        Expect.Close(exact, FusedAttention.attention(inner, skipping, expanded, AttentionTerms.CausalOnly), 1e-5, "strides");
    }

    [Fact]
    public void Decoding_token_by_token_gives_what_the_whole_gives()
    {
        using var scope = NewDisposeScope();
        foreach (var (count, name) in new[] { (70L, "causal"), (70, "alibi"), (200, "window 100"), (80, "bias") })
        {
            var one = AttentionCases.Named(name);
            var inputs = AttentionCases.Inputs(one);
            using var guard = no_grad();
            var whole = ByKernel(one, inputs)[0];
            foreach (var t in new[] { 0, 1, 33, 64, count - 1 })
            {
                // The differences i - j of one query at the end of t + 1 keys: entries 0 … t of its own bias stand for distances 0 … t.
                var bias = one.Terms.Bias is { } all ? all.narrow(1, count - 1, t + 1) : null;
                var step = FusedAttention.attention(
                    inputs[0].narrow(2, t, 1),
                    inputs[1].narrow(2, 0, t + 1),
                    inputs[2].narrow(2, 0, t + 1),
                    one.Terms with
                    {
                        Bias = bias,
                    }
                );
                Expect.Close(whole.narrow(2, t, 1), step, 1e-5, $"{name}, token {t}");
            }
        }
    }

    [Fact]
    public void Long_caches_are_read_in_parts()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            var (q, k, v) = (
                Philox.normal([2, 4, 1, 64], RandomStream.Named(3, "q")),
                Philox.normal([2, 2, 2500, 64], RandomStream.Named(3, "k")),
                Philox.normal([2, 2, 2500, 64], RandomStream.Named(3, "v"))
            );
            var exact = FusedAttention.Composite(
                q.to(ScalarType.Float64),
                k.to(ScalarType.Float64),
                v.to(ScalarType.Float64),
                AttentionTerms.CausalOnly
            );
            Expect.Close(exact, FusedAttention.attention(q, k, v, AttentionTerms.CausalOnly), 1e-5, $"2,500 keys on {set}");
        }
    }

    [Fact]
    public void Other_dtypes_meta_tensors_and_a_suspended_kernel_take_plain_operators()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("causal");
        var inputs = AttentionCases.Inputs(one);
        Assert.Equal(
            ScalarType.Float64,
            FusedAttention
                .attention(inputs[0].to(ScalarType.Float64), inputs[1].to(ScalarType.Float64), inputs[2].to(ScalarType.Float64), one.Terms)
                .dtype
        );
        var meta = FusedAttention.attention(
            zeros(2, 4, 5, 8, device: META),
            zeros(2, 2, 7, 8, device: META),
            zeros(2, 2, 7, 8, device: META),
            one.Terms
        );
        Assert.Equal((DeviceType.META, "2,4,5,8"), (meta.device.type, string.Join(',', meta.shape)));
        var kernel = ByKernel(one, inputs)[0];
        using (NativeKernels.Suspend("attention"))
        {
            var plain = ByKernel(one, inputs)[0];
            Assert.True(plain.equal(Plain(one, inputs)[0]).all().item<bool>());
            Expect.Close(plain.to(ScalarType.Float64), kernel, 1e-5, "suspended");
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var (q, k) = (zeros(2, 4, 5, 8), zeros(2, 2, 7, 8));
        Refused("q is [B, heads, T, K], not [5, 8]", q[0, 0], k, k, default);
        Refused("k is Float64 on cpu, q is Float32 on cpu: they must be the same", q, k.to(ScalarType.Float64), k, default);
        Refused("keys [2, 2, 7, 8] and values [2, 2, 6, 8] must have one shape", q, k, k.narrow(2, 0, 6), default);
        Refused("keys [2, 2, 7, 4] do not fit queries [2, 4, 5, 8]", q, k.narrow(3, 0, 4), k.narrow(3, 0, 4), default);
        Refused("3 key/value heads do not divide 4 query heads", q, zeros(2, 3, 7, 8), zeros(2, 3, 7, 8), default);
        Refused("the window is -1; allowed are 0 (none) and more", q, k, k, new() { Window = -1 });
        Refused("the dropout probability is 1.5; allowed is [0, 1]", q, k, k, new() { Dropout = 1.5 });
        Refused("the dropout probability is NaN", q, k, k, new() { Dropout = double.NaN });
        Refused("prefix must be Int64 [2], not Int64 [3]", q, k, k, new() { Prefix = zeros(3, ScalarType.Int64) });
        Refused("prefix is on meta and q on cpu; they must be on one device", q, k, k, new() { Prefix = zeros(2, ScalarType.Int64, META) });
        Refused("the key padding must be Bool [2, 7], not Float32 [2, 7]", q, k, k, new() { KeyPadding = zeros(2, 7) });
        Refused("the bias must be Float32 [4, 11], not Float32 [4, 5]", q, k, k, new() { Bias = zeros(4, 5) });
        Refused("the relative terms are [B, H, T, 2c + 1], not [2, 4, 5, 4]", q, k, k, new() { Relative = zeros(2, 4, 5, 4) });

        Assert.Contains(
            "a packed projection is [B, T, H + 2G, K] with H = 4, not [2, 4, 5, 8]",
            Assert.Throws<ArgumentException>(() => FusedAttention.self_attention(q, 4, default)).Message
        );

        static void Refused(string text, Tensor q, Tensor k, Tensor v, AttentionTerms terms) =>
            Assert.Contains(text, Assert.Throws<ArgumentException>(() => FusedAttention.attention(q, k, v, terms)).Message);
    }

    public static TheoryData<long, long, long, long, bool, double?> LibraryCases =>
        new()
        {
            { 4, 4, 5, 5, true, null },
            { 4, 2, 5, 5, true, 0.3 },
            { 4, 1, 5, 5, false, null },
            { 4, 2, 3, 7, false, 0.3 },
            { 4, 1, 1, 7, true, null },
        };

    [Theory, MemberData(nameof(LibraryCases))]
    public void Libtorchs_own_fused_attention_is_asked_for_the_same_thing(
        long heads,
        long groups,
        long queries,
        long keys,
        bool causal,
        double? scale
    )
    {
        using var scope = NewDisposeScope();
        var terms = new AttentionTerms { Causal = causal, Scale = scale };
        Tensor[] inputs =
        [
            .. new[] { (heads, queries), (groups, keys), (groups, keys) }.Select(
                (size, i) =>
                    Philox
                        .normal([2, size.Item1, size.Item2, 8], RandomStream.Named(5, $"library {i}"))
                        .to(ScalarType.Float64)
                        .requires_grad_()
            ),
        ];
        var shape = AttentionShape.Of(inputs[0], inputs[1], inputs[2]);
        Assert.True(FusedAttention.LibraryTakes(shape, terms));
        var (ours, theirs) = (
            FusedAttention.Composite(inputs[0], inputs[1], inputs[2], terms),
            FusedAttention.Library(inputs[0], inputs[1], inputs[2], shape, terms)
        );
        Expect.Close(ours, theirs, 1e-12, "output");
        var weights = randn_like(ours);
        foreach (var (one, other) in autograd.grad([ours], inputs, [weights]).Zip(autograd.grad([theirs], inputs, [weights])))
            Expect.Close(one, other, 1e-12, "gradient");
    }

    [Fact]
    public void Libtorchs_own_fused_attention_is_not_asked_for_what_it_does_not_know()
    {
        using var scope = NewDisposeScope();
        var (square, decoding) = (new AttentionShape(2, 4, 2, 7, 7, 8), new AttentionShape(2, 4, 2, 3, 7, 8));
        Assert.False(FusedAttention.LibraryTakes(decoding, AttentionTerms.CausalOnly));
        var some = zeros(1);
        Assert.All<AttentionTerms>(
            [
                new() { Window = 3 },
                new() { Prefix = some },
                new() { KeyPadding = some },
                new() { Bias = some },
                new() { Relative = some },
                new() { Dropout = 0.1 },
            ],
            terms => Assert.False(FusedAttention.LibraryTakes(square, terms))
        );
    }
}
