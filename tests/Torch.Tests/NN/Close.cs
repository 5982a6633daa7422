using TorchSharp;
using static TorchSharp.torch;

namespace Torch.Tests.NN;

internal static class Close
{
    /// <summary>Equal up to rounding, relative to the largest element.</summary>
    internal static void To(Tensor expected, Tensor actual, double tolerance, string what)
    {
        using var scope = NewDisposeScope();
        Assert.True(expected.shape.SequenceEqual(actual.shape), $"{what}: shape [{string.Join(",", actual.shape)}], expected [{string.Join(",", expected.shape)}]");
        Assert.Equal(expected.dtype, actual.dtype);
        if (expected.numel() == 0) return;
        var reference = expected.detach().to(ScalarType.Float64);
        var difference = actual.detach().to(ScalarType.Float64).sub(reference).abs().max().item<double>();
        var scale = Math.Max(1, reference.abs().max().item<double>());
        Assert.True(difference <= tolerance * scale, $"{what}: differs by {difference} at scale {scale}");
    }

    internal static void Equal(Tensor expected, Tensor actual, string what) => To(expected, actual, 0, what);
}
