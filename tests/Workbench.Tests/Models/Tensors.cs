using TorchSharp;
using Workbench.Kernels;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>Comparisons of tensors, as assertions.</summary>
internal static class Tensors
{
    public static Tensor Normal(long seed, params long[] shape) =>
        Philox.normal(shape, RandomStream.Named(seed, "test"), dtype: ScalarType.Float64);

    public static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var difference = Probe.Difference(expected, actual);
        Assert.True(difference <= tolerance, $"differs by {difference} of the largest, {Probe.Largest(expected)}, or of 1");
    }

    /// <summary>Same shape and same bits.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(Probe.AreSame(expected, actual), "not the same bits");
    }
}
