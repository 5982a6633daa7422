using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.FeedForward;

/// <summary>What is taken, what is refused, and who computes it.</summary>
[Collection(NativeTests.Name)]
public class FusedActivationUseTests
{
    public FusedActivationUseTests() => Assert.True(NativeKernels.Load().IsOn("feedforward"), NativeKernels.Load().Reason);

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(14, name));

    [Fact]
    public void The_kernel_can_be_suspended()
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 5, 34);
        var fused = FusedActivation.gate(x, Activation.Silu);
        using (NativeKernels.Suspend("feedforward"))
        {
            var plain = FusedActivation.gate(x, Activation.Silu);
            Assert.True(plain.equal(FusedActivation.Composite(x, null, Activation.Silu, true)).all().item<bool>());
            Expect.Close(plain, fused, 1e-6, "suspended");
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Its_gradient_can_be_differentiated_again(bool gated)
    {
        using var scope = NewDisposeScope();
        foreach (var function in Enum.GetValues<Activation>())
        {
            Tensor[] inputs = [Normal("x", 5, 34).requires_grad_(), Normal("bias", 34).requires_grad_()];
            // Also where x was made of the bias.
            foreach (var made in new Func<Tensor[], Tensor>[] { t => t[0], t => t[0] * t[1] })
            {
                var kernel = Expect.SecondGradients(
                    t => gated ? FusedActivation.gate(made(t), function, t[1]) : FusedActivation.activate(made(t), function, t[1]),
                    inputs
                );
                var plain = Expect.SecondGradients(t => FusedActivation.Composite(made(t), t[1], function, gated), Expect.Doubled(inputs));
                foreach (var (exact, actual) in plain.Zip(kernel))
                    Expect.Close(exact, actual, 1e-5, $"{function}, gated {gated}");
            }
        }
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Gradients_that_nobody_wants_are_left_out_and_a_step_leaves_no_live_handle(bool ofX, bool ofBias)
    {
        using var scope = NewDisposeScope();
        var (x, bias) = (Normal("x", 6, 34), Normal("bias", 34));
        Expect.ValuesAndGradients(
            t => [FusedActivation.gate(t[0], Activation.Gelu, t[1])],
            t => [FusedActivation.Composite(t[0], t[1], Activation.Gelu, true)],
            [x.detach().requires_grad_(ofX), bias.detach().requires_grad_(ofBias)],
            2e-6,
            $"x {ofX}, bias {ofBias}"
        );
        Tensor[] inputs = [x.requires_grad_(ofX), bias.requires_grad_(ofBias)];
        Expect.NoLiveHandles(
            () => FusedActivation.gate(inputs[0], Activation.Gelu, inputs[1]).sum().backward(),
            () => Array.ForEach(inputs, input => input.grad = null)
        );
    }

    [Fact]
    public void Other_floating_types_and_meta_tensors_take_the_plain_operators()
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 4, 8);
        var exact = FusedActivation.gate(x.to(ScalarType.Float64), Activation.Gelu);
        Assert.Equal(ScalarType.Float64, exact.dtype);
        Expect.Close(exact, FusedActivation.gate(x, Activation.Gelu), 1e-6, "float32");
        Assert.Equal(ScalarType.BFloat16, FusedActivation.activate(x.to(ScalarType.BFloat16), Activation.Gelu).dtype);
        foreach (var function in Enum.GetValues<Activation>())
        {
            Assert.Equal([2L, 9], FusedActivation.gate(zeros(2, 18, device: META), function, zeros(18, device: META)).shape);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, 7);
        Refused(
            "x is [2, 3, 7]; a gated form takes [..., 2F], whose last dimension is even",
            () => FusedActivation.gate(x, Activation.Silu)
        );
        Refused("bias is [8]; beside x [2, 3, 7] it must be [7]", () => FusedActivation.activate(x, Activation.Silu, zeros(8)));
        Refused(
            "bias is Float64 and x is Float32; they must be of one type",
            () => FusedActivation.activate(x, Activation.Silu, zeros(7, dtype: ScalarType.Float64))
        );
        Refused(
            "bias is on meta and x on cpu; they must be on one device",
            () => FusedActivation.activate(x, Activation.Silu, zeros(7, device: META))
        );
        Refused(
            "x is Int64; an activation takes a floating type",
            () => FusedActivation.activate(zeros(2, 8, dtype: ScalarType.Int64), Activation.Relu)
        );
        Refused("x has no dimension; [..., F] is needed", () => FusedActivation.activate(tensor(1f), Activation.Relu));
        Refused("there are Gelu, Relu, Silu, Sigmoid", () => FusedActivation.activate(x, (Activation)9));

        static void Refused(string text, Action act) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(act).Message);
    }
}
