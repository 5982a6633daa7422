using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>Where models must equal one another, beyond the limits that variants declare themselves (see ModelContractTests).</summary>
public sealed class ExactLimitTests
{
    private static Transformer Build(params string[] settings) =>
        settings
            .Select(one => one.Split('=', 2))
            .Aggregate(ContractSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1]))
            .Build(CPU, ScalarType.Float64, 5);

    private static Tensor Weight(Transformer model, string name) => model.named_parameters().Single(one => one.name == name).parameter;

    [Fact]
    public void Dropout_of_nothing_and_evaluation_are_the_plain_model()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var plain = Build();
        using var dropped = Build("dropout=0.5");
        var tokens = Probe.Tokens(2, 12, 11);
        Assert.False(Probe.AreSame(plain.call(tokens), dropped.call(tokens)));
        dropped.eval();
        Tensors.Same(plain.call(tokens), dropped.call(tokens));
    }

    [Theory]
    [InlineData("sinusoidal")]
    [InlineData("rope")]
    [InlineData("alibi")]
    [InlineData("t5")]
    [InlineData("shaw")]
    public void Tables_made_in_inference_mode_serve_training(string position)
    {
        using var scope = NewDisposeScope();
        using var model = Build($"position={position}");
        using var fresh = Build($"position={position}");
        var tokens = Probe.Tokens(2, 12, 11);
        using (inference_mode())
            model.call(tokens.narrow(1, 0, 11));
        Probe.Loss(model, tokens).backward();
        Probe.Loss(fresh, tokens).backward();
        Tensors.Same(Weight(fresh, "embedding.weight").grad!, Weight(model, "embedding.weight").grad!);
    }

    [Theory]
    [InlineData("full", "mha")]
    [InlineData("linear", "gqa:2")]
    [InlineData("delta", "mqa")]
    public void Values_of_a_rank_are_those_of_a_model_with_zeros_in_the_place_of_the_others(string attention, string heads)
    {
        const int rank = 3,
            width = 4;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var narrow = Build($"attention={attention}", $"heads={heads}", $"valueRank={rank}").Stirred();
        using var wide = Build($"attention={attention}", $"heads={heads}");
        foreach (var (name, there) in wide.named_parameters())
        {
            var here = Weight(narrow, name);
            if (here.shape.SequenceEqual(there.shape))
            {
                there.copy_(here);
                continue;
            }
            there.zero_();
            var isOutput = name.EndsWith("output.weight", StringComparison.Ordinal);
            var (mine, theirs) = isOutput ? (here.t(), there.t()) : (here, there);
            // Queries and keys, of which there are none in the output projection, are the same; then come the values of each head.
            var same = isOutput ? 0 : (4 + wide.Config.KeyValueHeads) * width;
            theirs.narrow(0, 0, same).copy_(mine.narrow(0, 0, same));
            for (var head = 0; head < (isOutput ? 4 : wide.Config.KeyValueHeads); head++)
                theirs.narrow(0, same + head * width, rank).copy_(mine.narrow(0, same + head * rank, rank));
        }
        var tokens = Probe.Tokens(2, 12, 11);
        Assert.Equal(0, Probe.Difference(wide.Logits(tokens), narrow.Logits(tokens)), 1e-12);
        var (values, output) = (Weight(narrow, "blocks.0.attention.qkv.weight"), Weight(narrow, "blocks.0.attention.output.weight"));
        var map = output.narrow(1, 0, rank).mm(values.narrow(0, values.shape[0] - narrow.Config.KeyValueHeads * rank, rank)); // W_O W_V
        Assert.Equal(rank, linalg.matrix_rank(map).item<long>());
    }

    [Fact]
    public void Without_positions_full_attention_is_blind_to_the_order_of_the_past()
    {
        // One block: the last token sees a set. (A second block would see that earlier tokens saw less.)
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Build("position=none", "layers=1").Stirred();
        var tokens = tensor(new long[] { 1, 2, 3, 4, 5 }, [1, 5]);
        var shuffled = tensor(new long[] { 3, 1, 4, 2, 5 }, [1, 5]);
        Tensors.Close(model.call(tokens)[0, 4], model.call(shuffled)[0, 4], 1e-12);
        using var ordered = Build("position=sinusoidal:amplitude=1", "layers=1").Stirred();
        Assert.True(Probe.Largest(ordered.call(tokens)[0, 4] - ordered.call(shuffled)[0, 4]) > 1e-3);
    }

    [Fact]
    public void Many_random_features_come_near_softmax_attention()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tokens = Probe.Tokens(2, 12, 11);
        using var full = Build();
        var errors = new[] { 16, 4096 }
            .Select(features =>
            {
                using var performer = Build($"attention=performer:{features}");
                return Probe.Largest(full.call(tokens) - performer.call(tokens));
            })
            .ToArray();
        Assert.True(errors[1] < errors[0] / 4, $"{errors[0]} with 16 features, {errors[1]} with 4096");
    }
}
