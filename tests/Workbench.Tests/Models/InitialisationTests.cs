using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class InitialisationTests
{
    private static Transformer Build(params string[] settings) =>
        settings
            .Select(one => one.Split('=', 2))
            .Aggregate(ContractSpace.Base with { Width = 32 }, (config, pair) => ConfigTree.With(config, pair[0], pair[1]))
            .Build(CPU, ScalarType.Float32, 5);

    [Theory]
    [InlineData("position=none", "position=rope")]
    [InlineData("position=learned", "position=sinusoidal")]
    [InlineData("attention=full", "attention=performer")]
    [InlineData("attention=window", "attention=delta")]
    [InlineData("norm=layernorm", "norm=rmsnorm")]
    [InlineData("heads=mha", "heads=gqa:2")]
    [InlineData("feedForward=gelu", "feedForward=swiglu")]
    [InlineData("layers=2", "layers=2", "tieEmbeddings=false")]
    public void A_change_in_one_part_leaves_the_others_as_they_were(string here, string there, string also = "tieEmbeddings=true")
    {
        using var scope = NewDisposeScope();
        using var first = Build(here);
        using var second = Build(there, also);
        var other = second.named_parameters().ToDictionary(one => one.name, one => one.parameter);
        var compared = 0;
        foreach (var (name, weight) in first.named_parameters())
        {
            if (other.TryGetValue(name, out var same) && same.shape.SequenceEqual(weight.shape))
            {
                Tensors.Same(weight, same);
                compared++;
            }
        }
        Assert.True(compared >= 12, $"{compared} weights in common");
    }

    [Fact]
    public void Queries_start_the_same_whatever_the_key_value_heads()
    {
        using var scope = NewDisposeScope();
        using var all = Build("heads=mha");
        using var one = Build("heads=mqa");
        var (wide, narrow) = (Weight(all, "blocks.1.attention.qkv.weight"), Weight(one, "blocks.1.attention.qkv.weight"));
        Tensors.Same(wide.narrow(0, 0, 32), narrow.narrow(0, 0, 32));
        // The shared key head starts as the first of many.
        Tensors.Same(wide.narrow(0, 32, 8), narrow.narrow(0, 32, 8));
    }

    [Fact]
    public void Sizes_are_those_of_the_papers()
    {
        using var scope = NewDisposeScope();
        using var gpt2 = Build("width=128", "layers=8");
        Assert.Equal(0.02, Deviation(gpt2, "blocks.0.attention.qkv.weight"), 5e-4);
        Assert.Equal(0.02 / 4, Deviation(gpt2, "blocks.0.feed_forward.contract.weight"), 2e-4);
        Assert.Equal(0.02 / 4, Deviation(gpt2, "blocks.3.attention.output.weight"), 2e-4);
        Assert.Equal(0, Deviation(gpt2, "blocks.3.attention.output.bias"));
        using var small = Build("width=128", "initialisation=small");
        Assert.Equal(Math.Sqrt(0.4 / 128), Deviation(small, "blocks.0.attention.output.weight"), 2e-3);
        using var xavier = Build("width=128", "initialisation=xavier");
        Assert.Equal(Math.Sqrt(2.0 / 256), Deviation(xavier, "blocks.0.attention.output.weight"), 2e-3);
        // Queries, keys and values are projections of their own, though they are kept as one matrix.
        Assert.Equal(Math.Sqrt(2.0 / 256), Deviation(xavier, "blocks.0.attention.qkv.weight"), 2e-3);
        Assert.True(Probe.Largest(Weight(xavier, "blocks.0.attention.output.weight")) <= Math.Sqrt(6.0 / 256));
    }

    private static Tensor Weight(Transformer model, string name) => model.named_parameters().Single(one => one.name == name).parameter;

    private static double Deviation(Transformer model, string name) =>
        Weight(model, name).to(ScalarType.Float64).square().mean().sqrt().item<double>();
}
