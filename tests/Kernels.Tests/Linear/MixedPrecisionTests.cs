using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Products;

[Collection(NativeTests.Name)]
public sealed class MixedPrecisionTests
{
    private static readonly long[] Sizes = [1, 2, 4, 13, 15, 33, 100];

    public MixedPrecisionTests() => Assert.True(NativeKernels.Load().Loaded, NativeKernels.Load().Reason);

    private static int _draws;

    private static Tensor Random(params long[] shape) => Philox.normal(shape, RandomStream.Named(1, "mixed precision tests", _draws++));

    private static Tensor Turned(Tensor t, bool turned) => turned ? t.t().contiguous().t() : t;

    // What libtorch rounds to, in float64.
    private static Tensor Rounded(Tensor t) => t.to(ScalarType.BFloat16).to(ScalarType.Float64);

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Products_are_those_of_factors_that_libtorch_rounds(bool turnedA, bool turnedB)
    {
        foreach (var set in NativeTests.InstructionSets())
        foreach (var units in NativeTests.Bf16Units())
        foreach (var m in Sizes)
        foreach (var n in Sizes)
        foreach (var k in (long[])[1, 2, 31, 64, 65, 800])
        {
            using var scope = NewDisposeScope();
            var (a, b, c) = (Turned(Random(m, k), turnedA), Turned(Random(k, n), turnedB), Random(m, n));
            var exact = c.to(ScalarType.Float64) + matmul(Rounded(a), Rounded(b));
            MixedPrecision.Multiply(c, a, b, add: true);
            Expect.Close(exact, c, 2e-6 * Math.Sqrt(k), $"[{m}, {k}] x [{k}, {n}] on {set} with {units}");
        }
    }

    [Theory]
    [InlineData(20)]
    [InlineData(4)] // not packed
    public void Numbers_that_no_finite_number_is_spread_as_in_libtorch(int rows)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Random(rows, 40), Turned(Random(40, 20), true));
        a[3, 5] = float.NaN;
        a[2, 1] = float.PositiveInfinity;
        b[2, 9] = float.NegativeInfinity;
        b[4, 11] = float.NaN;
        a[0, 0] = 3.4e38f; // rounds to infinity
        var expected = matmul(Rounded(a), Rounded(b));
        foreach (var units in NativeTests.Bf16Units())
        {
            var c = zeros(rows, 20);
            MixedPrecision.Multiply(c, a, b);
            Assert.True(c.isnan().equal(expected.isnan()).all().item<bool>(), $"NaN in other places with {units}");
            Assert.True(c.isposinf().equal(expected.isposinf()).all().item<bool>(), $"infinity in other places with {units}");
            Assert.True(c.isneginf().equal(expected.isneginf()).all().item<bool>(), $"-infinity in other places with {units}");
        }
    }

    [Theory]
    [InlineData(700, 300)]
    [InlineData(3, 3000)] // not packed
    public void The_bits_do_not_depend_on_the_number_of_threads(int rows, int columns)
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Random(rows, 900), Turned(Random(900, columns), true));
        var threads = get_num_threads();
        try
        {
            var made = new[] { 1, 2, 3 }
                .Select(count =>
                {
                    set_num_threads(count);
                    var c = empty(rows, columns);
                    MixedPrecision.Multiply(c, a, b);
                    return c;
                })
                .ToList();
            Assert.All(made, one => Assert.True(made[0].equal(one).all().item<bool>()));
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void A_layer_and_its_gradients_are_rounded_and_its_bias_is_not()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias, above) = (Random(6, 7, 40), Random(30, 40), Random(30), Random(6, 7, 30));
        foreach (var one in new[] { x, weight, bias })
            one.requires_grad_(true);
        Tensor y;
        using (MixedPrecision.Use(ProductPrecision.Bf16))
            y = FusedLinear.linear(x, weight, bias);
        // The backward pass is outside of the scope, and has the precision of the forward pass all the same.
        y.backward([above]);
        var flat = Rounded(above.view(42, 30));
        Expect.Close(nn.functional.linear(Rounded(x), Rounded(weight), bias.to(ScalarType.Float64)), y, 2e-6, "y");
        Expect.Close(matmul(flat, Rounded(weight)).view(6, 7, 40), x.grad!, 2e-6, "the gradient of x");
        Expect.Close(matmul(flat.t(), Rounded(x).view(42, 40)), weight.grad!, 2e-6, "the gradient of the weight");
        Expect.Close(above.to(ScalarType.Float64).view(42, 30).sum([0]), bias.grad!, 2e-6, "the gradient of the bias");
    }

    [Fact]
    public void The_head_has_rounded_logits_and_gradients_of_a_float32_loss()
    {
        using var scope = NewDisposeScope();
        var (x, weight) = (Random(50, 24).requires_grad_(true), Random(90, 24).requires_grad_(true));
        var targets = (Philox.uniform([50], RandomStream.Named(1, "mixed precision targets")) * 90).to(ScalarType.Int64);
        Tensor loss;
        using (MixedPrecision.Use(ProductPrecision.Bf16))
            loss = Head.linear_cross_entropy(x, weight, targets);
        loss.backward();
        var logits = matmul(Rounded(x), Rounded(weight).t()).detach().requires_grad_(true);
        var exact = nn.functional.cross_entropy(logits, targets);
        exact.backward();
        Expect.Close(exact, loss, 1e-5, "the loss");
        var slopes = Rounded(logits.grad!.to(ScalarType.Float32));
        Expect.Close(matmul(slopes, Rounded(weight)), x.grad!, 2e-3, "the gradient of x");
        Expect.Close(matmul(slopes.t(), Rounded(x)), weight.grad!, 2e-3, "the gradient of the weight");
    }

    [Fact]
    public void Plain_operators_round_too()
    {
        using var scope = NewDisposeScope();
        var (x, weight, bias) = (Random(9, 16), Random(5, 16), Random(5));
        using var off = NativeKernels.Suspend("linear");
        using var precision = MixedPrecision.Use(ProductPrecision.Bf16);
        // libtorch rounds the result as well.
        Expect.Close(
            nn.functional.linear(Rounded(x), Rounded(weight), bias.to(ScalarType.Float64)),
            FusedLinear.linear(x, weight, bias),
            1e-2,
            "y"
        );
        Assert.Equal(ScalarType.Float64, FusedLinear.linear(x.to(ScalarType.Float64), weight.to(ScalarType.Float64)).dtype);
    }

    [Fact]
    public async Task The_precision_is_the_threads_and_ends_with_its_scope()
    {
        Assert.Equal(ProductPrecision.Float32, MixedPrecision.Current);
        using (MixedPrecision.Use(ProductPrecision.Bf16))
        {
            Assert.Equal(ProductPrecision.Bf16, MixedPrecision.Current);
            using (MixedPrecision.Use(ProductPrecision.Float32))
                Assert.Equal(ProductPrecision.Float32, MixedPrecision.Current);
            Assert.Equal(ProductPrecision.Bf16, MixedPrecision.Current);
            var other = new TaskCompletionSource<ProductPrecision>();
            new Thread(() => other.SetResult(MixedPrecision.Current)).Start();
            Assert.Equal(ProductPrecision.Float32, await other.Task);
        }
        Assert.Equal(ProductPrecision.Float32, MixedPrecision.Current);
    }
}
