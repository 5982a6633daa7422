using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Attention;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>Where one variant must equal another.</summary>
public sealed class ExactLimitTests
{
    static Transformer Build(params string[] settings) => settings.Select(one => one.Split('=', 2))
        .Aggregate(ModelSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1])).Build(CPU, ScalarType.Float64, 5);

    static Tensor Weight(Transformer model, string name) => model.named_parameters().Single(one => one.name == name).parameter;

    public static TheoryData<string> Attentions => [.. ModelSpace.Axes[0].Values];

    [Theory, MemberData(nameof(Attentions))]
    public void As_many_groups_as_heads_is_multi_head_and_one_group_multi_query(string attention)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tokens = Tensors.Tokens(2, 12, 11);
        foreach (var (groups, name) in new[] { (4, "mha"), (1, "mqa") })
        {
            using var grouped = Build($"attention={attention}", $"heads=gqa:{groups}").Stirred();
            using var named = Build($"attention={attention}", $"heads={name}").Stirred();
            Tensors.Same(named.call(tokens), grouped.call(tokens));
        }
    }

    [Theory, MemberData(nameof(Attentions))]
    public void Grouped_query_is_multi_head_with_tiled_keys_and_values(string attention)
    {
        // A gate belongs to a key/value head: tiling it is not tiling keys and values.
        if (attention.Contains("gate", StringComparison.Ordinal))
            return;
        using var scope = NewDisposeScope();
        using var off = no_grad();
        // With dropout, as it stands while training: a head is masked alike whether it shares its keys or not.
        using var grouped = Build($"attention={attention}", "heads=gqa:2", "position=learned", "dropout=0.3").Stirred();
        using var tiled = Build($"attention={attention}", "heads=mha", "position=learned", "dropout=0.3").Stirred();
        foreach (var (name, from) in grouped.named_parameters())
        {
            var to = Weight(tiled, name);
            if (to.shape.SequenceEqual(from.shape))
            {
                to.copy_(from);
                continue;
            }
            var heads = from.unflatten(0, [8, 4]); // 4 query heads, 2 key heads, 2 value heads of width 4
            var order = tensor(new long[] { 0, 1, 2, 3, 4, 4, 5, 5, 6, 6, 7, 7 });
            to.copy_(heads.index_select(0, order).flatten(0, 1));
        }
        var tokens = Tensors.Tokens(2, 12, 11);
        Tensors.Close(tiled.call(tokens), grouped.call(tokens), 1e-12);
    }

    [Theory]
    [InlineData("linear")]
    [InlineData("rfa:8")]
    [InlineData("rfa:8:gate=true")]
    [InlineData("performer:8")]
    [InlineData("performer:8:kernel=favor")]
    [InlineData("performer:8:kernel=hyperbolic")]
    public void Parallel_chunked_and_recurrent_forms_agree(string attention)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tokens = Tensors.Tokens(2, 23, 11);
        using var parallel = Build("position=rope", $"attention={attention}:chunk=64").Stirred();
        var expected = parallel.call(tokens);
        foreach (var chunk in new[] { 1, 3, 8, 23 })
        {
            using var chunked = Build("position=rope", $"attention={attention}:chunk={chunk}").Stirred();
            Tensors.Close(expected, chunked.call(tokens), 1e-9);
        }
        using var single = (parallel.Config with { }).Build(CPU, ScalarType.Float32, 5).Stirred();
        using var state = single.NewState(2);
        var steps = Enumerable.Range(0, 23).Select(t => single.Step(tokens.narrow(1, t, 1), state)).ToArray();
        Tensors.Close(expected, cat(steps, 1), 1e-5);
    }

    [Fact]
    public void Dropout_of_nothing_and_evaluation_are_the_plain_model()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var plain = Build();
        using var dropped = Build("dropout=0.5");
        var tokens = Tensors.Tokens(2, 12, 11);
        Assert.False(Tensors.AreSame(plain.call(tokens), dropped.call(tokens)));
        dropped.eval();
        Tensors.Same(plain.call(tokens), dropped.call(tokens));
    }

    [Theory]
    [InlineData("sinusoidal")]
    [InlineData("rope")]
    [InlineData("alibi")]
    public void Tables_made_in_inference_mode_serve_training(string position)
    {
        using var scope = NewDisposeScope();
        using var model = Build($"position={position}");
        using var fresh = Build($"position={position}");
        var tokens = Tensors.Tokens(2, 12, 11);
        using (inference_mode())
            model.call(tokens.narrow(1, 0, 11));
        Tensors.Loss(model, tokens).backward();
        Tensors.Loss(fresh, tokens).backward();
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
        Assert.True(Tensors.Largest(ordered.call(tokens)[0, 4] - ordered.call(shuffled)[0, 4]) > 1e-3);
    }

    [Fact]
    public void Many_random_features_come_near_softmax_attention()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var tokens = Tensors.Tokens(2, 12, 11);
        using var full = Build();
        var errors = new[] { 16, 4096 }.Select(features =>
        {
            using var performer = Build($"attention=performer:{features}");
            return Tensors.Largest(full.call(tokens) - performer.call(tokens));
        }).ToArray();
        Assert.True(errors[1] < errors[0] / 4, $"{errors[0]} with 16 features, {errors[1]} with 4096");
    }
}
