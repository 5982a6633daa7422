using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Inputs, models and comparisons for the contract checks.</summary>
internal static class Probe
{
    public const long Seed = 3;

    public static Tensor Tokens(int batch, int count, int vocabulary, long seed = 1)
    {
        var values = new long[batch * count];
        Philox.FillBelow(values, RandomStream.Named(seed, "tokens"), vocabulary);
        return tensor(values, [batch, count], ScalarType.Int64);
    }

    public static Transformer Single(TransformerConfig config, long seed = Seed) => config.Build(CPU, ScalarType.Float32, seed);

    public static Transformer Double(TransformerConfig config) => config.Build(CPU, ScalarType.Float64, Seed).Stirred();

    /// <summary>The largest absolute value; infinity when there is a NaN.</summary>
    public static double Largest(Tensor x)
    {
        using var scope = NewDisposeScope();
        var largest = x.to(ScalarType.Float64).abs().max().item<double>();
        return double.IsNaN(largest) ? double.PositiveInfinity : largest;
    }

    /// <summary>The largest difference relative to the largest value, at least 1; infinity when shapes differ.</summary>
    public static double Difference(Tensor expected, Tensor actual)
    {
        if (!expected.shape.SequenceEqual(actual.shape))
            return double.PositiveInfinity;
        using var scope = NewDisposeScope();
        var (left, right) = (expected.to(ScalarType.Float64), actual.to(ScalarType.Float64));
        return AreSame(left, right) ? 0 : Largest(left - right) / Math.Max(1, Largest(left));
    }

    public static bool AreSame(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return first.eq(second).all().item<bool>();
    }

    /// <summary>Next-token loss, as in training.</summary>
    public static Tensor Loss(Transformer model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var logits = model.call(tokens.narrow(1, 0, tokens.shape[1] - 1)); // [B, T, V]
        return nn
            .functional.cross_entropy(logits.flatten(0, 1), tokens.narrow(1, 1, tokens.shape[1] - 1).reshape(-1))
            .MoveToOuterDisposeScope();
    }

    /// <summary>Perturbs all weights from their special initial values (biases 0, gains 1), so that an omitted gain or bias is
    /// detected.</summary>
    public static Transformer Stirred(this Transformer model, double size = 0.1)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        foreach (var (name, weight) in model.named_parameters())
            weight.add_(Philox.normal(weight.shape, RandomStream.Named(7, name), std: size).to(weight.dtype)); // the same in every dtype
        return model;
    }
}
