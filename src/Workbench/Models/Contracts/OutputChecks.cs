using TorchSharp;
using Workbench.Data;
using static TorchSharp.torch;

namespace Workbench.Models.Contracts;

/// <summary>Contract checks of logits and decoding.</summary>
internal static class OutputChecks
{
    public static Measurement Shapes(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Single(config);
        var logits = model.Logits(Probe.Input(config, 3, 9));
        if (!logits.shape.SequenceEqual([3, 9, config.Vocabulary]))
            return Measurement.Broken($"logits are [{string.Join(", ", logits.shape)}], not [3, 9, {config.Vocabulary}]");
        return new(logits.isfinite().logical_not().sum().item<long>(), 0, "logits that are not finite");
    }

    public static Measurement Causality(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Single(config).Stirred();
        var input = Probe.Input(config, 2, 11);
        var before = model.Logits(input);
        foreach (var at in new[] { 1, 4, 9 })
        {
            var changed = input.Tokens.clone();
            changed[1, at] = (input.Tokens[1, at] + 1) % config.Vocabulary;
            var after = model.Logits(input with { Tokens = changed });
            // Tokens of a prefix are seen by all tokens.
            var past = config.Architecture.SeesAhead && (input.Prefix is null || at < Probe.PrefixTokens) ? 0 : at;
            if (past > 0 && Probe.Difference(before.narrow(1, 0, past)[1], after.narrow(1, 0, past)[1]) is var early and > 0)
                return new(early, 0, $"another token {at} changes the logits before it");
            if (Probe.Difference(before[0], after[0]) is var beside and > 0)
                return new(beside, 0, $"another token {at} changes the logits of the other sequence in the batch");
            if (Probe.AreSame(before[1, at], after[1, at]))
                return Measurement.Broken($"another token {at} changes nothing, not even its own logits");
        }
        return Measurement.Held("difference before a changed token");
    }

    /// <summary>Other tokens in the place of padding change no output at a token, and get no gradient.</summary>
    public static Measurement Padding(TransformerConfig config)
    {
        using var scope = NewDisposeScope();
        using var model = Probe.Double(config);
        var input = Probe.Input(config, 2, 9);
        if (input.Padding is null && input.SourcePadding is null)
            return Measurement.Held("no padding");
        var tokens = input.Padding?.logical_not().unsqueeze(-1) ?? ones(1, ScalarType.Bool);
        var (before, after) = (model.Logits(input), model.Logits(Refilled(input)));
        var moved = Probe.Difference(before.masked_fill(tokens.logical_not(), 0), after.masked_fill(tokens.logical_not(), 0));
        if (moved > 1e-12)
            return new(moved, 1e-12, "other padding changes logits at tokens");
        using var off = no_grad();
        // A sequence without its padding gives the same.
        var alone = Cut(input);
        var (kept, cut) = (before.narrow(0, 1, 1).narrow(1, 0, alone.Tokens.shape[1]), model.Logits(alone));
        return new(Probe.Difference(kept, cut), 1e-9, "difference of a padded sequence from the same without padding");

        ModelInput Refilled(ModelInput one) =>
            one with
            {
                Tokens = Other(one.Tokens, one.Padding)!,
                Source = Other(one.Source, one.SourcePadding),
            };

        Tensor? Other(Tensor? known, Tensor? padding) =>
            known is null || padding is null ? known : where(padding, (known + 1).remainder(config.Vocabulary), known);

        static ModelInput Cut(ModelInput one) =>
            one.Rows(1, 1) with
            {
                Tokens = Left(one.Tokens, one.Padding)!,
                Padding = null,
                Segments = Left(one.Segments, one.Padding),
                Source = Left(one.Source, one.SourcePadding),
                SourcePadding = null,
            };

        // The tokens of the second row.
        static Tensor? Left(Tensor? row, Tensor? padding) =>
            padding is null ? row?.narrow(0, 1, 1) : row?.narrow(0, 1, 1).narrow(1, 0, padding[1].logical_not().sum().item<long>());
    }

    public static Measurement Extrapolation(TransformerConfig config)
    {
        if (!config.Position.CanExtrapolate)
            return Measurement.Held("not defined beyond the context");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Single(config);
        var logits = model.Logits(Probe.Input(config, 1, config.Context + 9));
        return new(logits.isfinite().logical_not().sum().item<long>(), 0, "logits beyond the context that are not finite");
    }

    public static Measurement Decoding(TransformerConfig config)
    {
        if (!config.Architecture.CanGenerate)
            return Measurement.Held("an encoder does not decode");
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Probe.Double(config);
        var input = Probe.Input(config, 2, ContractSpace.Tokens);
        var tokens = input.Tokens;
        var whole = model.Logits(input);
        using var state = Probe.State(model, input);
        var (at, worst) = (0, 0.0);
        foreach (var count in new[] { Probe.PrefixTokens, 1, 1, 3, 1, 1 })
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
        if (!config.Architecture.CanGenerate)
            return new(config.StateBytes(ContractSpace.Tokens), 0, "bytes of a decoding state that does not exist");
        using var model = config.Build(CPU, ScalarType.Float64, Probe.Seed);
        var input = Probe.Input(config, 2, ContractSpace.Tokens);
        if (input.Source is not null)
            input = input with { Source = Probe.Tokens(2, ContractSpace.Tokens, config.Vocabulary), SourcePadding = null };
        using var state = Probe.State(model, input);
        model.Step(input.Tokens, state);
        var (held, counted) = (state.Elements / 2 * 8, config.StateBytes(ContractSpace.Tokens, bytesPerElement: 8));
        return new(Math.Abs(held - counted), 0, $"bytes between the state that is held ({held}) and that of StateElements ({counted})");
    }
}
