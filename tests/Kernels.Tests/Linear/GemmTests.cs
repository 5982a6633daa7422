using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Products;

[Collection(NativeTests.Name)]
public sealed class GemmTests : IDisposable
{
    // On every processor, also where it is off because libtorch's products are as fast.
    public GemmTests()
    {
        Assert.True(NativeKernels.Load().Loaded, NativeKernels.Load().Reason);
        Assert.Null(MatrixProducts.Install());
        MatrixProducts.Use(true);
    }

    public void Dispose() => MatrixProducts.Use(NativeKernels.IsOn("gemm"));

    private static int _draws;

    private static Tensor Random(params long[] shape) => Philox.normal(shape, RandomStream.Named(1, "gemm tests", _draws++));

    /// <summary>The same values, lying in memory in another way.</summary>
    public enum Layout
    {
        Contiguous,
        Transposed,
        EverySecond,
        InsideWider,
        Reversed,
    }

    private static Tensor Lay(Tensor t, Layout layout)
    {
        var last = t.dim() - 1;
        switch (layout)
        {
            case Layout.Transposed:
                return t.transpose(last - 1, last).contiguous().transpose(last - 1, last);
            case Layout.EverySecond:
                var wide = zeros([.. t.shape[..^1], t.shape[^1] * 2]);
                var half = wide.slice(last, 0, t.shape[^1] * 2, 2);
                half.copy_(t);
                return half;
            case Layout.InsideWider:
                var wider = zeros([.. t.shape[..^1], t.shape[^1] + 3]);
                var inner = wider.slice(last, 2, t.shape[^1] + 2, 1);
                inner.copy_(t);
                return inner;
            case Layout.Reversed: // the dimensions' strides ascend: for three of them neither of the last two is contiguous
                var order = Enumerable.Range(0, (int)t.dim()).Select(i => last - i).ToArray();
                return t.permute(order).contiguous().permute(order);
            default:
                return t;
        }
    }

