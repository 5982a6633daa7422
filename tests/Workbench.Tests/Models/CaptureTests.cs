using TorchSharp;
using Workbench.Data;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Attention;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class CaptureTests
{
    private sealed class Notebook(Func<string, bool> wants) : ICapture
    {
        public Dictionary<string, Tensor> Seen { get; } = [];

        public bool Wants(string name) => wants(name);

        public void Record(string name, Tensor value) => Seen.Add(name, value);
    }

    [Fact]
    public void Activations_are_named_by_their_place()
    {
        using var scope = NewDisposeScope();
        using var model = ContractSpace.Base.Build(CPU, ScalarType.Float32, 1);
        var seen = new Notebook(_ => true);
        model.Capture = seen;
        model.call(Probe.Tokens(2, 7, 11));
        Assert.Equal(
            [
                "embedding",
                "blocks.0.attention.weights",
                "blocks.0.attention",
                "blocks.0.feed_forward",
                "blocks.0.residual",
                "blocks.1.attention.weights",
                "blocks.1.attention",
                "blocks.1.feed_forward",
                "blocks.1.residual",
                "output",
            ],
            seen.Seen.Keys
        );
        Assert.Equal([2, 4, 7, 7], seen.Seen["blocks.1.attention.weights"].shape);
        Assert.Equal([2, 7, 16], seen.Seen["blocks.1.residual"].shape);
        Assert.All(seen.Seen.Values, one => Assert.False(one.requires_grad));
        // Residual branches add up.
        Tensors.Close(
            seen.Seen["blocks.0.residual"],
            seen.Seen["embedding"] + seen.Seen["blocks.0.attention"] + seen.Seen["blocks.0.feed_forward"],
            1e-6
        );
        foreach (var one in seen.Seen.Values)
            one.Dispose();
    }

    [Fact]
    public void Weights_of_every_attention_lie_where_the_mask_shows_and_sum_to_one() =>
        Assert.All(
            ContractSpace.Ours.Choices(),
            choices =>
            {
                var config = ContractSpace.Ours.At(choices);
                using var scope = NewDisposeScope();
                using var off = no_grad();
                using var model = config.Build(CPU, ScalarType.Float64, 1);
                var seen = new Notebook(name =>
                    name.StartsWith("blocks.1.", StringComparison.Ordinal) && name.EndsWith(".weights", StringComparison.Ordinal)
                );
                model.Capture = seen;
                var input = Probe.Input(config, 2, 7);
                model.Logits(input);
                var expected = new List<string>();
                if (config.Architecture is not EncoderRnn)
                    expected.Add("blocks.1.attention.weights");
                if (config.Architecture.HasEncoder)
                    expected.Add("blocks.1.cross_attention.weights");
                Assert.Equal(expected, seen.Seen.Keys);
                foreach (var (name, weights) in seen.Seen)
                {
                    var isCross = name.Contains("cross", StringComparison.Ordinal);
                    Assert.Equal([2, 4, 7, 7], weights.shape);
                    Assert.Equal(0, Probe.Largest(weights * Hidden(config, input, isCross)));
                    if (SumsToOne(config, isCross))
                        Tensors.Close(ones_like(weights.sum(-1)), weights.sum(-1), 1e-9);
                    weights.Dispose();
                }
            }
        );

    /// <summary>[B, 1, T, S]: 1 where a query does not see a key.</summary>
    private static Tensor Hidden(TransformerConfig config, ModelInput input, bool isCross)
    {
        if (isCross)
            return input.SourcePadding!.to(ScalarType.Float64).view(2, 1, 1, 7);
        if (config.Architecture is EncoderOnly)
            return input.Padding!.to(ScalarType.Float64).view(2, 1, 1, 7);
        var future = ones([7, 7], ScalarType.Float64).triu(1).view(1, 1, 7, 7);
        return input.Prefix is null ? future : future * (arange(7, ScalarType.Int64) >= Probe.PrefixTokens).to(ScalarType.Float64);
    }

    // Linear attention turns its numerator alone under rope (its paper's equation 19), so that its weights need not sum to one; a trigonometric
    // estimate of a sum is held above a floor, as when values are mixed. The delta rule divides by no sum.
    private static bool SumsToOne(TransformerConfig config, bool isCross) =>
        config.Attention switch
        {
            LinearAttention => isCross || !config.Position.Rotates,
            RandomFeatureAttention or DeltaAttention or PerformerAttention { Kernel: PerformerKernel.Favor } => false,
            _ => true,
        };
}
