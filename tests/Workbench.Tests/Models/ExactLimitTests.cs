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
