using System.Runtime.InteropServices;
using TorchSharp;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Models.Contracts;
using Workbench.Models.Norms;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>Models whose blocks are computed again in the backward pass.</summary>
public sealed class RecomputedModelTests
{
    private static readonly TransformerConfig Config = new()
    {
        Layers = 3,
        Width = 16,
        HeadCount = 2,
        Context = 8,
        Vocabulary = 11,
        Dropout = 0.2,
    };

    [Fact]
    public void Every_combination_of_variants_has_the_same_gradients()
    {
        var check = new ContractCheck(
            "recomputation",
            "gradients have the same bits",
            config =>
            {
                var several = config with { Dropout = 0.3, Layers = Math.Max(2, config.Layers) };
                var expected = Bits(several, Recompute.None);
                try
                {
                    return expected == Bits(several, Recompute.Block)
                        ? Measurement.Held("difference of gradients")
                        : Measurement.Broken("other gradients");
                }
                catch (ExternalException) when (BackwardFailure.Take() is { } cause)
                {
                    return Measurement.Broken(cause.Message);
                }
            }
        );
        var result = ModelContract.Run(check, ContractSpace.Ours, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Passed, $"{result.Message} ({result.Smallest})");
        Assert.True(result.Configs > 100, $"only {result.Configs} combinations are valid");
    }

    [Theory]
    [InlineData(typeof(Random))]
    [InlineData(typeof(Counting))]
    [InlineData(typeof(Same))]
    public void Modules_of_any_kind_are_computed_again(Type norm)
    {
        foreach (var placement in Enum.GetValues<Placement>())
        {
            var config = Config with { Norm = (NormConfig)Activator.CreateInstance(norm)!, Placement = placement };
            Assert.Equal(Bits(config, Recompute.None), Bits(config, Recompute.Block));
        }
    }

    [Fact]
    public void A_module_that_cannot_be_computed_again_is_refused_by_name()
    {
        var stateful = Config with { Norm = new Stateful() };
        Assert.NotEmpty(Bits(stateful, Recompute.None));
        Assert.ThrowsAny<ExternalException>(() => Bits(stateful, Recompute.Block));
        var cause = Assert.IsType<RecomputationException>(BackwardFailure.Take());
        Assert.Equal("a recomputed function gives the same values when it is computed again (got blocks.2)", cause.Message);
        using var model = stateful.Build(CPU, ScalarType.Float32, 1);
        using var optimiser = new Workbench.Training.Optimiser(model, new());
        model.Recompute = Recompute.Block;
        using var tokens = Probe.Tokens(2, 8, Config.Vocabulary);
        Assert.Equal(
            "train.recompute: a recomputed function gives the same values when it is computed again (got blocks.2). "
                + "Set train.recompute=none, or change the variants of this model that are not built in.",
            Assert.Throws<InvalidInputException>(() => Workbench.Training.TrainingStep.Take(model, optimiser, tokens, 1e-3)).Message
        );
    }

    [Fact]
    public void A_tensor_from_outside_of_the_block_is_refused_in_the_forward_pass()
    {
        using var scope = NewDisposeScope();
        var outside = ones(1).requires_grad_().exp();
        using var model = (Config with { Norm = new Scaled(() => outside) }).Build(CPU, ScalarType.Float32, 1);
        model.Recompute = Recompute.Block;
        var tokens = Probe.Tokens(2, 8, Config.Vocabulary);
        Assert.StartsWith(
            "train.recompute: a recomputed function uses no differentiable tensor besides its inputs and the parameters of its modules "
                + "(got blocks.0)",
            Assert.Throws<InvalidInputException>(() => model.call(tokens)).Message
        );
    }

