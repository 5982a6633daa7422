using static TorchSharp.torch;

namespace Workbench.Kernels.Tests;

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
        Assert.InRange(times.OneDnn, 1e-9, 1);
        Assert.Equal(times.OneDnn / times.Operator, times.Ratio);
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
