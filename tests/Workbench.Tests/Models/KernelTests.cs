using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Attention;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>Models in float32, which run on the native kernels, compute what the same weights give by plain operators in float64.</summary>
public class KernelTests
{
    private const int Tokens = 70; // more than a tile of the attention kernel
    private const long Seed = 4; // no relu of these models stands so near its kink that two precisions take different sides

    public KernelTests() => Assert.True(NativeKernels.Load().Loaded, NativeKernels.Load().Reason);

    private static IEnumerable<TransformerConfig> Configs()
    {
        var space = ContractSpace.Ours.With([new("context", "80"), new("width", "32"), new("dropout", "0.1"), new("headCount", "4")]);
        // Trigonometric estimates cancel near zero, where single precision keeps few digits whichever way it is computed.
        return space
            .Choices()
            .Where((_, i) => i % 3 == 0)
            .Select(space.At)
            .Where(config =>
                !Variants.Format(config.Attention).Contains("favor", StringComparison.Ordinal)
                && config.Attention is not RandomFeatureAttention
            );
    }

    [Fact]
    public void Logits_and_gradients_are_those_of_float64()
    {
        Assert.Equal(
            Variants.NamesOf(typeof(PositionConfig)).Order(StringComparer.Ordinal),
            Configs()
                .Where(config => config.Attention.FormsScores)
                .Select(config => Variants.NameOf(config.Position))
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        foreach (var config in Configs())
        {
            using var scope = NewDisposeScope();
            var (logits, gradients) = Run(config, ScalarType.Float32);
            var (exactLogits, exactGradients) = Run(config, ScalarType.Float64);
            Near(exactLogits, logits, "logits", config);
            foreach (var (name, exact) in exactGradients)
                Near(exact, gradients[name], name, config);
        }
    }

    private static (Tensor Logits, Dictionary<string, Tensor> Gradients) Run(TransformerConfig config, ScalarType dtype)
    {
        using var model = config.Build(CPU, dtype, Seed);
        model.BeginStep(4, 5);
        var logits = model.Logits(Probe.Input(config, 2, Tokens));
        (logits.to(ScalarType.Float64) * Tensors.Normal(9, 2, Tokens, config.Vocabulary)).sum().backward();
        return (
            logits.detach(),
            model
                .named_parameters()
                .Where(one => one.parameter.grad is not null)
                .ToDictionary(one => one.name, one => one.parameter.grad!.clone())
        );
    }

    [Fact]
    public void Decoding_in_float32_gives_what_the_whole_gives()
    {
        foreach (var config in Configs().Where((config, i) => i % 5 == 0 && config.Architecture.CanGenerate))
        {
            using var scope = NewDisposeScope();
            using var guard = no_grad();
            using var model = config.Build(CPU, ScalarType.Float32, 3);
            model.eval();
            var input = Probe.Input(config, 2, Tokens);
            var first = input.Prefix is null ? 30 : Probe.PrefixTokens;
            var whole = model.Logits(input);
            using var state = Probe.State(model, input);
            List<Tensor> steps = [model.Step(input.Tokens.narrow(1, 0, first), state)];
            for (var t = first; t < Tokens; t++)
                steps.Add(model.Step(input.Tokens.narrow(1, t, 1), state));
            Near(whole.to(ScalarType.Float64), cat(steps, 1), "decoded logits", config);
        }
    }

    private static void Near(Tensor exact, Tensor actual, string what, TransformerConfig config)
    {
        Assert.Equal(exact.shape, actual.shape);
        // Some gradients are 0 but for rounding: a bias that all keys share moves no softmax.
        var error = Probe.Largest(exact - actual.to(ScalarType.Float64)) / Math.Max(5e-2, Probe.Largest(exact));
        Assert.True(error < 2e-4, $"relative error {error} in the {what} of{Environment.NewLine}{ConfigTree.FlatText(config)}");
    }
}