    [Fact]
    public void Activations_are_captured_once_and_change_nothing()
    {
        var (expected, kept) = Captured(Recompute.None);
        var (actual, computed) = Captured(Recompute.Block);
        Assert.Equal(expected, actual);
        Assert.Equal(kept, computed);
        Assert.Equal(kept.Distinct(), kept);
        Assert.Contains("blocks.2.attention.weights", kept);

        static (string Bits, IReadOnlyList<string> Names) Captured(Recompute recompute)
        {
            using var capture = new Names();
            return (Bits(Config, recompute, capture), capture.Seen);
        }
    }

    [Fact]
    public void Gradients_of_several_batches_add_up_to_the_same_bits()
    {
        Assert.Equal(Bits(Config, Recompute.None, batches: 3), Bits(Config, Recompute.Block, batches: 3));
        var shared = Config with { Position = new Workbench.Models.Positions.T5Position() };
        Assert.Equal(Bits(shared, Recompute.None), Bits(shared, Recompute.Block));
    }

    [Fact]
    public void Evaluation_and_decoding_recompute_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = Config.Build(CPU, ScalarType.Float32, 1);
        model.Recompute = Recompute.Block;
        model.eval();
        using var off = no_grad();
        var tokens = Probe.Tokens(1, 8, Config.Vocabulary);
        using var state = model.NewState();
        Assert.True(model.Step(tokens, state).allclose(model.call(tokens), 1e-4, 1e-5));
    }

    private static string Bits(TransformerConfig config, Recompute recompute, ICapture? capture = null, int batches = 1)
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed(5);
        using var model = config.Build(CPU, ScalarType.Float32, 1);
        (model.Recompute, model.Capture) = (recompute, capture);
        var bits = "";
        for (var batch = 0; batch < batches; batch++)
        {
            model.BeginStep(3, batch);
            var loss = Probe.Loss(model, Probe.Tokens(2, 8, config.Vocabulary, batch));
            loss.backward();
            bits += Hex(loss);
        }
        return bits
            + string.Concat(model.named_parameters().Select(one => one.parameter.grad is { } grad ? Hex(grad) : $"no {one.name}"))
            + string.Concat(model.named_buffers().Select(one => Hex(one.buffer)));
    }

    private static string Hex(Tensor tensor) => Convert.ToHexString(tensor.detach().contiguous().bytes);

    private sealed class Names : ICapture, IDisposable
    {
        public List<string> Seen { get; } = [];

        public bool Wants(string name) => name.EndsWith("weights", StringComparison.Ordinal);

        public void Record(string name, Tensor value)
        {
            Seen.Add(name);
            value.Dispose();
        }

        public void Dispose() { }
    }

    private abstract record Odd(Func<Tensor, nn.Module, Tensor> F) : NormConfig
    {
        public override nn.Module<Tensor, Tensor> Build(BuildPlan plan) => new Module(F);

        public override long ParameterCount(int width) => 1;
    }

    // Draws from libtorch's generator.
    private sealed record Random() : Odd((x, _) => nn.functional.dropout(x, 0.3, training: true));

    // Keeps a running number in a buffer.
    private sealed record Counting()
        : Odd(
            (x, module) =>
            {
                var count = ((Module)module).count;
                using (no_grad())
                    count.add_(1);
                return x * count;
            }
        );

    // Returns its input.
    private sealed record Same() : Odd((x, _) => x);

    // Keeps a running number where nobody finds it.
    private sealed record Stateful() : Odd((x, module) => x * ++((Module)module).Calls);

    private sealed record Scaled(Func<Tensor> By) : Odd((x, _) => x * By());

    private sealed class Module : nn.Module<Tensor, Tensor>
    {
        private readonly Func<Tensor, nn.Module, Tensor> _f;
        private readonly TorchSharp.Modules.Parameter _weight = nn.Parameter(ones(1));

        public Module(Func<Tensor, nn.Module, Tensor> f)
            : base("odd")
        {
            _f = f;
            count = zeros(1);
            register_buffer("counted", count);
            RegisterComponents();
        }

        public readonly Tensor count;

        public int Calls { get; set; }

        public override Tensor forward(Tensor x) => _f(x * _weight, this);
    }
}
