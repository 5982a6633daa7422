using TorchSharp;
using Workbench.Notebook.Display;
using static TorchSharp.torch;

namespace Workbench.Notebook.Tests.Display;

/// <summary>What is shown of a tensor, and that showing leaves no trace.</summary>
public sealed class TensorFormTests
{
    public static TheoryData<string, Func<Tensor>> Printed =>
        new()
        {
            {
                "tensor([[1., 2.],\n        [3., 4.]])",
                () =>
                    tensor(
                        new float[,]
                        {
                            { 1, 2 },
                            { 3, 4 },
                        }
                    )
            },
            { "tensor([  0.5000,  -1.2500, 100.0000])", () => tensor(new[] { 0.5f, -1.25f, 100 }) },
            {
                "tensor([[[ 0,  1,  2],\n         [ 3,  4,  5]],\n\n        [[ 6,  7,  8],\n         [ 9, 10, 11]]])",
                () => arange(12).reshape(2, 2, 3)
            },
            { "tensor([ True, False])", () => tensor(new[] { true, false }) },
            { "tensor([1.0000e-05, 1.0000e+00])", () => tensor(new[] { 1e-5, 1 }) },
            { "tensor([1.0000e+09, 1.0000e+00])", () => tensor(new[] { 1e9, 1 }) },
            { "tensor([   nan, 1.5000])", () => tensor(new[] { double.NaN, 1.5 }) },
            { "tensor([ inf, 100.])", () => tensor(new[] { double.PositiveInfinity, 100 }) },
            { "tensor([   0.,    1.,    2.,  ...,  998.,  999., 1000.])", () => arange(1001).to_type(ScalarType.Float32) },
            { "tensor(3.5000)", () => tensor(3.5) },
            { "tensor([])", () => empty(0) },
            { "tensor([], size=(2, 0))", () => empty(2, 0) },
            {
                "tensor([[   0,    1,    2,  ...,   47,   48,   49],\n        [  50,   51,   52,  ...,   97,   98,   99],\n      "
                    + "  [ 100,  101,  102,  ...,  147,  148,  149],\n        ...,\n"
                    + "        [1850, 1851, 1852,  ..., 1897, 1898, 1899],\n        [1900, 1901, 1902,  ..., 1947, 1948, 1949],\n "
                    + "       [1950, 1951, 1952,  ..., 1997, 1998, 1999]])",
                () => arange(2000).reshape(40, 50)
            },
            {
                "tensor([0.0000, 0.1429, 0.2857, 0.4286, 0.5714, 0.7143, 0.8571, 1.0000, 1.1429,\n        1.2857, 1.4286, 1.5714])",
                () => arange(12).to_type(ScalarType.Float32) / 7
            },
        };

    [Theory]
    [MemberData(nameof(Printed))]
    public void Values_are_printed_as_PyTorch_prints_them(string expected, Func<Tensor> make)
    {
        using var tensor = make();
        Assert.Equal(expected, TensorText.Of(tensor));
    }

    [Fact]
    public void The_head_says_type_shape_device_and_gradient()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("float32 [2, 3] on cpu", TensorSummary.Of(zeros(2, 3)).Head);
        Assert.Equal("int64 [] on cpu", TensorSummary.Of(tensor(1L)).Head);
        var leaf = zeros(2, requires_grad: true);
        Assert.Equal("float32 [2] on cpu, requires_grad", TensorSummary.Of(leaf).Head);
        Assert.Equal("float32 [2] on cpu, requires_grad, computed", TensorSummary.Of(leaf * 2).Head);
        Assert.Equal(
            "float32 [1000000, 1000000] on meta: no memory, no values",
            TensorSummary.Of(empty([1_000_000, 1_000_000], device: META)).Head
        );
        var gone = zeros(1);
        gone.Dispose();
        Assert.Equal("disposed: the tensor has no memory", Formatting.BundleOf(gone).Text("text/plain"));
    }

    [Fact]
    public void Statistics_are_the_least_the_mean_and_the_greatest()
    {
        using var scope = NewDisposeScope();
        Assert.Equal("min -1, mean 1, max 3", TensorSummary.Of(tensor(new float[] { -1, 3, 1 })).Statistics);
        Assert.Equal("min 0, mean 2, max 4", TensorSummary.Of(arange(5)).Statistics);
        Assert.Equal("min 0, mean 2, max 4", TensorSummary.Of(arange(5).to_type(ScalarType.BFloat16)).Statistics);
        Assert.Equal("2 of 3 true", TensorSummary.Of(tensor(new[] { true, true, false })).Statistics);
        Assert.Equal(
            "1 NaN, 1 infinite; the others within ±2",
            TensorSummary.Of(tensor(new[] { double.NaN, double.NegativeInfinity, -2 })).Statistics
        );
        Assert.Null(TensorSummary.Of(tensor(1.5)).Statistics);
    }

    [Fact]
    public void Maps_are_bounded_and_say_what_they_show()
    {
        using var scope = NewDisposeScope();
        var small = TensorSummary.Of(arange(6).reshape(2, 3));
        Assert.Equal(
            new double[,]
            {
                { 0, 1, 2 },
                { 3, 4, 5 },
            },
            small.Map
        );
        Assert.Equal("every element", small.MapText);
        var large = TensorSummary.Of(zeros(1000, 640));
        Assert.Equal((32, 64), (large.Map!.GetLength(0), large.Map.GetLength(1)));
        Assert.Equal("every 32nd row and every 10th column", large.MapText);
        Assert.Null(TensorSummary.Of(zeros(2, 2, 2)).Map);
    }

    [Fact]
    public void Html_is_small_whatever_the_size_and_uses_the_pages_colours()
    {
        using var scope = NewDisposeScope();
        var html = Formatting.BundleOf(randn(2000, 2000, generator: new Generator(1))).Text("text/html")!;
        Assert.InRange(html.Length, 1000, 60_000);
        Assert.Contains("<svg role=\"img\" aria-label=\"heat map of every 63rd row and every 32nd column; min ", html);
        Assert.DoesNotContain("#fff", html);
        Assert.DoesNotContain("background:white", html);
    }

    [Fact]
    public void Showing_keeps_no_handle_records_no_gradient_and_leaves_the_mode()
    {
        using var tensor = randn(50, 60, requires_grad: true);
        using var result = tensor * 2;
        _ = Formatting.BundleOf(result);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var scope = NewDisposeScope();
        _ = Formatting.BundleOf(result);
        Assert.Equal(0, scope.DisposablesCount);
        Assert.True(is_grad_enabled());
        result.sum().backward();
        Assert.Equal(2 * 3000, tensor.grad!.sum().item<float>());
    }

    [Fact]
    public void Tensors_inside_sequences_and_records_are_shown_too()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("<b>tensor</b> float32 [2] on cpu", Formatting.BundleOf(new[] { ones(2) }).Text("text/html"));
        var pair = Formatting.BundleOf(new { Weight = ones(3), Name = "w" });
        Assert.Contains("float32 [3] on cpu", pair.Text("text/html"));
        Assert.Contains("float32 [3] on cpu", pair.Text("text/plain"));
    }
}
