using TorchSharp;
using Workbench.Kernels;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Contract checks of gradients, training and memory.</summary>
internal static class TrainingChecks
{
    /// <summary>
    /// Finite differences are wrong where a relu switches, so a failure is retried at other points; a wrong gradient fails at all of them.
    /// </summary>
    public static Measurement Gradients(TransformerConfig config)
    {
        var best = GradientsAt(config, 1);
        for (var point = 2; point <= 3 && !best.Passed; point++)
        {
            var again = GradientsAt(config, point);
            best = again.Passed || again.Value < best.Value ? again : best;
        }
        return best;
    }

    private static Measurement GradientsAt(TransformerConfig config, int point)
    {
        using var scope = NewDisposeScope();
        using var model = config.Build(CPU, ScalarType.Float64, Probe.Seed).Stirred(0.1 * point);
        var tokens = Probe.Tokens(2, 10, config.Vocabulary, point);
        Probe.Loss(model, tokens).backward();
        const double step = 1e-7; // small, so that hardly any relu switches within it
        var slope = 0.0;
        var directions = new List<(Tensor Weight, Tensor Direction)>();
        foreach (var (name, weight) in model.named_parameters())
        {
            if (weight.grad is null)
                return Measurement.Broken($"{name} has no gradient");
            var direction = Philox.normal(weight.shape, RandomStream.Named(11, name), dtype: ScalarType.Float64);
            slope += (weight.grad! * direction).sum().item<double>();
            directions.Add((weight, direction));
        }
        var measured = (Moved(step) - Moved(-step)) / (2 * step);
        var error = Math.Abs(slope - measured) / (0.1 + Math.Abs(measured));
        return new(
            double.IsNaN(error) ? double.PositiveInfinity : error,
            1e-5,
            FormattableString.Invariant($"relative error of the gradient ({slope:g6}; by finite differences {measured:g6})")
        );

        double Moved(double by)
        {
            using var inner = NewDisposeScope();
            using var off = no_grad();
            foreach (var (weight, direction) in directions)
                weight.add_(direction, by);
            var loss = Probe.Loss(model, tokens).item<double>();
            foreach (var (weight, direction) in directions)
                weight.add_(direction, -by);
            return loss;
        }
    }

    /// <summary>A steep model overshoots at the usual rate, so a failure is retried at a tenth of it.</summary>
    public static Measurement Learning(TransformerConfig config) =>
        LearningAt(config, 3e-3) is { Passed: true } learns ? learns : LearningAt(config, 3e-4);

    private static Measurement LearningAt(TransformerConfig config, double rate)
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Single(config);
        using var optimiser = optim.AdamW(model.parameters(), rate);
        var tokens = Probe.Tokens(4, ContractSpace.Tokens, config.Vocabulary);
        var losses = new List<double>();
        for (var step = 0; step < 8; step++)
        {
            using var inner = NewDisposeScope();
            optimiser.zero_grad();
            var loss = Probe.Loss(model, tokens);
            loss.backward();
            optimiser.step();
            losses.Add(loss.item<float>());
        }
        return losses[^1] < losses[0]
            ? new(losses[^1] / losses[0], 1, "loss after eight steps, over the first")
            : Measurement.Broken(
                $"eight steps on one batch do not lower its loss: {string.Join(' ', losses.Select(loss => $"{loss:0.000}"))}"
            );
    }

    public static Measurement Determinism(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var dropped = config with { Dropout = 0.3 };
        using var first = Probe.Single(dropped);
        using var second = Probe.Single(dropped);
        using var other = Probe.Single(dropped, Probe.Seed + 1);
        var tokens = Probe.Input(config, 2, 8);
        if (!Probe.AreSame(first.Logits(tokens), second.Logits(tokens)))
            return Measurement.Broken("two models with the same seed give different logits");
        if (Probe.AreSame(first.Logits(tokens), other.Logits(tokens)))
            return Measurement.Broken("models with different seeds give the same logits");
        first.BeginStep(5, 2);
        second.BeginStep(5, 2);
        if (!Probe.AreSame(first.Logits(tokens), second.Logits(tokens)))
            return Measurement.Broken("the same training step gives different dropout masks");
        second.BeginStep(5, 3);
        if (Probe.AreSame(first.Logits(tokens), second.Logits(tokens)))
            return Measurement.Broken("another training step has the same dropout masks");
        first.eval();
        second.eval();
        return Probe.AreSame(first.Logits(tokens), second.Logits(tokens))
            ? Measurement.Held("difference of two models of one seed")
            : Measurement.Broken("evaluation is not deterministic");
    }

    public static Measurement LiveTensors(TransformerConfig config)
    {
        Use(config);
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        Use(config);
        return new(
            Math.Abs(DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount - before),
            0,
            "tensors left behind by building, training and decoding"
        );

        static void Use(TransformerConfig config)
        {
            using var model = Probe.Single(config with { Dropout = 0.1 });
            using (var scope = NewDisposeScope())
            {
                Probe.Loss(model, Probe.Tokens(2, 8, config.Vocabulary)).backward();
                foreach (var weight in model.parameters())
                    weight.grad = null;
            }
            if (!config.Architecture.CanGenerate)
                return;
            using var decoding = NewDisposeScope();
            var input = Probe.Input(config, 1, 6);
            using var state = Probe.State(model, input);
            model.Step(input.Tokens, state);
        }
    }
}
