using TorchSharp;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Contract checks of logits and decoding.</summary>
internal static class OutputChecks
{
    public static Measurement Shapes(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Single(config);
        var logits = model.call(Probe.Tokens(3, 9, config.Vocabulary));
        if (!logits.shape.SequenceEqual([3, 9, config.Vocabulary]))
            return Measurement.Broken($"logits are [{string.Join(", ", logits.shape)}], not [3, 9, {config.Vocabulary}]");
        return new(logits.isfinite().logical_not().sum().item<long>(), 0, "logits that are not finite");
    }

    public static Measurement Causality(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Single(config).Stirred();
        var tokens = Probe.Tokens(2, 11, config.Vocabulary);
        var before = model.call(tokens);
        foreach (var at in new[] { 1, 4, 10 })
        {
            var changed = tokens.clone();
            changed[1, at] = (tokens[1, at] + 1) % config.Vocabulary;
            var after = model.call(changed);
            var past = Probe.Difference(before.narrow(1, 0, at)[1], after.narrow(1, 0, at)[1]);
            if (past > 0)
                return new(past, 0, $"another token {at} changes the logits before it");
            if (Probe.Difference(before[0], after[0]) is var beside and > 0)
                return new(beside, 0, $"another token {at} changes the logits of the other sequence in the batch");
            if (Probe.AreSame(before[1, at], after[1, at]))
                return Measurement.Broken($"another token {at} changes nothing, not even its own logits");
        }
        return Measurement.Held("difference before a changed token");
    }

    public static Measurement Extrapolation(TransformerConfig config)
    {
        if (!config.Position.CanExtrapolate)
            return Measurement.Held("not defined beyond the context");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Single(config);
        var logits = model.call(Probe.Tokens(1, config.Context + 9, config.Vocabulary));
        return new(logits.isfinite().logical_not().sum().item<long>(), 0, "logits beyond the context that are not finite");
    }

    public static Measurement Decoding(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Double(config);
        var tokens = Probe.Tokens(2, ContractSpace.Tokens, config.Vocabulary);
        var whole = model.call(tokens);
        using var state = model.NewState(2);
        var (at, worst) = (0, 0.0);
        foreach (var count in new[] { 5, 1, 1, 3, 1, 1 })
        {
            worst = Math.Max(worst, Probe.Difference(whole.narrow(1, at, count), model.Step(tokens.narrow(1, at, count), state)));
            at += count;
            if (state.Length != at)
                return Measurement.Broken($"the state says {state.Length} tokens after {at}");
        }
        return new(worst, 1e-9, "difference of decoded logits from the full forward pass");
    }

    public static Measurement StateBytes(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = config.Build(CPU, ScalarType.Float64, Probe.Seed);
        using var state = model.NewState(2);
        model.Step(Probe.Tokens(2, ContractSpace.Tokens, config.Vocabulary), state);
        var (held, counted) = (state.Elements / 2 * 8, config.StateBytes(ContractSpace.Tokens, bytesPerElement: 8));
        return new(Math.Abs(held - counted), 0, $"bytes between the state that is held ({held}) and that of StateElements ({counted})");
    }
}
