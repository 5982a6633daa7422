using TorchSharp;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>What model tests share: tokens, comparisons, models with weights large enough to matter.</summary>
static class Tensors
{
    public static Tensor Tokens(int batch, int count, int vocabulary, long seed = 1)
    {
        var values = new long[batch * count];
        Philox.FillBelow(values, RandomStream.Named(seed, "tokens"), vocabulary);
        return tensor(values, [batch, count], ScalarType.Int64);
    }

    public static Tensor Normal(long seed, params long[] shape) => Philox.normal(shape, RandomStream.Named(seed, "test"), dtype: ScalarType.Float64);

    public static double Largest(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.to(ScalarType.Float64).abs().max().item<double>();
    }

    public static void Close(Tensor expected, Tensor actual, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, actual.shape);
        var difference = Largest(expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64));
        Assert.True(difference <= tolerance * Math.Max(1, Largest(expected)), $"differs by {difference}, largest {Largest(expected)}");
    }

    /// <summary>Same shape and same bits.</summary>
    public static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(AreSame(expected, actual), "not the same bits");
    }

    public static bool AreSame(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return first.eq(second).all().item<bool>();
    }

    /// <summary>Next-token loss, as the trainer takes it.</summary>
    public static Tensor Loss(Transformer model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var logits = model.call(tokens.narrow(1, 0, tokens.shape[1] - 1)); // [B, T, V]
        return nn.functional.cross_entropy(logits.flatten(0, 1), tokens.narrow(1, 1, tokens.shape[1] - 1).reshape(-1)).MoveToOuterDisposeScope();
    }

    /// <summary>Moves weights off their special starting values (biases 0, gains 1), so that a gain or bias left out is seen.</summary>
    public static Transformer Stirred(this Transformer model, double size = 0.1)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, weight) in model.named_parameters())
            weight.add_(Philox.normal(weight.shape, RandomStream.Named(7, name), std: size).to(weight.dtype)); // the same in every dtype
        return model;
    }
}