    // Against float64: float32's rounding, 6e-8, grown by a sum of up to 20,000 products (as its root, blockwise).
    private static void AssertClose(Tensor expected, Tensor actual, long k, string what)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0)
            return;
        var error = (actual.to(ScalarType.Float64) - expected).abs().max().item<double>();
        var scale = expected.abs().max().item<double>() + Math.Sqrt(k) + 1;
        Assert.True(error <= 2e-6 * scale, $"{what}: off by {error:G3} at scale {scale:G3}"); // NaN fails too
    }

    private static Tensor Exact(Tensor a, Tensor b) => matmul(a.to(ScalarType.Float64), b.to(ScalarType.Float64));

    // TorchSharp 0.107 hands its first argument over as the first factor and its last as what is added.
    private static Tensor AddedBatches(Tensor self, Tensor a, Tensor b, float beta, float alpha) => baddbmm(a, b, self, beta, alpha);

    private static readonly long[] Sizes = [0, 1, 2, 5, 16, 65];

    public static TheoryData<Layout, Layout> Layouts()
    {
        var data = new TheoryData<Layout, Layout>();
        foreach (var a in Enum.GetValues<Layout>())
        foreach (var b in Enum.GetValues<Layout>())
            data.Add(a, b);
        return data;
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Products_of_matrices_are_those_of_float64(Layout layoutA, Layout layoutB)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var m in Sizes)
        {
            foreach (var n in Sizes)
            {
                foreach (var k in Sizes)
                {
                    using var inner = NewDisposeScope();
                    var (a, b) = (Lay(Random(m, k), layoutA), Lay(Random(k, n), layoutB));
                    var exact = Exact(a, b);
                    var what = $"[{m}, {k}] {layoutA} x [{k}, {n}] {layoutB}";
                    AssertClose(exact, mm(a, b), k, "mm " + what);
                    var bias = Random(n);
                    AssertClose(bias.to(ScalarType.Float64) * 0.5 + exact * 2, addmm(bias, a, b, 0.5f, 2f), k, "addmm " + what);
                    var matrix = Random(m, n);
                    AssertClose(matrix.to(ScalarType.Float64) + exact, addmm(matrix, a, b, 1, 1), k, "addmm of a matrix " + what);
                    var into = Lay(Random(m, n), layoutA);
                    var before = into.to(ScalarType.Float64);
                    AssertClose(before - exact, into.addmm_(a, b, 1, -1), k, "addmm_ " + what);
                    AssertClose(before - exact, into, k, "addmm_ in place " + what);
                }
            }
        }
    }

    [Fact]
    public void Operators_run_the_kernel_while_it_is_on()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Random(150, 700), Random(700, 90));
        var own = empty(150, 90);
        MatrixProducts.Compute(a, b, own);
        var library = LibrarysOwn(() => mm(a, b));
        Assert.False(own.bytes.SequenceEqual(library.bytes), "the two add up in different orders: equal bits would mean that they are one");
        AssertClose(library.to(ScalarType.Float64), own, 700, "libtorch's own");
        foreach (
            var (made, what) in new (Tensor, string)[]
            {
                (mm(a, b), "mm"),
                (matmul(a.unsqueeze(0), b.unsqueeze(0))[0], "a batch"),
                (nn.functional.linear(a, b.t()), "linear"),
                (addmm(full([90], float.NaN), a, b, 0, 1), "addmm"),
            }
        )
            Assert.True(own.bytes.SequenceEqual(made.contiguous().bytes), what);
    }

    private static Tensor LibrarysOwn(Func<Tensor> compute)
    {
        MatrixProducts.Use(false);
        try
        {
            return compute();
        }
        finally
        {
            MatrixProducts.Use(true);
        }
    }

    // Around the edges of registers, panels, blocks and pieces of the sum.
    [Fact]
    public void Every_instruction_set_gives_the_values_of_float64()
    {
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (
                var (m, n, k) in new (long, long, long)[]
                {
                    (2, 2, 1),
                    (3, 17, 9),
                    (13, 31, 8),
                    (14, 32, 16),
                    (15, 33, 17),
                    (29, 47, 31),
                    (84, 64, 384),
                    (85, 257, 385),
                    (170, 530, 100),
                    (5, 600, 1030),
                }
            )
            {
                foreach (
                    var (first, second) in new[]
                    {
                        (Layout.Contiguous, Layout.Contiguous),
                        (Layout.Transposed, Layout.Contiguous),
                        (Layout.Contiguous, Layout.Transposed),
                        (Layout.Transposed, Layout.Transposed),
                        (Layout.InsideWider, Layout.InsideWider),
                    }
                )
                {
                    using var scope = NewDisposeScope();
                    var (a, b, c) = (Lay(Random(m, k), first), Lay(Random(k, n), second), Lay(Random(m, n), Layout.InsideWider));
                    var exact = Exact(a, b);
                    var expected = c.to(ScalarType.Float64) * -0.5 + exact * 1.5;
                    MatrixProducts.Compute(a, b, c, 1.5f, -0.5f);
                    AssertClose(expected, c, k, $"{set}, [{m}, {k}] {first} x [{k}, {n}] {second}");
                    AssertClose(exact, mm(a, b), k, $"{set}, mm, [{m}, {k}] {first} x [{k}, {n}] {second}");
                    AssertClose(Exact(a, b.select(1, 0)), mv(a, b.select(1, 0)), k, $"{set}, mv, [{m}, {k}] {first}");
                }
            }
        }
    }

    // More rows and columns than are packed at once, and rows a power of two apart.
    [Theory]
    [InlineData(4100, 40, 70, Layout.Contiguous, Layout.Transposed)]
    [InlineData(4100, 600, 33, Layout.Transposed, Layout.Contiguous)]
    [InlineData(90, 2100, 512, Layout.Contiguous, Layout.Contiguous)]
    [InlineData(1024, 70, 400, Layout.Transposed, Layout.Contiguous)]
    public void Large_products_are_those_of_float64(long m, long n, long k, Layout layoutA, Layout layoutB)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Lay(Random(m, k), layoutA), Lay(Random(k, n), layoutB));
        AssertClose(Exact(a, b), mm(a, b), k, "mm");
    }

    [Fact]
    public void Nothing_beside_the_result_is_written()
    {
        using var scope = NewDisposeScope();
        foreach (var set in NativeTests.InstructionSets())
        {
            foreach (var (m, n) in new (long, long)[] { (1, 1), (13, 31), (15, 33), (2, 7) })
            {
                var frame = full([m + 2, n + 40], 7f);
                MatrixProducts.Compute(Random(m, 20), Random(20, n), frame.slice(0, 1, m + 1, 1).slice(1, 20, n + 20, 1));
                frame.slice(0, 1, m + 1, 1).slice(1, 20, n + 20, 1).fill_(7f);
                Assert.True(frame.eq(7f).all().item<bool>(), $"{set}, {m} x {n}");
            }
        }
    }

    [Fact]
    public void The_factors_zero_and_one_are_those_of_BLAS()
    {
        using var scope = NewDisposeScope();
        var (bad, b, c) = (full([6, 7], float.NaN), Random(7, 8), Random(6, 8));
        var (kept, cleared) = (c.clone(), full([6, 8], float.NaN));
        MatrixProducts.Compute(bad, b, kept, 0, 1);
        MatrixProducts.Compute(bad, b, cleared, 0, 0);
        Assert.True(kept.equal(c).all().item<bool>());
        Assert.Equal(0f, cleared.abs().max().item<float>());
        // As libtorch's own product has it.
        AssertClose(LibrarysOwn(() => addmm(c, bad, b, 1, 0)).to(ScalarType.Float64), addmm(c, bad, b, 1, 0), 7, "alpha 0");
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Products_of_batches_are_those_of_float64(Layout layoutA, Layout layoutB)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        foreach (var batch in new long[] { 0, 1, 3 })
        {
            foreach (
                var (m, n, k) in new (long, long, long)[] { (1, 5, 7), (5, 1, 7), (64, 32, 16), (16, 64, 1), (3, 4, 0), (33, 65, 130) }
            )
            {
                var (a, b) = (Lay(Random(batch, m, k), layoutA), Lay(Random(batch, k, n), layoutB));
                var what = $"{batch} x [{m}, {k}] {layoutA} x [{k}, {n}] {layoutB}";
                var exact = Exact(a, b);
                AssertClose(exact, bmm(a, b), k, "bmm " + what);
                var self = Random(m, 1);
                var added = AddedBatches(self.expand(batch, m, n), a, b, 2, 3);
                AssertClose(self.to(ScalarType.Float64) * 2 + exact * 3, added, k, "baddbmm " + what);

                // One matrix for the whole batch: a stride of zero.
                var repeated = Lay(Random(1, k, n), layoutB).expand(batch, k, n);
                AssertClose(Exact(a, repeated), bmm(a, repeated), k, "bmm, expanded " + what);
            }
        }
    }

    [Fact]
    public void One_row_one_column_and_dot_products_are_those_of_float64()
    {
        using var scope = NewDisposeScope();
        foreach (var (m, k) in new (long, long)[] { (1, 1), (1, 1000), (1000, 1), (70, 300), (65, 63), (5, 20_000), (0, 3), (3, 0) })
        {
            foreach (var layout in new[] { Layout.Contiguous, Layout.Transposed, Layout.EverySecond })
            {
                var (a, x, y) = (Lay(Random(m, k), layout), Random(k), Random(m));
                AssertClose(Exact(a, x), mv(a, x), k, $"mv [{m}, {k}] {layout}");
                AssertClose(Exact(a.t(), y), mv(a.t(), y), m, $"mv of the transpose [{m}, {k}] {layout}");
                AssertClose(y.to(ScalarType.Float64) * 2 + Exact(a, x) * 3, addmv(y, a, x, 2, 3), k, $"addmv [{m}, {k}] {layout}");
                AssertClose(Exact(x.unsqueeze(0), a.t()), mm(x.unsqueeze(0), a.t()), k, $"one row [{m}, {k}] {layout}");
            }
            var (u, v) = (Random(k, 2).select(1, 0), Random(k));
            AssertClose(Exact(u, v), dot(u, v), k, $"dot {k}");
        }
    }

    // Shapes at which the left factor is packed, or the sum is made of pieces.
    [Theory]
    [InlineData(600, 300, 256, Layout.Contiguous, Layout.Transposed)]
    [InlineData(520, 512, 130, Layout.Contiguous, Layout.Contiguous)]
    [InlineData(513, 256, 70, Layout.Transposed, Layout.Transposed)]
    [InlineData(300, 190, 1100, Layout.Transposed, Layout.Contiguous)]
    [InlineData(512, 130, 1024, Layout.Transposed, Layout.Contiguous)]
    [InlineData(7, 3, 1500, Layout.Transposed, Layout.Contiguous)]
    public void Products_that_pack_first_are_those_of_float64_at_any_number_of_threads(
        long m,
        long n,
        long k,
        Layout layoutA,
        Layout layoutB
    )
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var before = get_num_threads();
        var (a, b, bias, matrix) = (Lay(Random(m, k), layoutA), Lay(Random(k, n), layoutB), Random(n), Random(m, n));
        var exact = Exact(a, b);
        try
        {
            byte[][]? first = null;
            foreach (var threads in new[] { 1, 2, 3 })
            {
                set_num_threads(threads);
                Tensor[] made =
                [
                    mm(a, b),
                    addmm(bias, a, b, 0.5f, 2f),
                    addmm(matrix, a, b, 1, -1),
                    bmm(a.expand(2, m, k), b.expand(2, k, n))[1],
                ];
                AssertClose(exact, made[0], k, "mm");
                AssertClose(bias.to(ScalarType.Float64) * 0.5 + exact * 2, made[1], k, "addmm");
                AssertClose(matrix.to(ScalarType.Float64) - exact, made[2], k, "addmm of a matrix");
                AssertClose(exact, made[3], k, "bmm");
                byte[][] bits = [.. made.Select(one => one.contiguous().bytes.ToArray())];
                first ??= bits;
                Assert.All(first.Zip(bits), pair => Assert.True(pair.First.AsSpan().SequenceEqual(pair.Second), $"{threads} threads"));
            }
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void What_beta_zero_covers_is_not_read()
    {
        using var scope = NewDisposeScope();
        foreach (var (m, n, k) in new (long, long, long)[] { (5, 6, 7), (1, 6, 7), (5, 1, 7), (5, 6, 0) })
        {
            var (a, b) = (Random(m, k), Random(k, n));
            AssertClose(Exact(a, b), addmm(full(m, n, double.NaN, ScalarType.Float32), a, b, 0, 1), k, "addmm");
            var batch = full(1, m, n, double.NaN, ScalarType.Float32);
            AssertClose(Exact(a, b).unsqueeze(0), AddedBatches(batch, a.unsqueeze(0), b.unsqueeze(0), 0, 1), k, "baddbmm");
        }
    }

    [Fact]
    public void NaN_and_infinity_in_the_factors_arrive()
    {
        using var scope = NewDisposeScope();
        foreach (var rows in new long[] { 1, 40 })
        {
            var a = ones(rows, 50);
            a[0, 3] = float.NaN;
            Assert.True(mm(a, ones(50, 20)).isnan()[0].all().item<bool>());
            a[0, 3] = float.PositiveInfinity;
            Assert.True(mm(a, ones(50, 20))[0].isposinf().all().item<bool>());
            Assert.True(mm(a, zeros(50, 20))[0].isnan().all().item<bool>());
            if (rows > 1)
                Assert.True(mm(a, ones(50, 20))[1].eq(50).all().item<bool>());
        }
    }

    [Fact]
    public void Gradients_through_Linear_are_those_of_float64()
    {
        using var scope = NewDisposeScope();
        foreach (var shape in new long[][] { [5, 12], [3, 7, 12], [1, 12], [12] })
        {
            var (x, w, b) = (Random(shape), Random(9, 12), Random(9));
            var (actual, expected) = (
                Gradients(x, w, b),
                Gradients(x.to(ScalarType.Float64), w.to(ScalarType.Float64), b.to(ScalarType.Float64))
            );
            foreach (var (one, other) in actual.Zip(expected))
                AssertClose(other, one, 100, $"Linear on {shape.Length} dimensions");
        }

        static Tensor[] Gradients(Tensor x, Tensor w, Tensor b)
        {
            Tensor[] leaves = [.. new[] { x, w, b }.Select(t => t.detach().clone().requires_grad_())];
            var y = nn.functional.linear(leaves[0], leaves[1], leaves[2]);
            (y * y).sum().backward();
            return [y.detach(), .. leaves.Select(leaf => leaf.grad!)];
        }
    }

    [Fact]
    public void Linear_can_be_differentiated_again_and_by_any_of_its_inputs()
    {
        using var scope = NewDisposeScope();
        foreach (
            var (x, bias) in new (Tensor, Tensor?)[]
            {
                (Random(3, 7, 12), Random(9)),
                (Random(12, 5).t(), null),
                (Random(2, 3, 5, 12).transpose(0, 2), Random(9)),
            }
        )
        {
            var w = Random(9, 12);
            foreach (var asked in new[] { 0b001, 0b010, 0b011, 0b111 }.Where(one => bias is not null || one < 0b100))
            {
                var (actual, expected) = (
                    Second(asked, x, w, bias),
                    Second(asked, x.to(ScalarType.Float64), w.to(ScalarType.Float64), bias?.to(ScalarType.Float64))
                );
                foreach (var (one, other) in actual.Zip(expected))
                    AssertClose(other, one, 1000, $"Linear on {x.dim()} dimensions, by {asked:b3}");
            }
        }
        Assert.Equal(ScalarType.Float64, nn.functional.linear(zeros(2, 3, ScalarType.Float64), zeros(4, 3, ScalarType.Float64)).dtype);
        Assert.Equal([2L, 0, 4], nn.functional.linear(zeros(2, 0, 3), zeros(4, 3)).shape);
        Assert.Equal([4L], nn.functional.linear(zeros(3), zeros(4, 3)).shape);
        Assert.Contains(
            "cannot be multiplied",
            Assert.Throws<ExternalException>(() => nn.functional.linear(zeros(2, 3), zeros(4, 5))).Message
        );

        // First gradients, and those of their squares.
        static Tensor[] Second(int asked, Tensor x, Tensor w, Tensor? bias)
        {
            Tensor[] inputs = [.. new[] { x, w, bias }.OfType<Tensor>().Select(one => one.detach().clone())];
            Tensor[] leaves = [.. inputs.Where((_, i) => (asked >> i & 1) == 1).Select(one => one.requires_grad_())];
            var y = nn.functional.linear(inputs[0], inputs[1], inputs.ElementAtOrDefault(2));
            var first = autograd.grad([(y * y).sum()], leaves, retain_graph: true, create_graph: true);
            var second = autograd.grad([first.Select(one => (one * one).sum()).Aggregate((a, b) => a + b)], leaves);
            return [y, .. first, .. second];
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        using var scope = NewDisposeScope();
        var before = get_num_threads();
        try
        {
            // Among them shapes at which libraries give other bits with other numbers of threads.
            foreach (
                var (m, n, k) in new (long, long, long)[]
                {
                    (1, 14, 2404),
                    (463, 1, 293),
                    (28, 558, 1056),
                    (35, 129, 1112),
                    (300, 300, 300),
                    (768, 128, 128),
                    (128, 512, 768),
                    (2, 2000, 700),
                }
            )
            {
                foreach (var layoutA in new[] { Layout.Contiguous, Layout.Transposed })
                {
                    foreach (var layoutB in new[] { Layout.Contiguous, Layout.Transposed })
                    {
                        var (a, b) = (Lay(Random(m, k), layoutA), Lay(Random(k, n), layoutB));
                        set_num_threads(1);
                        var one = mm(a, b);
                        foreach (var threads in new[] { 2, 3 })
                        {
                            set_num_threads(threads);
                            Assert.True(
                                one.bytes.SequenceEqual(mm(a, b).bytes),
                                $"[{m}, {k}] {layoutA} x [{k}, {n}] {layoutB} at {threads} threads"
                            );
                        }
                    }
                }
            }
            var (batchA, batchB) = (Random(5, 64, 48), Random(5, 48, 64));
            set_num_threads(1);
            var alone = bmm(batchA, batchB);
            set_num_threads(2);
            Assert.True(alone.bytes.SequenceEqual(bmm(batchA, batchB).bytes), "bmm");
        }
        finally
        {
            set_num_threads(before);
        }
    }

    [Fact]
    public void Other_dtypes_and_negated_views_take_libtorchs_own_kernels()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Random(6, 7), Random(7, 8));
        AssertClose(Exact(a, b), mm(a.to(ScalarType.Float64), b.to(ScalarType.Float64)), 7, "float64");
        Assert.Equal(ScalarType.Float64, mm(a.to(ScalarType.Float64), b.to(ScalarType.Float64)).dtype);
        var integers = mm(arange(6, dtype: ScalarType.Int64).reshape(2, 3), ones(3, 2, dtype: ScalarType.Int64));
        Assert.Equal([3L, 3, 12, 12], integers.data<long>().ToArray());
        var half = mm(a.to(ScalarType.BFloat16), b.to(ScalarType.BFloat16));
        Assert.Equal(ScalarType.BFloat16, half.dtype);
        var complex = complexOf(a, a);
        AssertClose(Exact(a, a.t()), mm(complex, complex.conj().transpose(0, 1)).real / 2, 7, "complex, conjugated");

        static Tensor complexOf(Tensor real, Tensor imaginary) => torch.complex(real, imaginary);
    }

    [Fact]
    public void Wrong_shapes_and_mixed_dtypes_get_libtorchs_messages()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ExternalException>(() => mm(Random(2, 3), Random(2, 3)));
        Assert.Contains("mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)", error.Message);
        Assert.Contains("3D", Assert.Throws<ExternalException>(() => bmm(Random(2, 3), Random(3, 2))).Message);
        Assert.Throws<ExternalException>(() => mm(Random(2, 3), Random(3, 2).to(ScalarType.Float64)));
        Assert.Throws<ExternalException>(() => addmm(Random(5), Random(2, 3), Random(3, 4), 1, 1));
    }

    [Fact]
    public void The_speed_is_measured_through_the_operator_and_beside_it()
    {
        var speed = MatrixProductSpeed.Measure(64, repetitions: 1);
        Assert.True(speed.Operator > 0);
        Assert.Equal(get_num_threads(), speed.Threads);
    }
}
