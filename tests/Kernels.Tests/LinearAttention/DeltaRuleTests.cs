using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using static Workbench.Kernels.DeltaRule;

namespace Workbench.Kernels.Tests;

[Collection(NativeTests.Name)]
public class DeltaRuleTests
{
    public DeltaRuleTests() => Assert.True(NativeKernels.Load().IsOn("linear-attention"), NativeKernels.Load().Reason);

    private static Tensor Random(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(6, "delta/" + name));

    // q, k of unit length, v, beta in (0, 1), the state.
    private static Tensor[] Inputs(long g, long r, long b, long t, long f, long e, bool gradients = true)
    {
        Tensor[] inputs =
        [
            Random("q", g, r, b, t, f),
            nn.functional.normalize(Random("k", g, b, t, f), 2, -1),
            Random("v", g, b, t, e),
            Random("beta", g, b, t).sigmoid(),
            Random("state", g, b, f, e),
        ];
        return [.. inputs.Select(input => gradients ? input.detach().requires_grad_() : input)];
    }

    private static Tensor[] Kernel(Tensor[] x, bool stated, long chunk = 64)
    {
        if (!stated)
            return [delta_rule(x[0], x[1], x[2], x[3], chunk)];
        var (output, state) = delta_rule_from(x[4], x[0], x[1], x[2], x[3], chunk);
        return [output, state];
    }

    private static Tensor[] Plain(Tensor[] x, bool stated)
    {
        var (output, state) = Composite(x[0], x[1], x[2], x[3], stated ? x[4] : null);
        return stated ? [output, state!] : [output];
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64(bool stated)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            NativeMethods.Check(NativeMethods.workbench_cap_instruction_set(set));
            foreach (
                var (g, r, b, t, f, e) in new[]
                {
                    (1L, 1L, 1L, 1L, 1L, 1L),
                    (2, 3, 2, 7, 5, 3),
                    (1, 1, 1, 64, 16, 16),
                    (1, 2, 1, 130, 17, 100),
                    (5, 1, 1, 530, 8, 20),
                }
            )
            {
                if (set != "avx512" && t > 200)
                    continue;
                var inputs = Inputs(g, r, b, t, f, e);
                Expect.ValuesAndGradients(
                    x => Kernel(x, stated),
                    x => Plain(x, stated),
                    stated ? inputs : inputs[..4],
                    2e-5,
                    $"{set} {g} x {r} x {b} x {t} x {f} x {e}"
                );
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_are_those_of_finite_differences(bool stated)
    {
        var inputs = Inputs(1, 2, 2, 9, 6, 5);
        Expect.FiniteDifferences(x => Kernel(x, stated), stated ? inputs : inputs[..4], 1e-2, 2e-2, $"state {stated}");
    }

    [Fact]
    public void Parallel_chunked_and_recurrent_forms_agree()
    {
        using var scope = NewDisposeScope();
        var x = Inputs(2, 2, 1, 100, 12, 20, gradients: false);
        var exact = Plain([.. x.Select(one => one.to(ScalarType.Float64))], true);
        foreach (var chunk in new[] { 1L, 3, 64, 100, 1000 })
        {
            foreach (var (a, b) in exact.Zip(Kernel(x, true, chunk)))
                Expect.Close(a, b, 1e-5, $"in chunks of {chunk}");
        }
        foreach (var cuts in new[] { Enumerable.Range(1, 100).ToArray(), [37, 100] })
        {
            var (state, outputs, from) = (x[4], new List<Tensor>(), 0);
            foreach (var to in cuts)
            {
                Tensor Part(Tensor tensor, int dimension) => tensor.slice(dimension, from, to, 1);
                (var output, state) = delta_rule_from(state, Part(x[0], 3), Part(x[1], 2), Part(x[2], 2), Part(x[3], 2));
                outputs.Add(output);
                from = to;
            }
            Expect.Close(exact[0], cat([.. outputs], 3), 1e-5, $"in {cuts.Length} steps");
            Expect.Close(exact[1], state, 1e-5, $"the state after {cuts.Length} steps");
        }
    }

    [Fact]
    public void With_orthonormal_keys_and_beta_1_pairs_are_stored_exactly()
    {
        using var scope = NewDisposeScope();
        var keys = eye(16).view(1, 1, 16, 16);
        var values = Random("stored", 1, 1, 16, 8);
        // Every key is written twice; the first values must be gone without a trace.
        var (_, state) = delta_rule_from(
            null,
            zeros([1, 1, 1, 32, 16]),
            cat([keys, keys], 2),
            cat([values * 100, values], 2),
            ones(1, 1, 32)
        );
        Expect.Close(values.view(16, 8), state.view(16, 8), 2e-5, "what was stored");
    }

    [Theory]
    [InlineData(1, 300, 100)] // columns are tasks
    [InlineData(9, 600, 10)] // sequences are
    public void No_bit_of_a_later_token_is_in_an_earlier_output(long groups, long tokens, long width)
    {
        using var scope = NewDisposeScope();
        foreach (var value in new[] { 0.3f, float.NaN, float.PositiveInfinity })
        {
            var x = Inputs(groups, 2, 1, tokens, 10, width, gradients: false);
            var before = Kernel(x, false)[0].contiguous();
            for (var i = 0; i < 4; i++)
                x[i].select(i == 0 ? 3 : 2, tokens - 1).fill_(value);
            var after = Kernel(x, false)[0].contiguous();
            Assert.True(
                before.narrow(3, 0, tokens - 1).contiguous().bytes.SequenceEqual(after.narrow(3, 0, tokens - 1).contiguous().bytes),
                $"{value}"
            );
            Assert.False(before.select(3, tokens - 1).equal(after.select(3, tokens - 1)).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(1, 700, 100)]
    [InlineData(10, 520, 24)]
    public void The_bits_do_not_depend_on_threads(long groups, long tokens, long width) =>
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var x = Inputs(groups, 2, 1, tokens, 24, width);
                var outputs = Kernel(x, true);
                (outputs[0].square().sum() + outputs[1].square().sum()).backward();
                return [.. outputs, .. x.Select(one => one.grad!)];
            },
            "delta rule"
        );

    [Fact]
    public void Strides_are_read_as_they_are()
    {
        using var scope = NewDisposeScope();
        var packed = Random("packed", 2, 50, 3, 4, 8) * 0.3; // [B, T, q | k | v, H, K]
        Tensor Turned(int i) => packed.select(2, i).permute(2, 0, 1, 3); // [H, B, T, K]
        var beta = Random("beta", 2, 50, 4).sigmoid().permute(2, 0, 1); // [H, B, T]
        foreach (
            var lay in new Func<Tensor, Tensor>[]
            {
                x => x,
                x => x.transpose(-1, -2).contiguous().transpose(-1, -2),
                x => x.narrow(1, 0, 1).expand(4, 2, 50, 8),
            }
        )
        {
            Tensor[] x = [lay(Turned(0)).unsqueeze(1), lay(Turned(1)), lay(Turned(2)), beta];
            Expect.Close(Plain([.. x.Select(one => one.to(ScalarType.Float64))], false)[0], Kernel(x, false)[0], 1e-5, "strides");
            Expect.ValuesAndGradients(
                y => Kernel(y, false),
                y => Plain(y, false),
                [.. x.Select(one => one.detach().requires_grad_())],
                2e-5,
                "strides with gradients"
            );
        }
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
                (1, 1, 1, 3, 0, 2),
            }
        )
        {
            var x = Inputs(g, r, b, t, f, e);
            var outputs = Kernel(x, true);
            Assert.Equal([g, r, b, t, e], outputs[0].shape);
            (outputs[0].sum() + outputs[1].sum()).backward();
            Assert.Equal(g * b * f * e, x[4].grad!.sum().item<float>());
            Assert.All(x[..4], one => Assert.Equal(0.0, one.grad!.abs().sum().item<float>()));
        }
    }

