using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

/// <summary>Attention whose products have bfloat16 factors, on every unit that multiplies them.</summary>
[Collection(NativeTests.Name)]
public class Bf16AttentionTests
{
    // A rounded factor is off by at most 2^-9 of itself, and a gradient is made of four of them in a row.
    private const double Rounding = 1.5e-2;

    public Bf16AttentionTests() => Assert.True(NativeKernels.Load().IsOn("attention"), NativeKernels.Load().Reason);

    public static TheoryData<string> Names() => [.. AttentionCases.All().Select(one => one.Name)];

    private static Tensor[] ByKernel(AttentionCase one, Tensor[] inputs)
    {
        using var precision = MixedPrecision.Use(ProductPrecision.Bf16);
        return [FusedAttention.attention(inputs[0], inputs[1], inputs[2], AttentionCases.With(one, inputs))];
    }

    [Theory, MemberData(nameof(Names))]
    public void Values_and_gradients_are_those_of_float64_but_for_rounded_factors(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        foreach (var units in NativeTests.Bf16Units())
        foreach (var set in units == "none" ? NativeTests.InstructionSets() : ["avx512"])
        {
            Expect.ValuesAndGradients(
                inputs => ByKernel(one, inputs),
                inputs => [FusedAttention.Composite(inputs[0], inputs[1], inputs[2], AttentionCases.With(one, inputs))],
                AttentionCases.Inputs(one),
                Rounding,
                $"{name} on {set} with {units}"
            );
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(80)]
    [InlineData(257)]
    public void Head_widths_that_no_tile_divides_are_right(long width)
    {
        using var scope = NewDisposeScope();
        var one = new AttentionCase($"head width {width}", (1, 2, 1, 70, 70, width), AttentionTerms.CausalOnly);
        foreach (var units in NativeTests.Bf16Units())
            Expect.ValuesAndGradients(
                inputs => ByKernel(one, inputs),
                inputs => [FusedAttention.Composite(inputs[0], inputs[1], inputs[2], one.Terms)],
                AttentionCases.Inputs(one),
                Rounding,
                $"{one.Name} with {units}"
            );
    }

    [Fact]
    public void Factors_are_rounded_and_scores_and_weights_are_not_rounded_before()
    {
        using var scope = NewDisposeScope();
        var inputs = AttentionCases.Inputs(AttentionCases.Named("causal")).Select(input => input.detach()).ToArray();
        Tensor[] rounded = [.. inputs.Select(input => input.to(ScalarType.BFloat16).to(ScalarType.Float64))];
        var scaled = (inputs[0] / Math.Sqrt(32)).to(ScalarType.BFloat16).to(ScalarType.Float64);
        var exact = FusedAttention.Composite(scaled, rounded[1], rounded[2], AttentionTerms.CausalOnly with { Scale = 1 });
        var plain = FusedAttention.Composite(
            inputs[0].to(ScalarType.Float64),
            inputs[1].to(ScalarType.Float64),
            inputs[2].to(ScalarType.Float64),
            AttentionTerms.CausalOnly
        );
        foreach (var units in NativeTests.Bf16Units())
        {
            var value = ByKernel(AttentionCases.Named("causal"), inputs)[0].to(ScalarType.Float64);
            // What is left is the rounding of the weights alone: many of them, in both directions.
            var (left, all) = (
                (value - exact).square().mean().sqrt().item<double>(),
                (value - plain).square().mean().sqrt().item<double>()
            );
            Assert.True(left < 0.7 * all, $"with {units}: {left:G3} beside {all:G3}");
        }
    }

    [Theory]
    [InlineData("causal")]
    [InlineData("everything")]
    [InlineData("cross")]
    public void The_bits_do_not_depend_on_the_number_of_threads(string name)
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named(name);
        foreach (var units in NativeTests.Bf16Units())
            Expect.SameBitsOnAnyThreads(
                () =>
                {
                    var inputs = AttentionCases.Inputs(one);
                    var value = ByKernel(one, inputs)[0];
                    (value * value).sum().backward();
                    return [value.detach(), .. inputs.Select(input => input.grad!)];
                },
                $"{name} with {units}"
            );
    }

    [Fact]
    public void A_later_token_changes_no_bit_of_an_earlier_output()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var units in NativeTests.Bf16Units())
        foreach (var name in new[] { "causal", "grouped", "window 100", "alibi", "relative" })
        {
            var one = AttentionCases.Named(name);
            var inputs = AttentionCases.Inputs(one);
            var before = ByKernel(one, inputs)[0];
            foreach (var input in inputs[..3])
                input.select(2, one.Shape.T - 3).add_(5);
            var after = ByKernel(one, inputs)[0];
            Assert.True(before.narrow(2, 0, one.Shape.T - 3).equal(after.narrow(2, 0, one.Shape.T - 3)).all().item<bool>(), name);
            Assert.False(before.equal(after).all().item<bool>(), name);
        }
    }

    [Fact]
    public void Large_scores_stay_numbers_and_NaN_arrives()
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var one = AttentionCases.Named("causal");
        foreach (var units in NativeTests.Bf16Units())
        {
            var inputs = AttentionCases.Inputs(one).Select(input => input.detach() * 300).ToArray(); // scores of 1e5
            Assert.True(ByKernel(one, inputs)[0].isfinite().all().item<bool>(), units);
            inputs[0][0, 0, 10, 3] = float.NaN;
            var value = ByKernel(one, inputs)[0];
            Assert.True(value[0, 0, 10].isnan().all().item<bool>(), units);
            Assert.True(value[0, 0, 11].isfinite().all().item<bool>(), units);
            inputs[2][0, 1, 5, 3] = float.PositiveInfinity;
            Assert.False(ByKernel(one, inputs)[0][0, 1, 69, 3].isfinite().item<bool>(), units);
        }
    }

    [Fact]
    public void Plain_operators_round_too()
    {
        using var scope = NewDisposeScope();
        var one = AttentionCases.Named("grouped");
        var inputs = AttentionCases.Inputs(one);
        using var precision = MixedPrecision.Use(ProductPrecision.Bf16);
        using var off = NativeKernels.Suspend("attention");
        var rounded = FusedAttention.attention(inputs[0], inputs[1], inputs[2], one.Terms);
        off.Dispose();
        Expect.Close(ByKernel(one, inputs)[0], rounded, 4e-3, "by the kernel");
        using var exact = MixedPrecision.Use(ProductPrecision.Float32);
        Assert.False(rounded.equal(FusedAttention.attention(inputs[0], inputs[1], inputs[2], one.Terms)).all().item<bool>());
    }
}
