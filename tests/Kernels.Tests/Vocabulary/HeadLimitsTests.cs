using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

// Extreme logits, the score, refusals, and what takes the composite.
[Collection(NativeTests.Name)]
public class HeadLimitsTests
{
    public HeadLimitsTests() => Assert.True(NativeKernels.Load().IsOn(Head.Kernel), NativeKernels.Load().Reason);

    // Logits given outright: the bias is a row of them and x is zero.
    private static void CheckLogits(float[] logits, long target, string what, double smoothing = 0, double z = 0)
    {
        Tensor[] inputs =
        [
            zeros(2, 3).requires_grad_(),
            HeadTests.Random(logits.Length, 3).requires_grad_(),
            tensor(logits).requires_grad_(),
        ];
        var targets = full(2, target, int64);
        var run = (Func<Tensor[], ScalarType, Tensor[]> f, ScalarType dtype) =>
        {
            Tensor[] leaves = [.. inputs.Select(i => i.detach().to(dtype, copy: true).requires_grad_())];
            var loss = f(leaves, dtype)[0];
            loss.backward();
            return (Tensor[])[loss, .. leaves.Select(leaf => leaf.grad!)];
        };
        var actual = run((i, _) => [Head.linear_cross_entropy(i[0], i[1], targets, i[2], -100, smoothing, z)], ScalarType.Float32);
        var exact = run((i, _) => [Head.Composite(i[0], i[1], targets, i[2], -100, smoothing, z, nn.Reduction.Mean)], ScalarType.Float64);
        for (var i = 0; i < actual.Length; i++)
        {
            Assert.True(
                exact[i].isnan().equal(actual[i].isnan()).all().item<bool>(),
                $"{what}: NaN in other places of output {i}: {actual[i].str()}"
            );
            Expect.Close(
                exact[i].nan_to_num(0, double.PositiveInfinity, double.NegativeInfinity),
                actual[i].nan_to_num(0, double.PositiveInfinity, double.NegativeInfinity),
                5e-6,
                $"{what}, output {i}"
            );
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(65)]
    [InlineData(700)]
    public void Extreme_logits_give_what_float64_gives(int vocabulary)
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            var what = $"{set}, {vocabulary} classes: ";
            CheckLogits(With(), 2, what + "none");
            CheckLogits(With((1, 1e4f), (3, -1e4f)), 1, what + "huge, hit");
            CheckLogits(With((1, 1e4f), (3, -1e4f)), 3, what + "huge, missed", smoothing: 0.1);
            CheckLogits([.. With().Select(l => l + 1e4f)], 3, what + "all huge", z: 1e-4);
            CheckLogits(With((vocabulary - 1, float.NegativeInfinity)), 2, what + "one -infinity");
            CheckLogits(With((vocabulary - 1, float.NegativeInfinity)), 2, what + "one -infinity, smoothed", smoothing: 0.1);
            CheckLogits(With((2, float.NegativeInfinity)), 2, what + "the target -infinity");
            CheckLogits([.. With().Select((l, j) => j >= 4 ? float.NegativeInfinity : l)], 1, what + "all but four -infinity");
            CheckLogits(
                [.. With().Select((l, j) => j < vocabulary - 1 ? float.NegativeInfinity : l)],
                vocabulary - 1,
                what + "all but one -infinity"
            );
            CheckLogits([.. With().Select(_ => float.NegativeInfinity)], 1, what + "all -infinity");
            CheckLogits(With((1, float.PositiveInfinity)), 1, what + "the target +infinity");
            CheckLogits(With((1, float.PositiveInfinity)), 2, what + "another +infinity");
            CheckLogits(With((vocabulary - 1, float.NaN)), 1, what + "a NaN");
            CheckLogits(
                [.. With().Select((_, j) => j == vocabulary - 1 ? float.NaN : float.NegativeInfinity)],
                1,
                what + "a NaN among -infinity"
            );
        }