    [Fact]
    public void Without_the_kernel_and_in_other_dtypes_plain_operators_answer()
    {
        using var scope = NewDisposeScope();
        var x = Inputs(2, 2, 1, 20, 6, 5, gradients: false);
        var native = Kernel(x, true);
        using (NativeKernels.Suspend("linear-attention"))
        {
            foreach (var (a, b) in Kernel(x, true).Zip(native))
                Expect.Close(a, b, 1e-5, "suspended");
            Assert.True(Kernel(x, true)[0].equal(Plain(x, true)[0]).all().item<bool>());
        }
        Assert.Equal(ScalarType.Float64, Kernel([.. x.Select(one => one.to(ScalarType.Float64))], true)[0].dtype);
        var shadow = Kernel([.. x.Select(one => one.to(META))], true);
        Assert.Equal(DeviceType.META, shadow[0].device.type);
        Assert.Equal([2L, 2, 1, 20, 5], shadow[0].shape);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_of_the_gradient_is_that_of_plain_operators(bool stated)
    {
        foreach (var tokens in new[] { 5L, 70 })
        {
            var inputs = Inputs(2, 2, 1, tokens, 4, 3);
            Differentiated.Twice(x => Kernel(x, stated), x => Plain(x, stated), stated ? inputs : inputs[..4], 1e-4, $"{stated} {tokens}");
        }
    }

    [Theory]
    [InlineData(2, 9, 5)]
    [InlineData(1, 300, 100)]
    [InlineData(5, 600, 5)]
    public void Outputs_that_are_not_used_change_no_gradient(long groups, long tokens, long width) =>
        Differentiated.FromEachOutput(x => Kernel(x, true), x => Plain(x, true), Inputs(groups, 2, 1, tokens, 6, width), 2e-5, $"{tokens}");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_step_leaves_no_handle_behind(bool stated) =>
        Differentiated.LeavesNothing(
            x => Kernel(x, stated),
            stated ? Inputs(2, 2, 1, 600, 6, 70) : Inputs(2, 2, 1, 600, 6, 70)[..4],
            $"{stated}"
        );

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = Inputs(1, 2, 1, 4, 3, 5);
        Says(
            "delta_rule: beta [G, B, T] is [1, 4], with q [1, 2, 1, 4, 3] it must be [1, 1, 4]",
            () => delta_rule(x[0], x[1], x[2], ones(1, 4))
        );
        Says(
            "delta_rule: state [G, B, F, K] is [1, 1, 3, 3], with q [1, 2, 1, 4, 3] it must be [1, 1, 3, 5]",
            () => delta_rule_from(ones(1, 1, 3, 3), x[0], x[1], x[2], x[3])
        );
        Says(
            "delta_rule: k [G, B, T, F] is [1, 1, 4, 5], with q [1, 2, 1, 4, 3] it must be [1, 1, 4, 3]",
            () => delta_rule(x[0], x[2], x[2], x[3])
        );
        Assert.Contains(
            "a chunk has at least 1 token",
            Assert.Throws<ArgumentOutOfRangeException>(() => delta_rule(x[0], x[1], x[2], x[3], 0)).Message
        );
        var (other, at, rates) = (NativeTensor.Of(x[2]), NativeTensor.Of(x[0]), NativeTensor.Of(x[3]));
        var error = Assert.Throws<ExternalException>(() =>
            NativeMethods.Check(
                NativeMethods.workbench_delta_rule(
                    new()
                    {
                        Q = at,
                        K = other,
                        V = other,
                        Beta = rates,
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
