using TorchSharp;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models.Architectures;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Inputs, models and comparisons for the contract checks.</summary>
internal static class Probe
{
    public const long Seed = 3;

    /// <summary>Tokens of a source.</summary>
    public const int Sources = 7;

    /// <summary>Tokens of a prefix.</summary>
    public const int PrefixTokens = 5;

    public static Tensor Tokens(int batch, int count, int vocabulary, long seed = 1)
    {
        var values = new long[batch * count];
        Philox.FillBelow(values, RandomStream.Named(seed, "tokens"), vocabulary);
        return tensor(values, [batch, count], ScalarType.Int64);
    }

    /// <summary>What a model reads: tokens, a source with padding for an encoder, a prefix for a prefix LM.</summary>
    public static ModelInput Input(TransformerConfig config, int batch, int count, long seed = 1) =>
        Input(config, Tokens(batch, count, config.Vocabulary, seed));

    /// <inheritdoc cref="Input(TransformerConfig, int, int, long)"/>
    public static ModelInput Input(TransformerConfig config, Tensor tokens)
    {
        var (batch, count) = ((int)tokens.shape[0], tokens.shape[1]);
        // Lengths that differ: every row but the first has padding.
        var lengths = arange(batch, ScalarType.Int64).unsqueeze(1).remainder(2);
        return new(tokens)
        {
            Source = config.Architecture.HasEncoder ? Tokens(batch, Sources, config.Vocabulary, seed: 2) : null,
            SourcePadding = config.Architecture.HasEncoder ? arange(Sources, ScalarType.Int64) >= Sources - 2 * lengths : null,
            Padding = config.Architecture is EncoderOnly ? arange(count, ScalarType.Int64) >= count - lengths : null,
            Segments = config.Segments > 0 ? tokens.remainder(config.Segments) : null,
            Prefix = config.Architecture is PrefixLm ? full([batch], PrefixTokens, ScalarType.Int64) : null,
        };
    }

    /// <summary>An empty decoding state, after the encoder has read the source of the input.</summary>
    public static DecodingState State(Transformer model, ModelInput input) =>
        input.Source is { } source ? model.NewState(source, input.SourcePadding) : model.NewState((int)input.Tokens.shape[0]);

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

    /// <summary>The loss of predicting the next token, as in training; with an encoder alone, one that sees it.</summary>
    public static Tensor Loss(Transformer model, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        // A block that is computed again reads the input in the backward pass.
        var input = Input(model.Config, tokens.narrow(1, 0, tokens.shape[1] - 1)).MoveToOuterDisposeScope();
        var logits = model.Logits(input); // [B, T, V]
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
