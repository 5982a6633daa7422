using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.FeedForward;

[Collection(NativeTests.Name)]
public class FusedActivationTests
{
    public FusedActivationTests() => Assert.True(NativeKernels.Load().IsOn("feedforward"), NativeKernels.Load().Reason);

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(13, name));

    private static Tensor Spread(string name, params long[] shape) => (Normal(name, shape) * 2.5).detach().requires_grad_();

    public static TheoryData<Activation, bool> Forms
    {
        get
        {
            var forms = new TheoryData<Activation, bool>();
            foreach (var function in Enum.GetValues<Activation>())
            {
                forms.Add(function, false);
                forms.Add(function, true);
            }
            return forms;
        }
    }

    private static Tensor Kernel(Activation function, bool gated, Tensor x, Tensor? bias) =>
        gated ? FusedActivation.gate(x, function, bias) : FusedActivation.activate(x, function, bias);

    [Theory]
    [MemberData(nameof(Forms))]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64_on_every_instruction_set(Activation function, bool gated)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var shape in new long[][] { [3, 5, 64], [37, 66], [1, 2], [9, 14], [0, 8], [4, 0], [34], [2100, 18] })
            {
                using var scope = NewDisposeScope();
                var what = $"{set}, {function}, gated {gated}, [{string.Join(", ", shape)}]";
                Expect.ValuesAndGradients(
                    t => [Kernel(function, gated, t[0], t[1])],
                    t => [FusedActivation.Composite(t[0], t[1], function, gated)],
                    [Spread("x", shape), Normal("bias", shape[^1]).requires_grad_()],
                    2e-6,
                    what
                );
                Expect.ValuesAndGradients(
                    t => [Kernel(function, gated, t[0], null)],
                    t => [FusedActivation.Composite(t[0], null, function, gated)],
                    [Spread("x", shape)],
                    2e-6,
                    what
                );
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Gradients_are_what_finite_differences_give(Activation function, bool gated)
    {
        using var scope = NewDisposeScope();
        // relu has a kink: nothing lies near it
        var x = Spread("x", 7, 20).detach();
        x = (x + x.sign() * 0.3).requires_grad_();
        Expect.FiniteDifferences(t => [Kernel(function, gated, t[0], null)], [x], 1e-2, 1e-2, $"{function}");
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_bits_do_not_depend_on_the_number_of_threads(Activation function, bool gated)
    {
        using var scope = NewDisposeScope();
        Tensor[] inputs = [Spread("x", 611, 130), Normal("bias", 130).requires_grad_()];
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var made = Kernel(function, gated, inputs[0], inputs[1]);
                return [made, .. autograd.grad([made.square().sum()], inputs)];
            },
            $"{function}"
        );
    }

    [Theory]
    [InlineData(Activation.Gelu)]
    [InlineData(Activation.Silu)]
    [InlineData(Activation.Sigmoid)]
    public void Every_value_is_right_to_a_few_units_in_its_last_place(Activation function)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = linspace(-10, 10, 200_001);
        var wide = x.to(ScalarType.Float64);
        // x Phi(x) by erfc: 1 + erf has no digits left at -10, not even in float64.
        var exact =
            function == Activation.Gelu
                ? wide * 0.5 * special.erfc(wide * -Math.Sqrt(0.5))
                : FusedActivation.Composite(wide, null, function, false);
        foreach (var set in NativeTests.InstructionSets())
        {
            var error = ((FusedActivation.activate(x, function).to(ScalarType.Float64) - exact) / exact.abs().clamp_min(1e-37))
                .abs()
                .max()
                .item<double>();
            // The scalar variant has no fused multiply-add, which a^2 in gelu's tail wants.
            var allowed = set == "scalar" && function == Activation.Gelu ? 64 : 8;
            Assert.True(error <= allowed * Math.Pow(2, -24), $"{set}: off by {error * Math.Pow(2, 24):G3} units of 2^-24");
        }
    }

    [Fact]
    public void Extreme_numbers_give_their_limits_and_NaN_arrives()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var function in Enum.GetValues<Activation>())
            {
                var x = tensor(new[] { -1e30f, -200f, -90f, 0f, 90f, 1e30f, float.PositiveInfinity }).requires_grad_();
                var y = FusedActivation.activate(x, function);
                Expect.Close(
                    FusedActivation.Composite(x.detach().to(ScalarType.Float64), null, function, false),
                    y,
                    1e-6,
                    $"{set} {function}"
                );
                var slope = autograd.grad([y.sum()], [x])[0];
                float[] limits = function switch
                {
                    Activation.Sigmoid => [0, 0, 0, 0.25f, 0, 0, 0],
                    Activation.Identity => [1, 1, 1, 1, 1, 1, 1],
                    _ => [0, 0, 0, function == Activation.Relu ? 0 : 0.5f, 1, 1, 1],
                };
                Expect.Close(tensor(limits), slope, 1e-6, $"{set} slope of {function}");
                Assert.True(
                    FusedActivation.activate(tensor(new[] { 1f, float.NaN }), function)[1].isnan().item<bool>(),
                    $"{set} {function}"
                );
                Assert.True(FusedActivation.gate(tensor(new[] { 1f, float.NaN }), function)[0].isnan().item<bool>());
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
                (wide.slice(-1, 7, 41, 1), "a slice"),
                (wide.transpose(0, 2), "transposed in front"),
                (wide.transpose(1, 3)[0].slice(-1, 0, 2, 1), "transposed behind"),
                (wide[0].unsqueeze(0).expand(4, 3, 5, 60), "expanded"),
            }
        )
        {
            var bias = Normal("bias", x.shape[^1]);
            foreach (var gated in new[] { false, true })
                Expect.Close(Wide(x, bias, gated), Kernel(Activation.Silu, gated, x, bias), 2e-6, $"{what}, gated {gated}");
        }

        static Tensor Wide(Tensor x, Tensor bias, bool gated) =>
            FusedActivation.Composite(x.to(ScalarType.Float64), bias.to(ScalarType.Float64), Activation.Silu, gated);
    }
}
