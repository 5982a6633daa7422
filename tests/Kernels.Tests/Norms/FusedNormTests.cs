using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Norms;

[Collection(NativeTests.Name)]
public class FusedNormTests
{
    public FusedNormTests() => Assert.True(NativeKernels.Load().IsOn("norms"), NativeKernels.Load().Reason);

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(11, name));

    private static FusedNorm.Form FormOf(string form) =>
        form switch
        {
            "layer" => FusedNorm.Form.Layer,
            "rms" => FusedNorm.Form.RootMeanSquare,
            _ => FusedNorm.Form.Scale,
        };

    // inputs: x, branch, weight, bias (of LayerNorm alone)
    private static Tensor[] Inputs(string form, params long[] shape) =>
        [
            (Normal("x", shape) * 3 + 1).detach().requires_grad_(),
            Normal("branch", shape).requires_grad_(),
            (Normal("weight", form == "scale" ? 1 : shape[^1]) + 1).detach().requires_grad_(),
            .. form == "layer" ? new[] { Normal("bias", shape[^1]).requires_grad_() } : [],
        ];

    private static Tensor[] Kernel(string form, bool keep, Tensor[] t) =>
        form switch
        {
            "layer" when keep => Pair(FusedNorm.add_layer_norm(t[0], t[1], t[2], t[3])),
            "rms" when keep => Pair(FusedNorm.add_rms_norm(t[0], t[1], t[2])),
            "scale" when keep => Pair(FusedNorm.add_scale_norm(t[0], t[1], t[2])),
            "layer" => [FusedNorm.layer_norm(t[0], t[2], t[3], branch: t[1])],
            "rms" => [FusedNorm.rms_norm(t[0], t[2], branch: t[1])],
            _ => [FusedNorm.scale_norm(t[0], t[2], branch: t[1])],
        };

    private static Tensor[] Pair((Tensor Sum, Tensor Normed) made) => [made.Sum, made.Normed];

    private static Tensor[] Plain(string form, bool keep, Tensor[] t)
    {
        var (sum, normed) = FusedNorm.Composite(t[0], t[1], t[2], t.ElementAtOrDefault(3), FormOf(form), 1e-5, keep);
        return keep ? [sum!, normed] : [normed];
    }

    public static TheoryData<string, bool> Forms =>
        new()
        {
            { "layer", true },
            { "layer", false },
            { "rms", true },
            { "rms", false },
            { "scale", true },
            { "scale", false },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64_on_every_instruction_set(string form, bool keep)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (
                var shape in new long[][] { [3, 5, 64], [37, 65], [1, 1], [70, 1], [2, 130], [9, 7], [0, 8], [4, 0], [33], [2100, 19] }
            )
            {
                using var scope = NewDisposeScope();
                // Of a single number hardly more than its sign is left, and the gradient is what does not quite cancel.
                Expect.ValuesAndGradients(
                    t => Kernel(form, keep, t),
                    t => Plain(form, keep, t),
                    Inputs(form, shape),
                    shape[^1] == 1 ? 1e-4 : 4e-6,
                    $"{set}, {form}, keep {keep}, [{string.Join(", ", shape)}]"
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Gradients_are_what_finite_differences_give(string form, bool keep)
    {
        using var scope = NewDisposeScope();
        Expect.FiniteDifferences(t => Kernel(form, keep, t), Inputs(form, 7, 20), 1e-2, 1e-2, form);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_bits_do_not_depend_on_the_number_of_threads(string form, bool keep)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs(form, 611, 130);
        var weighting = Normal("weighting", 611, 130);
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var made = Kernel(form, keep, inputs);
                return [.. made, .. autograd.grad([made.Select(m => (m * weighting).sum()).Aggregate((a, b) => a + b)], inputs)];
            },
            form
        );
    }

    [Fact]
    public void A_large_mean_beside_a_small_variance_is_as_exact_as_its_numbers()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var mean in new[] { 1e4, -1e6 })
            {
                var x = (Normal("x", 40, 300) + mean).detach().requires_grad_(); // rounded to float32 here, for both
                Expect.ValuesAndGradients(
                    t => [FusedNorm.layer_norm(t[0], t[1], t[2])],
                    t => [FusedNorm.Composite(t[0], null, t[1], t[2], FusedNorm.Form.Layer, 1e-5, false).Normed],
                    [x, Normal("weight", 300).requires_grad_(), Normal("bias", 300).requires_grad_()],
                    4e-6,
                    $"{set}, mean {mean}"
                );
            }
        }
    }

    [Theory]
    [InlineData(1e25)] // squares leave the range of float32 above
    [InlineData(1e-22)] // and below, when epsilon is not there to hide it
    [InlineData(1e-3)]
    public void Rows_of_any_size_come_out_right(double size)
    {
        using var scope = NewDisposeScope();
        foreach (var form in new[] { "layer", "rms", "scale" })
        {
            var inputs = Inputs(form, 5, 37);
            inputs[0] = (inputs[0] * size).detach().requires_grad_();
            Expect.ValuesAndGradients(
                t => Once(t, native: true),
                t => Once(t, native: false),
                [inputs[0], .. inputs[2..]],
                4e-6,
                $"{form} at {size}"
            );

            Tensor[] Once(Tensor[] t, bool native)
            {
                if (!native)
                    return [FusedNorm.Composite(t[0], null, t[1], t.ElementAtOrDefault(2), FormOf(form), 0, false).Normed];
                return form switch
                {
                    "layer" => [FusedNorm.layer_norm(t[0], t[1], t[2], eps: 0)],
                    "rms" => [FusedNorm.rms_norm(t[0], t[1], eps: 0)],
                    _ => [FusedNorm.scale_norm(t[0], t[1], eps: 0)],
                };
            }
        }
    }

    [Fact]
    public void A_constant_row_gives_the_bias_and_what_is_not_finite_arrives_in_its_row_alone()
    {
        using var scope = NewDisposeScope();
        var bias = Normal("bias", 33);
        var flat = FusedNorm.layer_norm(full([2, 33], 7f), ones(33), bias);
        Assert.True(flat.equal(bias.expand(2, 33)).all().item<bool>());
        Assert.Equal(0f, FusedNorm.rms_norm(zeros(2, 33), ones(33)).abs().max().item<float>());
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            var x = Normal("x", 3, 33);
            x[1, 32] = bad;
            foreach (
                var made in new[]
                {
                    FusedNorm.layer_norm(x, ones(33), bias),
                    FusedNorm.rms_norm(x, ones(33)),
                    FusedNorm.scale_norm(x, ones(1)),
                }
            )
            {
                Assert.True(made[1, 32].isnan().item<bool>());
                Assert.True(made[0].isfinite().all().item<bool>() && made[2].isfinite().all().item<bool>());
            }
        }
    }

    [Fact]
    public void Strides_are_read_as_they_are()
    {
        using var scope = NewDisposeScope();
        var wide = Normal("wide", 4, 3, 5, 60);
        foreach (
            var (x, what) in new[]
            {
                (wide.slice(-1, 7, 40, 1), "a slice of the last dimension"),
                (wide.transpose(0, 2), "transposed in front"),
                (wide.transpose(1, 3), "transposed behind"),
                (wide[0].unsqueeze(0).expand(4, 3, 5, 60), "expanded"),
                (wide.slice(-1, 0, 60, 2), "every second"),
            }
        )
        {
            var width = x.shape[^1];
            Tensor[] inputs = [x, Normal("branch", x.shape), Normal("weight", width), Normal("bias", width)];
            var exact = FusedNorm.Composite(
                x.to(ScalarType.Float64),
                inputs[1].to(ScalarType.Float64),
                inputs[2].to(ScalarType.Float64),
                inputs[3].to(ScalarType.Float64),
                FusedNorm.Form.Layer,
                1e-5,
                true
            );
            var made = FusedNorm.add_layer_norm(x, inputs[1], inputs[2], inputs[3]);
            Expect.Close(exact.Sum!, made.Sum, 1e-6, what);
            Expect.Close(exact.Normed, made.Normed, 4e-6, what);
            Expect.Close(exact.Normed, FusedNorm.layer_norm(inputs[1], inputs[2], inputs[3], branch: x), 4e-6, what);
        }
    }

    [Fact]
    public void Gradients_that_come_expanded_or_not_at_all_are_taken()
    {
        using var scope = NewDisposeScope();
        foreach (var form in new[] { "layer", "rms", "scale" })
        {
            var inputs = Inputs(form, 6, 40);
            var other = inputs.Select(t => t.detach().to(ScalarType.Float64).requires_grad_()).ToArray();
            // The sum alone, with a gradient of strides 0; then the norm alone.
            foreach (var part in new[] { 0, 1 })
            {
                var made = autograd.grad([Kernel(form, true, inputs)[part].sum()], inputs, allow_unused: true);
                var exact = autograd.grad([Plain(form, true, other)[part].sum()], other, allow_unused: true);
                for (var i = 0; i < made.Count; i++)
                {
                    // TorchSharp has an invalid tensor where there is no gradient.
                    Assert.Equal(exact[i] is { IsInvalid: false }, made[i] is { IsInvalid: false });
                    if (exact[i] is { IsInvalid: false })
                        Expect.Close(exact[i], made[i], 4e-6, $"{form} {part} {i}");
                }
            }
        }
    }
}
