using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Rope;

[Collection(NativeTests.Name)]
public class RotaryTests
{
    public RotaryTests() => Assert.True(NativeKernels.Load().IsOn("rope"), NativeKernels.Load().Reason);

    private static Tensor Normal(string name, params long[] shape) => Philox.normal(shape, RandomStream.Named(15, name));

    private static Tensor Plain(Tensor x, RopeLayout layout, long start)
    {
        var (cosine, sine) = Rotary.tables(start + x.shape[^2], x.shape[^1]); // as the kernel has them, rounded to float32
        return Rotary.Composite(x, cosine.to(x.dtype), sine.to(x.dtype), layout, start);
    }

    private static Tensor Kernel(Tensor x, RopeLayout layout, long start)
    {
        var (cosine, sine) = Rotary.tables(start + x.shape[^2] + 2, x.shape[^1]);
        return Rotary.rotate(x, cosine, sine, layout, start);
    }

    [Theory]
    [InlineData(RopeLayout.Interleaved)]
    [InlineData(RopeLayout.HalfSplit)]
    public void Values_and_gradients_are_those_of_plain_operators_in_float64_on_every_instruction_set(RopeLayout layout)
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var shape in new long[][] { [2, 3, 7, 64], [5, 2], [1, 34], [3, 9, 22], [0, 4, 8], [2, 0, 8], [2, 2, 300, 96] })
            {
                foreach (var start in new long[] { 0, 5 })
                {
                    using var scope = NewDisposeScope();
                    Expect.ValuesAndGradients(
                        t => [Kernel(t[0], layout, start)],
                        t => [Plain(t[0], layout, start)],
                        [Normal("x", shape).requires_grad_()],
                        1e-6,
                        $"{set}, {layout}, [{string.Join(", ", shape)}] from {start}"
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData(RopeLayout.Interleaved)]
    [InlineData(RopeLayout.HalfSplit)]
    public void Gradients_are_what_finite_differences_give_and_have_their_own(RopeLayout layout)
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 2, 5, 12).requires_grad_();
        Expect.FiniteDifferences(t => [Kernel(t[0], layout, 3)], [x], 1e-2, 1e-2, $"{layout}");
        // |Rx|^2 = |x|^2: the gradient of its square's half is x, and that of x' x is 2 x.
        var first = autograd.grad([Kernel(x, layout, 3).square().sum() / 2], [x], retain_graph: true, create_graph: true)[0];
        Expect.Close(x, first, 1e-6, "first");
        Expect.Close(2 * x, autograd.grad([first.square().sum()], [x])[0], 1e-6, "second");
    }

    [Fact]
    public void A_step_leaves_no_live_handle()
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 2, 5, 12).requires_grad_();
        Expect.NoLiveHandles(() => Kernel(x, RopeLayout.HalfSplit, 3).sum().backward(), () => x.grad = null);
    }

    [Theory]
    [InlineData(RopeLayout.Interleaved)]
    [InlineData(RopeLayout.HalfSplit)]
    public void The_bits_do_not_depend_on_the_number_of_threads(RopeLayout layout)
    {
        using var scope = NewDisposeScope();
        var x = Normal("x", 7, 61, 130).requires_grad_();
        Expect.SameBitsOnAnyThreads(
            () =>
            {
                var y = Kernel(x, layout, 0);
                return [y, autograd.grad([y.pow(3).sum()], [x])[0]];
            },
            $"{layout}"
        );
    }

    [Fact]
    public void Products_depend_on_the_offset_alone()
    {
        using var scope = NewDisposeScope();
        foreach (var layout in Enum.GetValues<RopeLayout>())
        {
            var (q, k) = (Normal("q", 1, 32), Normal("k", 1, 32));
            var near = (Kernel(q, layout, 9) * Kernel(k, layout, 4)).sum().item<float>();
            Assert.Equal(near, (Kernel(q, layout, 105) * Kernel(k, layout, 100)).sum().item<float>(), 1e-3f);
        }
    }

    [Fact]
    public void Strides_are_read_as_they_are_and_numbers_that_are_not_finite_stay_in_their_plane()
    {
        using var scope = NewDisposeScope();
        var wide = Normal("wide", 4, 6, 5, 60);
        foreach (var layout in Enum.GetValues<RopeLayout>())
        {
            foreach (
                var (x, what) in new[]
                {
                    (wide.slice(-1, 7, 41, 1), "a slice"),
                    (wide.transpose(0, 2), "transposed in front"),
                    (wide.transpose(2, 1), "heads behind"),
                    (wide.transpose(1, 3), "transposed behind"),
                    (wide[0].unsqueeze(0).expand(4, 6, 5, 60), "expanded"),
                }
            )
                Expect.Close(Plain(x.to(ScalarType.Float64), layout, 2), Kernel(x, layout, 2), 1e-6, $"{layout}, {what}");
            var bad = Normal("bad", 3, 40);
            bad[1, 39] = float.NaN;
            Assert.Equal(2, Kernel(bad, layout, 0).isnan().sum().item<long>());
            bad[1, 39] = 1e38f;
            Expect.Close(Plain(bad.to(ScalarType.Float64), layout, 0), Kernel(bad, layout, 0), 1e-6, "huge");
        }
    }

    [Fact]
    public void Tables_are_rounded_once()
    {
        using var scope = NewDisposeScope();
        var (cosine, sine) = Rotary.tables(4000, 6, 500);
        Assert.Equal((float)Math.Cos(3999 * Math.Pow(500, -2.0 / 6)), cosine[3999, 1].item<float>());
        Assert.Equal((float)Math.Sin(3999.0), sine[3999, 0].item<float>());
    }

    [Fact]
    public void Suspended_other_types_and_meta_tensors_take_the_plain_operators()
    {
        using var scope = NewDisposeScope();
        foreach (var layout in Enum.GetValues<RopeLayout>())
        {
            var x = Normal("x", 3, 4, 10);
            var fused = Kernel(x, layout, 1);
            using (NativeKernels.Suspend("rope"))
            {
                Assert.True(Kernel(x, layout, 1).equal(Plain(x, layout, 1)).all().item<bool>());
                Expect.Close(Kernel(x, layout, 1), fused, 1e-6, "suspended");
            }
            var (cosine, sine) = Rotary.tables(5, 10, dtype: ScalarType.Float64);
            var exact = Rotary.rotate(x.to(ScalarType.Float64), cosine, sine, layout, 1);
            Assert.Equal(ScalarType.Float64, exact.dtype);
            Expect.Close(exact, fused, 1e-6, "float64");
            Assert.Equal(
                [3L, 4, 10],
                Rotary.rotate(zeros(3, 4, 10, device: META), zeros(4, 5, device: META), zeros(4, 5, device: META), layout).shape
            );
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using var scope = NewDisposeScope();
        var (x, table) = (zeros(2, 3, 8), zeros(3, 4));
        Refused(
            "cosine is [3, 4]; for x [2, 3, 8] from position 1 on it must be [P, 4] with P at least 4",
            () => Rotary.rotate(x, table, table, RopeLayout.HalfSplit, 1)
        );
        Refused(
            "sine is [3, 8]; for x [2, 3, 8] from position 0 on it must be [P, 4] with P at least 3",
            () => Rotary.rotate(x, table, zeros(3, 8), RopeLayout.HalfSplit)
        );
        Refused(
            "x is [3, 7]; a rotation takes [..., T, K] with an even K of at least 2",
            () => Rotary.rotate(zeros(3, 7), table, table, RopeLayout.HalfSplit)
        );
        Refused(
            "x is [8]; a rotation takes [..., T, K] with an even K of at least 2",
            () => Rotary.rotate(zeros(8), table, table, RopeLayout.HalfSplit)
        );
        Refused(
            "x is Int64; a rotation takes a floating type",
            () => Rotary.rotate(zeros(3, 8, dtype: ScalarType.Int64), table, table, RopeLayout.HalfSplit)
        );
        Refused(
            "sine is Float64 and x is Float32; they must be of one type",
            () => Rotary.rotate(x, table, table.to(ScalarType.Float64), RopeLayout.HalfSplit)
        );
        Refused(
            "cosine is on meta and x on cpu; they must be on one device",
            () => Rotary.rotate(x, zeros(3, 4, device: META), table, RopeLayout.HalfSplit)
        );
        Refused(
            "cosine requires a gradient; the tables of a rotation are constants",
            () => Rotary.rotate(x, zeros(3, 4).requires_grad_(), table, RopeLayout.HalfSplit)
        );
        Refused("positions are counted from 0", () => Rotary.rotate(x, table, table, RopeLayout.HalfSplit, -1));
        Refused("there are Interleaved, HalfSplit", () => Rotary.rotate(x, table, table, (RopeLayout)7));
        Refused("a head's width is even and at least 2", () => Rotary.tables(3, 7));
        Refused("the base of the wave lengths is above 0", () => Rotary.tables(3, 8, 0));

        static void Refused(string text, Action act) => Assert.StartsWith(text, Assert.ThrowsAny<ArgumentException>(act).Message);
    }
}