        float[] With(params (int At, float Value)[] changes)
        {
            var logits = Enumerable.Range(0, vocabulary).Select(j => Philox.Normal(RandomStream.Named(5, "logits"), (ulong)j)).ToArray();
            foreach (var (at, value) in changes)
                logits[at] = value;
            return logits;
        }
    }

    [Fact]
    public void The_score_is_that_of_float64()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var (rows, vocabulary, width) in new[] { (1L, 1L, 1L), (300L, 3L, 4L), (600L, 65L, 8L), (700L, 1100L, 2L) })
            {
                var (x, weight, bias) = (
                    HeadTests.Random(rows, width).requires_grad_(),
                    HeadTests.Random(vocabulary, width),
                    HeadTests.Random(vocabulary)
                );
                // Half of the targets are the best class.
                var best = nn.functional.linear(x, weight, bias).argmax(1);
                var targets = where(arange(rows).remainder(2).eq(0), best, HeadTests.Targets(rows, vocabulary, -100));
                var score = Head.linear_cross_entropy_score(x, weight, targets, bias);
                var exact = Head.CompositeScore(x.@double(), weight.@double(), targets, bias.@double(), -100);
                Assert.Equal((exact.Count, exact.Correct), (score.Count, score.Correct));
                Assert.True(score.Correct >= rows / 2);
                Assert.Equal(exact.Loss, score.Loss, 1e-5 * Math.Abs(exact.Loss) + 1e-6);
            }
        }
    }

    [Fact]
    public void The_first_of_equal_logits_is_the_hit_and_a_NaN_makes_none()
    {
        using var scope = NewDisposeScope();
        var weight = zeros(1500, 1);
        foreach (
            var (one, other, target, correct) in new[]
            {
                (3, 9, 3L, 1L),
                (3, 9, 9L, 0L),
                (3, 1400, 3L, 1L),
                (3, 1400, 1400L, 0L),
                (700, 700, 700L, 1L),
                (700, 700, 701L, 0L),
            }
        )
        {
            var bias = zeros(1500);
            bias[one] = 2f;
            bias[other] = 2f;
            Assert.Equal(correct, Correct(bias, target));
            bias[1499] = float.NaN;
            Assert.Equal(0, Correct(bias, target));
        }
        Assert.Equal(1, Correct(zeros(1500), 0)); // nothing but ties
        Assert.Equal(0, Correct(zeros(1500), 1));
        var infinite = zeros(1500);
        infinite[6] = float.PositiveInfinity;
        Assert.Equal(1, Correct(infinite, 6));

        long Correct(Tensor bias, long target)
        {
            var score = Head.linear_cross_entropy_score(zeros(1, 1), weight, tensor(new[] { target }), bias);
            Assert.Equal(Head.CompositeScore(zeros(1, 1), weight, tensor(new[] { target }), bias, -100).Correct, score.Correct);
            return score.Correct;
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_the_value_and_what_is_allowed()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias, targets) = (
            HeadTests.Random(3, 4),
            HeadTests.Random(7, 4),
            HeadTests.Random(7),
            tensor(new long[] { 0, 6, -100 })
        );
        Refused(
            "x is [..., D] of at least two dimensions and a floating dtype, not Float32 [4]",
            () => Head.linear_cross_entropy(x[0], weight, targets)
        );
        Refused(
            "x is [..., D] of at least two dimensions and a floating dtype, not Int64 [3, 4]",
            () => Head.linear_cross_entropy(x.@long(), weight, targets)
        );
        Refused(
            "weight is [V, D] with V at least 1 and D = 4, the last dimension of x, not Float32 [7, 5]",
            () => Head.linear_cross_entropy(x, HeadTests.Random(7, 5), targets)
        );
        Refused(
            "weight is [V, D] with V at least 1 and D = 4, the last dimension of x, not Float32 [0, 4]",
            () => Head.linear_cross_entropy(x, zeros(0, 4), targets)
        );
        Refused(
            "weight is Float64, x is Float32; both must be of one dtype",
            () => Head.linear_cross_entropy(x, weight.@double(), targets)
        );
        Refused("weight is on meta, x is on cpu; both must be on one device", () => Head.linear_cross_entropy(x, weight.to(META), targets));
        Refused(
            "bias is [V] with V = 7, the rows of weight, not Float32 [6]",
            () => Head.linear_cross_entropy(x, weight, targets, HeadTests.Random(6))
        );
        Refused(
            "targets are Int64 of the shape [3], that of x without its last dimension, not Int64 [2]",
            () => Head.linear_cross_entropy(x, weight, targets[..2])
        );
        Refused(
            "targets are Int64 of the shape [3], that of x without its last dimension, not Int32 [3]",
            () => Head.linear_cross_entropy(x, weight, targets.@int())
        );
        Refused(
            "target 1 is 7; allowed are 0 to 6, the classes of weight, and -100, which is ignored",
            () => Head.linear_cross_entropy(x, weight, tensor(new long[] { 0, 7, 1 }))
        );
        Refused(
            "target 2 is -100; allowed are 0 to 6, the classes of weight, and -1, which is ignored",
            () => Head.linear_cross_entropy_score(x, weight, targets, bias, -1)
        );
        Refused("label smoothing lies in [0, 1]", () => Head.linear_cross_entropy(x, weight, targets, label_smoothing: 1.5));
        Refused(
            "the coefficient of the z-loss is at least 0 and finite",
            () => Head.linear_cross_entropy(x, weight, targets, z_loss: double.NaN)
        );
        Refused(
            "the reduction is Mean or Sum: losses of single tokens are not kept",
            () => Head.linear_cross_entropy(x, weight, targets, reduction: nn.Reduction.None)
        );
        Refused(
            "x is on the meta device, which has no values to score; move it to a device that has",
            () => Head.linear_cross_entropy_score(x.to(META), weight.to(META), targets.to(META))
        );

        static void Refused(string text, Func<object> call) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(call).Message);
    }

    [Fact]
    public void Meta_tensors_other_dtypes_and_a_kernel_that_is_off_take_plain_operators()
    {
        using var scope = NewDisposeScope();
        var (x, weight, targets) = (HeadTests.Random(6, 4), HeadTests.Random(9, 4), HeadTests.Targets(6, 9, -100));
        var meta = Head.linear_cross_entropy(x.to(META).requires_grad_(), weight.to(META), targets.to(META));
        Assert.Equal((DeviceType.META, 0L), (meta.device.type, meta.dim()));
        meta.backward();
        // The loss of half as wide a type is taken in single precision.
        foreach (var (dtype, made) in new[] { (ScalarType.Float64, ScalarType.Float64), (ScalarType.BFloat16, ScalarType.Float32) })
            Assert.Equal(made, Head.linear_cross_entropy(x.to(dtype), weight.to(dtype), targets).dtype);

        var loss = Head.linear_cross_entropy(x, weight, targets, z_loss: 0.1);
        using (NativeKernels.Suspend(Head.Kernel))
        {
            var plain = Head.linear_cross_entropy(x.requires_grad_(), weight, targets, z_loss: 0.1);
            Assert.True(plain.equal(Head.Composite(x, weight, targets, null, -100, 0, 0.1, nn.Reduction.Mean)).all().item<bool>());
            Expect.Close(plain, loss, 1e-6, "the kernel, beside plain operators");
            // These can be differentiated again.
            autograd.grad([autograd.grad([plain], [x], retain_graph: true, create_graph: true)[0].sum()], [x]);
        }
        Assert.Equal(Math.Log(3), Head.linear_cross_entropy(zeros(2, 0), zeros(3, 0), tensor(new long[] { 0, 1 })).item<float>(), 1e-6);
    }
}
