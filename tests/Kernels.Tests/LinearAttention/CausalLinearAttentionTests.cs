using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static Workbench.Kernels.CausalLinearAttention;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class CausalLinearAttentionTests
{
    public CausalLinearAttentionTests() => Assert.True(NativeKernels.Load().IsOn("linear-attention"), NativeKernels.Load().Reason);

    private static Tensor Random(string name, params long[] shape) =>
        Philox.normal(shape, RandomStream.Named(5, "linear attention/" + name));

    private static Tensor Positive(string name, params long[] shape) => Random(name, shape).abs() + 0.05;

    /// <summary>What stands beside q, k and v.</summary>
    public enum Form
    {
        Features,
        Elu,
        Weighted,
        Totals,
        WeightedTotals,
        Plain,
        PlainWeighted,
        Floored,
        FlooredWeighted,
        Stated,
        StatedWeighted,
        StatedTotals,
    }

    // q, k, v, then u, w, before, then the denominator's features, then the state.
    private static Tensor[] Inputs(Form form, long g, long r, long b, long t, long f, long e, bool gradients = true)
    {
        var signed = form is Form.Elu or Form.Plain or Form.PlainWeighted;
        var q = signed ? Random("q", g, r, b, t, f) : Positive("q", g, r, b, t, f);
        var k = signed ? Random("k", g, b, t, f) : Positive("k", g, b, t, f);
        List<Tensor> inputs = [q, k, Random("v", g, b, t, e)];
        if (Weighs(form))
        {
            var u = Random("u", g, b, t).abs().mul(-0.1).cumsum(2); // falls
            inputs.AddRange([u, Random("w", g, b, t).abs().mul(-1) - u, Random("before", g, b).mul(0.1)]);
        }
        if (form is Form.Totals or Form.WeightedTotals or Form.StatedTotals)
            inputs.AddRange([Positive("p", g, r, b, t, f + 1), Positive("r", g, b, t, f + 1)]);
        if (form is Form.Stated or Form.StatedWeighted or Form.StatedTotals)
            inputs.AddRange([Random("sums", g, b, f, e), Positive("norms", g, b, form == Form.StatedTotals ? f + 1 : f) * 5]);
        // Plain operators do not look at `before` where there is no state and one chunk.
        return
        [
            .. inputs.Select((input, i) => gradients && (i != 5 || !Weighs(form) || Moves(form)) ? input.detach().requires_grad_() : input),
        ];
    }

    private static Call Made(Form form, Tensor[] x, long chunk)
    {
        var at = 3;
        var weights = Weighs(form) ? new PairWeights(x[at++], x[at++], x[at++]) : null;
        var totals = form is Form.Totals or Form.WeightedTotals or Form.StatedTotals ? new TotalFeatures(x[at++], x[at++]) : null;
        var state = form is Form.Stated or Form.StatedWeighted or Form.StatedTotals ? new LinearState(x[at++], x[at++]) : null;
        // At a floor of 2 some of the sums are below, some above.
        double? floor =
            form is Form.Plain or Form.PlainWeighted ? null
            : form is Form.Floored or Form.FlooredWeighted ? 2
            : 1e-12;
        return new Call(x[0], x[1], x[2], form == Form.Elu ? FeatureMap.Elu : FeatureMap.None, weights, totals, state, floor, chunk);
    }

    private static bool Weighs(Form form) =>
        form is Form.Weighted or Form.WeightedTotals or Form.PlainWeighted or Form.StatedWeighted or Form.FlooredWeighted;

    private static bool Moves(Form form) => form is Form.Stated or Form.StatedWeighted or Form.StatedTotals or Form.PlainWeighted;

    private static Func<Tensor[], Tensor[]> Kernel(Form form, long chunk = 64) =>
        x =>
        {
            var c = Made(form, x, chunk);
            if (!Moves(form))
                return [causal_linear_attention(c.Q, c.K, c.V, c.Map, c.Weights, c.Totals, c.Floor, c.Chunk)];
            var (output, state) = causal_linear_attention_from(c.State, c.Q, c.K, c.V, c.Map, c.Weights, c.Totals, c.Floor, c.Chunk);
            return state.normaliser is { } normaliser ? [output, state.sums, normaliser] : [output, state.sums];
        };

    private static Func<Tensor[], Tensor[]> Plain(Form form, long chunk = 64) =>
        x =>
        {
            var (output, state) = Composite(Made(form, x, chunk), Moves(form));
            return state is null ? [output]
                : state.normaliser is { } normaliser ? [output, state.sums, normaliser]
                : [output, state.sums];
        };

    public static TheoryData<Form> Forms() => [.. Enum.GetValues<Form>()];

    [Theory]
    [MemberData(nameof(Forms))]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64(Form form)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            NativeMethods.Check(NativeMethods.workbench_cap_instruction_set(set));
            // Sizes of one, ones that no register divides, one chunk, several, and several spans (in few sequences and in many).
            foreach (
                var (g, r, b, t, f, e) in new[]
                {
                    (1L, 1L, 1L, 1L, 1L, 1L),
                    (2, 3, 2, 7, 5, 3),
                    (1, 1, 1, 64, 16, 16),
                    (2, 2, 1, 130, 17, 33),
                    (1, 2, 1, 600, 20, 9),
                    (3, 1, 3, 530, 8, 70),
                }
            )
            {
                if (set != "avx512" && t > 200)
                    continue;
                Expect.ValuesAndGradients(
                    Kernel(form),
                    Plain(form),
                    Inputs(form, g, r, b, t, f, e),
                    t == 1 ? 1e-4 : 2e-5,
                    $"{form} {set} {g} x {r} x {b} x {t} x {f} x {e}"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Gradients_are_those_of_finite_differences(Form form)
    {
        var inputs = Inputs(form, 1, 2, 2, 9, 6, 5);
        // u cancels, and differences of nothing are rounding.
        if (form is Form.Weighted or Form.WeightedTotals)
            inputs[3] = inputs[3].detach();
        Expect.FiniteDifferences(Kernel(form), inputs, 1e-2, 2e-2, form.ToString());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Parallel_chunked_and_recurrent_forms_agree(Form form)
    {
        foreach (var width in new[] { 16, 20 })
            Agree(form, width); // a state's rows are whole registers, and not
    }

    private static void Agree(Form form, long width)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var inputs = Inputs(form, 2, 2, 1, 100, 12, width, gradients: false);
        var exact = Plain(form, 100)([.. inputs.Select(x => x.to(ScalarType.Float64))])[0];
        foreach (var chunk in new[] { 1L, 3, 64, 100, 1000 })
            Expect.Close(exact, Kernel(form, chunk)(inputs)[0], 1e-5, $"{form} in chunks of {chunk}");

        // Token by token, and in two parts of unequal length, with the state handed on.
        var whole = Made(form, inputs, 64);
        foreach (var cuts in new[] { Enumerable.Range(1, 100).ToArray(), [37, 100] })
        {
            var (state, outputs, from) = (whole.State, new List<Tensor>(), 0);
            foreach (var to in cuts)
            {
                Tensor Part(Tensor x, int dimension) => x.slice(dimension, from, to, 1);
                var weights = whole.Weights is not { } w
                    ? null
                    : new PairWeights(Part(w.query, 2), Part(w.key, 2), from == 0 ? w.before : w.query.select(2, from - 1));
                var totals = whole.Totals is not { } p ? null : new TotalFeatures(Part(p.query, 3), Part(p.key, 2));
                (var output, state) = causal_linear_attention_from(
                    state,
                    Part(whole.Q, 3),
                    Part(whole.K, 2),
                    Part(whole.V, 2),
                    whole.Map,
                    weights,
                    totals,
                    whole.Floor
                );
                outputs.Add(output);
                from = to;
            }
            Expect.Close(exact, cat([.. outputs], 3), 1e-5, $"{form} in {cuts.Length} steps");
        }
    }

    [Theory]
    [InlineData(1, 300)] // spans are tasks
    [InlineData(9, 600)] // sequences are
    public void No_bit_of_a_later_token_is_in_an_earlier_output(long groups, long tokens)
    {
        using var scope = NewDisposeScope();
        foreach (var form in new[] { Form.Elu, Form.Weighted, Form.WeightedTotals })
        {
            foreach (var value in new[] { 3f, float.NaN, float.PositiveInfinity })
            {
                var inputs = Inputs(form, groups, 2, 1, tokens, 10, 7, gradients: false);
                var before = Kernel(form)(inputs)[0].contiguous();
                for (var i = 0; i < inputs.Length; i++)
                {
                    if (i == 5)
                        continue; // `before` has no tokens
                    var dimension = inputs[i].dim() == 5 ? 3 : 2;
                    inputs[i].select(dimension, tokens - 1).fill_(value);
                }
                var after = Kernel(form)(inputs)[0].contiguous();
                Assert.True(
                    before.narrow(3, 0, tokens - 1).contiguous().bytes.SequenceEqual(after.narrow(3, 0, tokens - 1).contiguous().bytes),
                    $"{form} {value}"
                );
                Assert.False(before.select(3, tokens - 1).equal(after.select(3, tokens - 1)).all().item<bool>());
            }
        }
    }

    [Theory]
    [InlineData(1, 700)]
    [InlineData(10, 520)]
    public void The_bits_do_not_depend_on_threads(long groups, long tokens)
    {
        foreach (var form in new[] { Form.Elu, Form.StatedWeighted, Form.WeightedTotals })
        {
            Expect.SameBitsOnAnyThreads(
                () =>
                {
                    var inputs = Inputs(form, groups, 2, 1, tokens, 24, 24);
                    var outputs = Kernel(form)(inputs);
                    outputs.Select(x => x.square().sum()).Aggregate((a, b) => a + b).backward();
                    return [.. outputs, .. inputs.Where(x => x.requires_grad).Select(x => x.grad!)];
                },
                $"{form}"
            );
        }
    }

    [Fact]
    public void Strides_are_read_as_they_are()
    {
        using var scope = NewDisposeScope();
        var packed = Random("packed", 2, 50, 3, 4, 8); // [B, T, q | k | v, H, K]
        Tensor Turned(int i) => packed.select(2, i).permute(2, 0, 1, 3); // [H, B, T, K]
        Tensor Odd(Tensor x) => x.transpose(-1, -2).contiguous().transpose(-1, -2); // the last dimension is not contiguous
        foreach (var lay in new Func<Tensor, Tensor>[] { x => x, Odd, x => x.narrow(1, 0, 1).expand(4, 2, 50, 8) })
        {
            Tensor[] inputs = [lay(Turned(0)).unsqueeze(1), lay(Turned(1)), lay(Turned(2))];
            Tensor[] Attend(Tensor[] x) => [causal_linear_attention(x[0], x[1], x[2], FeatureMap.Elu)];
            Tensor[] Exact(Tensor[] x) => [Composite(new(x[0], x[1], x[2], FeatureMap.Elu, null, null, null, 1e-12, 64), false).Output];
            Expect.Close(Exact([.. inputs.Select(x => x.to(ScalarType.Float64))])[0], Attend(inputs)[0], 1e-5, "strides");
            Expect.ValuesAndGradients(Attend, Exact, [.. inputs.Select(x => x.detach().requires_grad_())], 2e-5, "strides with gradients");
        }
        // The output is laid out as the projection after it wants to read it.
        var mixed = causal_linear_attention(Turned(0).unsqueeze(1), Turned(1), Turned(2), FeatureMap.Elu);
        Assert.True(mixed.permute(2, 3, 0, 1, 4).is_contiguous());
    }

    [Fact]
    public void Nothing_in_is_nothing_out()
    {
        using var scope = NewDisposeScope();
        foreach (
            var (g, r, b, t, f, e) in new[]
            {
                (0L, 1L, 1L, 3L, 2L, 2L),
                (1, 1, 0, 3, 2, 2),
                (2, 1, 1, 0, 2, 2),
                (1, 1, 1, 3, 2, 0),
                (1, 0, 1, 3, 2, 2),
            }
        )
        {
            var inputs = Inputs(Form.Features, g, r, b, t, f, e);
            var output = Kernel(Form.Features)(inputs)[0];
            Assert.Equal([g, r, b, t, e], output.shape);
            output.sum().backward();
            Assert.All(inputs, x => Assert.Equal(0.0, x.grad!.abs().sum().item<float>()));
        }
        var none = causal_linear_attention(zeros([1, 1, 1, 3, 0]), zeros(1, 1, 3, 0), ones(1, 1, 3, 2)); // no feature: zero over the floor
        Assert.Equal(0f, none.abs().sum().item<float>());
        var (empty, state) = causal_linear_attention_from(
            new LinearState(ones(1, 1, 2, 2), ones(1, 1, 2)),
            zeros([1, 1, 1, 0, 2]),
            zeros(1, 1, 0, 2),
            zeros(1, 1, 0, 2)
        );
        Assert.Equal([1L, 1, 1, 0, 2], empty.shape);
        Assert.Equal(4f, state.sums.sum().item<float>());
    }

    [Fact]
    public void Extreme_inputs_give_what_the_sums_say()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(Form.Weighted, 1, 1, 1, 70, 8, 8, gradients: false);
        // A key of weight -infinity is not there at all.
        inputs[4].select(2, 5).fill_(float.NegativeInfinity);
        var without = Kernel(Form.Weighted)(inputs)[0];
        inputs[2].select(2, 5).fill_(1e6f);
        Assert.True(without.equal(Kernel(Form.Weighted)(inputs)[0]).all().item<bool>());
        // All keys ignored: 0 over the floor.
        inputs[4].fill_(float.NegativeInfinity);
        Assert.Equal(0f, Kernel(Form.Weighted)(inputs)[0].abs().sum().item<float>());
        // Large and very negative inputs of the feature map.
        var far = Inputs(Form.Elu, 1, 1, 1, 70, 8, 8, gradients: false);
        var large = new[] { far[0] * 50, far[1] * 50, far[2] };
        Expect.Close(Plain(Form.Elu)([.. large.Select(x => x.to(ScalarType.Float64))])[0], Kernel(Form.Elu)(large)[0], 1e-5, "large");
        // A NaN arrives at its own token and all later ones.
        far[1][0, 0, 30, 2] = float.NaN;
        var broken = Kernel(Form.Elu)(far)[0].isnan().any(-1).flatten();
        Assert.Equal(40L, broken.sum().item<long>());
        Assert.False(broken[29].item<bool>());
    }

    [Fact]
    public void Without_the_kernel_and_in_other_dtypes_plain_operators_answer()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(Form.StatedWeighted, 2, 2, 1, 20, 6, 5, gradients: false);
        var native = Kernel(Form.StatedWeighted)(inputs);
        using (NativeKernels.Suspend("linear-attention"))
        {
            var plain = Kernel(Form.StatedWeighted)(inputs);
            foreach (var (a, b) in plain.Zip(native))
                Expect.Close(a, b, 1e-5, "suspended");
            Assert.True(plain[0].equal(Plain(Form.StatedWeighted)(inputs)[0]).all().item<bool>());
        }
        foreach (var dtype in new[] { ScalarType.Float64, ScalarType.BFloat16 })
        {
            var other = Kernel(Form.Features)([.. Inputs(Form.Features, 1, 1, 1, 9, 4, 4, gradients: false).Select(x => x.to(dtype))])[0];
            Assert.Equal(dtype, other.dtype);
        }
        var shadow = Kernel(Form.Stated)([.. Inputs(Form.Stated, 2, 2, 1, 20, 6, 5, gradients: false).Select(x => x.to(META))]);
        Assert.Equal((DeviceType.META, 3), (shadow[0].device.type, shadow.Length));
        Assert.Equal([2L, 2, 1, 20, 5], shadow[0].shape);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_gradient_of_the_gradient_is_that_of_plain_operators(Form form)
    {
        foreach (var tokens in new[] { 5L, 70 })
        {
            var inputs = Inputs(form, 2, 2, 1, tokens, 4, 3);
            // u cancels, and what is left of it is rounding.
            if (form is Form.Weighted or Form.WeightedTotals)
                inputs[3] = inputs[3].detach();
            Differentiated.Twice(Kernel(form), Plain(form), inputs, 1e-4, $"{form} {tokens}");
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Outputs_that_are_not_used_change_no_gradient(Form form)
    {
        if (!Moves(form))
            return;
        foreach (var (groups, tokens) in new[] { (2L, 9L), (1L, 300L), (9L, 600L) })
            Differentiated.FromEachOutput(Kernel(form), Plain(form), Inputs(form, groups, 2, 1, tokens, 6, 5), 2e-5, $"{form} {tokens}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_step_leaves_no_handle_behind(Form form) =>
        Differentiated.LeavesNothing(Kernel(form), Inputs(form, 2, 2, 1, 300, 6, 5), form.ToString());

    [Fact]
    public void What_backward_keeps_is_freed_with_the_graph()
    {
        var inputs = Inputs(Form.Elu, 1, 1, 1, 16_384, 8, 128);
        for (var i = 0; i < 10; i++)
            Step(i);
        var before = Environment.WorkingSet;
        for (var i = 0; i < 60; i++)
            Step(i); // 8 MB of output each
        Assert.True(Environment.WorkingSet - before < 200L << 20, $"{(Environment.WorkingSet - before) >> 20} MB more than before");

        void Step(int i)
        {
            using (NewDisposeScope())
            {
                var output = Kernel(Form.Elu)(inputs)[0];
                output.mul_(2); // an output may be changed in place, where backward does not need it any more
                if (i % 2 == 0)
                    autograd.grad([Kernel(Form.Elu)(inputs)[0].sum()], [inputs[0]]);
            }
            KernelGraphs.ReleaseReturned();
        }
    }

    [Fact]
    public void Memory_is_linear()
    {
        using var scope = NewDisposeScope();
        // A square of pairs would be 16 GiB.
        var inputs = Inputs(Form.Elu, 1, 1, 1, 65_536, 16, 16);
        Kernel(Form.Elu)(inputs)[0].sum().backward();
        Assert.All(inputs, x => Assert.True(x.grad!.isfinite().all().item<bool>()));
    }

    [Fact]
    public void What_does_not_fit_is_refused_before_the_kernel()
    {
        using var scope = NewDisposeScope();
        var (q, k, v) = (ones([1, 2, 1, 4, 3]), ones(1, 1, 4, 3), ones(1, 1, 4, 5));
        Says(
            "causal_linear_attention: q is [1, 4, 3], it must have the five dimensions [G, R, B, T, F]",
            () => causal_linear_attention(ones(1, 4, 3), k, v)
        );
        Says(
            "causal_linear_attention: q is Int64, it must be of a floating dtype",
            () => causal_linear_attention(q.to(ScalarType.Int64), k, v)
        );
        Says(
            "causal_linear_attention: k [G, B, T, F] is [1, 1, 4, 2], with q [1, 2, 1, 4, 3] it must be [1, 1, 4, 3]",
            () => causal_linear_attention(q, ones(1, 1, 4, 2), v)
        );
        Says(
            "causal_linear_attention: v [G, B, T, K] is [1, 1, 3, 5], with q [1, 2, 1, 4, 3] it must be [1, 1, 4, 5]",
            () => causal_linear_attention(q, k, ones(1, 1, 3, 5))
        );
        Says(
            "causal_linear_attention: k [G, B, T, F] is Float64 on cpu, q is Float32 on cpu; convert one of them",
            () => causal_linear_attention(q, k.to(ScalarType.Float64), v)
        );
        Says(
            "causal_linear_attention: weights.before [G, B] is [1], with q [1, 2, 1, 4, 3] it must be [1, 1]",
            () => causal_linear_attention(q, k, v, weights: new(ones(1, 1, 4), ones(1, 1, 4), ones(1)))
        );
        Says(
            "causal_linear_attention: features of the denominator need finished features and a floor, not map = "
                + "Elu and floor = 1E-12 (Parameter 'totals')",
            () => causal_linear_attention(q, k, v, FeatureMap.Elu, totals: new(q, k))
        );
        Says(
            "causal_linear_attention: totals.key [G, B, T, D] is [1, 1, 4, 5], with q [1, 2, 1, 4, 3] it must be [1, 1, 4, 3]",
            () => causal_linear_attention(q, k, v, totals: new(q, v))
        );
        Says(
            "causal_linear_attention: state.sums [G, B, F, K] is [1, 1, 3, 3], with q [1, 2, 1, 4, 3] it must be [1, 1, 3, 5]",
            () => causal_linear_attention_from(new(ones(1, 1, 3, 3), ones(1, 1, 3)), q, k, v)
        );
        Says(
            "causal_linear_attention: without a floor nothing is divided, and a state has no normaliser; leave it null (Parameter 'state')",
            () => causal_linear_attention_from(new(ones(1, 1, 3, 5), ones(1, 1, 3)), q, k, v, floor: null)
        );
        foreach (var floor in new[] { 0, -1, double.NaN, double.PositiveInfinity })
            Assert.Contains(
                "the floor of the denominator is a finite number above 0",
                Assert.Throws<ArgumentOutOfRangeException>(() => causal_linear_attention(q, k, v, floor: floor)).Message
            );
        Assert.Contains(
            "a chunk has at least 1 token",
            Assert.Throws<ArgumentOutOfRangeException>(() => causal_linear_attention(q, k, v, chunk: 0)).Message
        );

        // The second line, in the kernel itself.
        var (other, at) = (NativeTensor.Of(v), NativeTensor.Of(q));
        var error = Assert.Throws<ExternalException>(() =>
            NativeMethods.Check(
                NativeMethods.workbench_linear_attention(
                    new()
                    {
                        Q = at,
                        K = other,
                        V = other,
                        Floor = 1,
                        Chunk = 64,
                    },
                    new()
                )
            )
        );
        Assert.Equal("q is [G, R, B, T, F] where k is [G, B, T, F]", error.Message);

        static void Says(string text, Action act) => Assert.Equal(text, Assert.ThrowsAny<ArgumentException>(act).Message);
    }
}
