using TorchSharp;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>What holds for every combination of variants.</summary>
public sealed class ModelContractTests
{
    [Fact]
    public void Logits_have_their_shape_and_are_finite() => ModelSpace.ForAll(config =>
    {
        using var scope = NewDisposeScope();
        using var model = config.Build(CPU, ScalarType.Float32, 3);
        var logits = model.call(Tensors.Tokens(3, 9, config.Vocabulary));
        Assert.Equal([3, 9, config.Vocabulary], logits.shape);
        Assert.True(logits.isfinite().all().item<bool>());
    });

    [Fact]
    public void A_changed_token_leaves_earlier_outputs_bit_identical() => ModelSpace.ForAll(config =>
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = config.Build(CPU, ScalarType.Float32, 3).Stirred();
        var tokens = Tensors.Tokens(2, 11, config.Vocabulary);
        var before = model.call(tokens);
        foreach (var at in new[] { 1, 4, 10 })
        {
            var changed = tokens.clone();
            changed[1, at] = (tokens[1, at] + 1) % config.Vocabulary;
            var after = model.call(changed);
            Tensors.Same(before.narrow(1, 0, at), after.narrow(1, 0, at));
            Tensors.Same(before[0], after[0]);
            Assert.False(Tensors.AreSame(before[1, at], after[1, at]), "the changed token itself changes nothing");
        }
    });

    [Fact]
    public void Gradients_are_those_of_finite_differences() => ModelSpace.ForAll(config =>
    {
        using var scope = NewDisposeScope();
        using var model = config.Build(CPU, ScalarType.Float64, 3).Stirred();
        var tokens = Tensors.Tokens(2, 10, config.Vocabulary);
        Tensors.Loss(model, tokens).backward();
        const double step = 1e-7; // small: within it hardly any relu changes its mind
        var slope = 0.0;
        var directions = new List<(Tensor Weight, Tensor Direction)>();
        foreach (var (name, weight) in model.named_parameters())
        {
            Assert.True(weight.grad is not null, $"{name} has no gradient");
            var direction = Philox.normal(weight.shape, RandomStream.Named(11, name), dtype: ScalarType.Float64);
            slope += (weight.grad! * direction).sum().item<double>();
            directions.Add((weight, direction));
        }
        var measured = (Moved(step) - Moved(-step)) / (2 * step);
        Assert.True(Math.Abs(slope - measured) <= 1e-6 + 1e-5 * Math.Abs(measured), $"gradient {slope}, measured {measured}");

        double Moved(double by)
        {
            using var inner = NewDisposeScope();
            using var off = no_grad();
            foreach (var (weight, direction) in directions)
                weight.add_(direction, by);
            var loss = Tensors.Loss(model, tokens).item<double>();
            foreach (var (weight, direction) in directions)
                weight.add_(direction, -by);
            return loss;
        }
    });

    [Fact]
    public void A_few_steps_learn_a_batch() => ModelSpace.ForAll(config =>
    {
        using var scope = NewDisposeScope();
        using var model = config.Build(CPU, ScalarType.Float32, 3);
        using var optimiser = optim.AdamW(model.parameters(), 3e-3);
        var tokens = Tensors.Tokens(4, 12, config.Vocabulary);
        var losses = new List<double>();
        for (var step = 0; step < 8; step++)
        {
            using var inner = NewDisposeScope();
            optimiser.zero_grad();
            var loss = Tensors.Loss(model, tokens);
            loss.backward();
            optimiser.step();
            losses.Add(loss.item<float>());
        }
        Assert.True(losses[^1] < losses[0], string.Join(' ', losses));
    });

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_another_does_not() => ModelSpace.ForAll(config =>
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var dropped = config with { Dropout = 0.3 };
        using var first = dropped.Build(CPU, ScalarType.Float32, 3);
        using var second = dropped.Build(CPU, ScalarType.Float32, 3);
        using var other = dropped.Build(CPU, ScalarType.Float32, 4);
        var tokens = Tensors.Tokens(2, 8, config.Vocabulary);
        Tensors.Same(first.call(tokens), second.call(tokens));
        Assert.False(Tensors.AreSame(first.call(tokens), other.call(tokens)));
        first.BeginStep(5, 2);
        second.BeginStep(5, 2);
        Tensors.Same(first.call(tokens), second.call(tokens));
        second.BeginStep(5, 3);
        Assert.False(Tensors.AreSame(first.call(tokens), second.call(tokens)), "another step has the same dropout masks");
        first.eval();
        second.eval();
        Tensors.Same(first.call(tokens), second.call(tokens));
    });

    [Fact]
    public void Decoding_gives_the_logits_of_the_full_forward() => ModelSpace.ForAll(Decode);

    [Fact]
    public void Decoding_gives_them_for_combinations_of_all_axes_too() => ModelSpace.ForSome(60, Decode);

    static void Decode(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = config.Build(CPU, ScalarType.Float64, 3).Stirred();
        var tokens = Tensors.Tokens(2, 12, config.Vocabulary);
        var whole = model.call(tokens);
        using var state = model.NewState(2);
        var at = 0;
        foreach (var count in new[] { 5, 1, 1, 3, 1, 1 })
        {
            Tensors.Close(whole.narrow(1, at, count), model.Step(tokens.narrow(1, at, count), state), 1e-9);
            at += count;
            Assert.Equal(at, state.Length);
        }
        Assert.Equal(config.StateBytes(12, bytesPerElement: 8), state.Elements / 2 * 8);
    }

    [Fact]
    public void Counted_parameters_are_those_of_the_module() => ModelSpace.ForAll(config =>
    {
        using var model = config.Build(CPU, ScalarType.Float32, 3);
        Assert.Equal(model.parameters().Sum(one => one.NumberOfElements), config.ParameterCount());
    });

    [Fact]
    public void A_config_comes_back_from_text() => ModelSpace.ForAll(config =>
    {
        Assert.Equal(config, ConfigTree.FromYaml<TransformerConfig>(ConfigTree.ToYaml(config)));
        Assert.Equal(config, ConfigTree.FromJson<TransformerConfig>(ConfigTree.ToJson(config)));
        Assert.Equal(config.Attention, Variants.Parse(typeof(Workbench.Models.Attention.AttentionConfig), Variants.Format(config.Attention)));
        Assert.Equal(ConfigTree.Identity(config), ConfigTree.Identity(ConfigTree.FromYaml<TransformerConfig>(ConfigTree.ToYaml(config))));
    });

    [Fact]
    public void Nothing_is_left_alive() => ModelSpace.ForAll(config =>
    {
        Use(config);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Use(config);
        Assert.Equal(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);

        static void Use(TransformerConfig config)
        {
            using var model = (config with { Dropout = 0.1 }).Build(CPU, ScalarType.Float32, 3);
            using (var scope = NewDisposeScope())
            {
                Tensors.Loss(model, Tensors.Tokens(2, 8, config.Vocabulary)).backward();
                foreach (var weight in model.parameters())
                    weight.grad = null;
            }
            using var tokens = Tensors.Tokens(1, 6, config.Vocabulary);
            using var state = model.NewState();
            using var logits = model.Step(tokens, state);
        }
    });
}
