using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Norms;

/// <summary>What is taken, what is refused, and who computes it.</summary>
[Collection(NativeTests.Name)]
public class FusedNormUseTests
{
    public FusedNormUseTests() => Assert.True(NativeKernels.Load().IsOn("norms"), NativeKernels.Load().Reason);

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(12, name));

    [Fact]
    public void The_kernel_can_be_suspended()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Normal("x", 5, 33), Normal("weight", 33), Normal("bias", 33));
        var fused = FusedNorm.layer_norm(x, weight, bias);
        using (NativeKernels.Suspend("norms"))
        {
            var plain = FusedNorm.layer_norm(x, weight, bias);
            Assert.True(
                plain.equal(FusedNorm.Composite(x, null, weight, bias, FusedNorm.Form.Layer, 1e-5, false).Normed).all().item<bool>()
            );
            Expect.Close(plain, fused, 1e-6, "suspended");
        }
    }

    private static Tensor[] Inputs() =>
        [
            Normal("x", 5, 33).requires_grad_(),
            Normal("branch", 5, 33).requires_grad_(),
            Normal("weight", 33).requires_grad_(),
            Normal("bias", 33).requires_grad_(),
        ];

    [Fact]
    public void Its_gradient_can_be_differentiated_again()
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        foreach (
            var (kernel, form, keep) in new (Func<Tensor[], Tensor>, FusedNorm.Form, bool)[]
            {
                (t => FusedNorm.layer_norm(t[0], t[2], t[3], branch: t[1]), FusedNorm.Form.Layer, false),
                (t => Both(FusedNorm.add_layer_norm(t[0], t[1], t[2], t[3])), FusedNorm.Form.Layer, true),
                (t => FusedNorm.rms_norm(t[0], t[2], branch: t[1]) + t[3], FusedNorm.Form.RootMeanSquare, false),
                (t => Both(FusedNorm.add_rms_norm(t[0], t[1], t[2])) + t[3], FusedNorm.Form.RootMeanSquare, true),
            }
        )
        {
            var exact = Expect.SecondGradients(t => Plain(t, form, keep), Expect.Doubled(inputs));
            foreach (var (one, other) in exact.Zip(Expect.SecondGradients(kernel, inputs)))
                Expect.Close(one, other, 2e-5, $"{form}, keep {keep}");
        }

        static Tensor Both((Tensor Sum, Tensor Normed) made) => made.Sum * made.Normed;

        static Tensor Plain(Tensor[] t, FusedNorm.Form form, bool keep)
        {
            var (sum, normed) = FusedNorm.Composite(t[0], t[1], t[2], form == FusedNorm.Form.Layer ? t[3] : null, form, 1e-5, keep);
            var made = keep ? sum! * normed : normed;
            return form == FusedNorm.Form.Layer ? made : made + t[3];
        }
    }

    [Theory]
    [InlineData("sum")]
    [InlineData("normed")]
    [InlineData("both")]
    public void A_step_leaves_no_live_handle(string used)
    {
        using var scope = NewDisposeScope();
        var inputs = Inputs();
        Expect.NoLiveHandles(
            () =>
            {
                var (sum, normed) = FusedNorm.add_layer_norm(inputs[0], inputs[1], inputs[2], inputs[3]);
                (
                    used == "sum" ? sum
                    : used == "normed" ? normed
                    : sum * normed
                ).sum().backward();
                FusedNorm.rms_norm(inputs[0], inputs[2]).sum().backward();
            },
            () => Array.ForEach(inputs, input => input.grad = null)
        );
    }

    [Fact]
    public void Other_floating_types_and_meta_tensors_take_the_plain_operators()
    {
        using var scope = NewDisposeScope();
        var exact = FusedNorm.rms_norm(Normal("x", 4, 9).to(ScalarType.Float64), Normal("weight", 9).to(ScalarType.Float64));
        Assert.Equal(ScalarType.Float64, exact.dtype);
        Expect.Close(exact, FusedNorm.rms_norm(Normal("x", 4, 9), Normal("weight", 9)), 1e-6, "float32");
        Assert.Equal(ScalarType.BFloat16, FusedNorm.rms_norm(Normal("x", 4, 9).to(ScalarType.BFloat16)).dtype);
        var (sum, normed) = FusedNorm.add_layer_norm(
            zeros(2, 4, 9, device: META),
            zeros(2, 4, 9, device: META),
            zeros(9, device: META),
            zeros(9, device: META)
        );
        Assert.Equal((DeviceType.META, DeviceType.META), (sum.device.type, normed.device.type));
        Assert.Equal([2L, 4, 9], sum.shape);
        Assert.Equal([2L, 4, 9], normed.shape);
    }

    [Fact]
    public void Weight_and_bias_may_be_missing()
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 6, 33).requires_grad_();
        var bias = Normal("bias", 33).requires_grad_();
        Expect.ValuesAndGradients(
            t =>
                [
                    FusedNorm.layer_norm(t[0]),
                    FusedNorm.layer_norm(t[0], null, t[1]),
                    FusedNorm.layer_norm(t[0], t[1]),
                    FusedNorm.rms_norm(t[0]),
                ],
            t =>
                [
                    Layer(t[0], null, null),
                    Layer(t[0], null, t[1]),
                    Layer(t[0], t[1], null),
                    FusedNorm.Composite(t[0], null, null, null, FusedNorm.Form.RootMeanSquare, 1e-5, false).Normed,
                ],
            [x, bias],
            4e-6,
            "no weight, no bias"
        );

        static Tensor Layer(Tensor x, Tensor? weight, Tensor? bias) =>
            FusedNorm.Composite(x, null, weight, bias, FusedNorm.Form.Layer, 1e-5, false).Normed;
    }

    [Fact]
    public void Scale_norm_is_rms_norm_with_equal_weights()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Normal("x", 6, 50), full([1], 1.7f));
        Expect.Close(FusedNorm.rms_norm(x, weight.expand(50)), FusedNorm.scale_norm(x, weight), 1e-6, "scale norm");
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2, 3, 8);
        Refused(
            "branch is [3, 8] and x is [2, 3, 8]; they are added, and must have one shape",
            () => FusedNorm.add_layer_norm(x, zeros(3, 8))
        );
        Refused("weight is [7]; beside x [2, 3, 8] it must be [8]", () => FusedNorm.layer_norm(x, zeros(7)));
        Refused("weight is [8]; beside x [2, 3, 8] it must be [1]", () => FusedNorm.scale_norm(x, zeros(8)));
        Refused("bias is [1, 8]; beside x [2, 3, 8] it must be [8]", () => FusedNorm.layer_norm(x, bias: zeros(1, 8)));
        Refused(
            "weight is Float64 and x is Float32; they must be of one type",
            () => FusedNorm.rms_norm(x, zeros(8, dtype: ScalarType.Float64))
        );
        Refused(
            "branch is on meta and x on cpu; they must be on one device",
            () => FusedNorm.rms_norm(x, branch: zeros(2, 3, 8, device: META))
        );
        Refused("x is Int64; a norm takes a floating type", () => FusedNorm.rms_norm(zeros(2, 8, dtype: ScalarType.Int64)));
        Refused("x has no dimension; a norm goes over the last of [..., D]", () => FusedNorm.rms_norm(tensor(1f)));
        Refused("eps is added to a mean of squares: it is finite and at least 0", () => FusedNorm.rms_norm(x, eps: -1));
        Refused("eps is added to a mean of squares: it is finite and at least 0", () => FusedNorm.rms_norm(x, eps: double.NaN));

        static void Refused(string text, Action act) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(act).Message);
    }
}
