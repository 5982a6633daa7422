using static TorchSharp.torch;

namespace Workbench.Kernels.Tests.Products;

[Collection(NativeTests.Name)]
public class MatrixProductTimesTests
{
    [Theory]
    [InlineData(MatrixLayout.Plain)]
    [InlineData(MatrixLayout.FirstTransposed)]
    [InlineData(MatrixLayout.SecondTransposed)]
    public void Both_ways_are_measured(MatrixLayout layout)
    {
        var times = MatrixProductTimes.Measure(33, 65, 17, layout, repetitions: 3);
        Assert.NotNull(times);
        Assert.Equal((33, 65, 17, get_num_threads()), (times.M, times.N, times.K, times.Threads));
        Assert.InRange(times.Operator, 1e-9, 1);
        Assert.InRange(times.Library, 1e-9, 1);
        Assert.Equal(times.Library / times.Operator, times.Ratio);
    }

    [Fact]
    public void Measuring_leaves_the_kernel_as_it_was()
    {
        var before = NativeKernels.Load().IsOn("gemm");
        MatrixProductTimes.Measure(9, 9, 9, repetitions: 1);
        Assert.Equal(before, NativeKernels.IsOn("gemm"));
    }

    [Fact]
    public void Sizes_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProductTimes.Measure(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProductTimes.Measure(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProductTimes.Measure(1, 1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => MatrixProductTimes.Measure(1, 1, 1, repetitions: 0));
    }
}
