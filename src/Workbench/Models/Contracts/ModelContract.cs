using System.Diagnostics;
using System.Reflection;

namespace Workbench.Models.Contracts;

/// <summary>The rules that every model must satisfy. The tests check the built-in variants; <c>workbench check</c> checks user-defined
/// ones.</summary>
public static class ModelContract
{
    /// <summary>The checks. The first one also checks that the module can be built; when it fails, the results of the others are
    /// meaningless.</summary>
    public static IReadOnlyList<ContractCheck> Checks { get; } =
    [
        new("shapes", "logits are [batch, tokens, vocabulary] and finite", OutputChecks.Shapes),
        new(
            "causality",
            "a changed token leaves all logits that do not see it, and all other sequences, bit-identical",
            OutputChecks.Causality
        ),
        new("padding", "padding changes nothing at tokens", OutputChecks.Padding),
        new("extrapolation", "where positions beyond the context are defined, logits there are finite", OutputChecks.Extrapolation),
        new("decoding", "decoding with a state gives the logits of the full forward pass", OutputChecks.Decoding),
        new("gradients", "gradients are those of finite differences, and every weight has one", TrainingChecks.Gradients),
        new("learning", "a few steps of AdamW lower the loss of a batch", TrainingChecks.Learning),
        new("determinism", "the same seed and step give bitwise equal results, others do not", TrainingChecks.Determinism),
        new("pairing", "a choice does not change the initial weights of other parts", ConfigChecks.Pairing),
        new("round-trip", "a config survives the round trip through YAML, JSON and its short text", ConfigChecks.RoundTrip),
        new("parameters", "ParameterCount equals the module's number of parameters", ConfigChecks.Parameters),
        new("operations", "FlopsPerToken counts two for each entry of each matrix", ConfigChecks.Operations),
        new("state-bytes", "StateElements equals the size of the decoding state", OutputChecks.StateBytes),
        new("exact-limits", "variants equal others in the limits that they declare", ConfigChecks.Limits),
        new("live-tensors", "building, training and decoding leave no tensor behind", TrainingChecks.LiveTensors),
    ];

    /// <summary>Checks every config of a space against one rule. Stops at the first failing config and shrinks it to the simplest one that
    /// fails.</summary>
    /// <param name="check">The rule.</param>
    /// <param name="space">The configs.</param>
    /// <param name="count">Maximum number of configs.</param>
    /// <param name="cancellation">Cancels the check.</param>
    public static CheckResult Run(
        ContractCheck check,
        ContractSpace space,
        int count = int.MaxValue,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(check);
        ArgumentNullException.ThrowIfNull(space);
        Measurement? worst = null;
        var tried = 0;
        foreach (var choices in space.Choices(count))
        {
            cancellation.ThrowIfCancellationRequested();
            tried++;
            var measured = Measure(check, space.At(choices));
            if (!measured.Passed)
                return Failure(check, space, choices, measured, tried, cancellation);
            if (worst is null || measured.Value >= worst.Value.Value)
                worst = measured;
        }
        return new(check.Name, true, tried, worst?.Value, worst?.Tolerance, check.Rule);
    }

    private static CheckResult Failure(
        ContractCheck check,
        ContractSpace space,
        int[] choices,
        Measurement first,
        int tried,
        CancellationToken cancellation
    )
    {
        var smallest = space.Shrink(
            choices,
            config =>
            {
                cancellation.ThrowIfCancellationRequested();
                return !Measure(check, config).Passed;
            }
        );
        var measured = Measure(check, space.At(smallest));
        if (measured.Passed)
            measured = first with { What = $"{first.What}, not again when repeated" };
        double? value = double.IsNaN(measured.Value) ? null : measured.Value;
        return new(
            check.Name,
            false,
            tried,
            value,
            value is null ? null : measured.Tolerance,
            value is null ? measured.What : FormattableString.Invariant($"{measured.What}: {value:g3}, at most {measured.Tolerance:g3}"),
            space.Describe(smallest)
        );
    }

    private static Measurement Measure(ContractCheck check, TransformerConfig config)
    {
        try
        {
            return check.Measure(config);
        }
        // Any exception except cancellation counts as a violation by the variant.
        catch (Exception error) when (error is not OperationCanceledException)
        {
            var inner = error is TargetInvocationException { InnerException: { } reason } ? reason : error;
            return Measurement.Broken(
                inner is WorkbenchException
                    ? inner.Message
                    : $"{inner.GetType().Name}{Where(inner)}: {inner.Message.Split('\n')[0].TrimEnd()}"
            );
        }
    }

    /// <summary>Names the first stack frame outside the Workbench, TorchSharp and the base library: the user's code.</summary>
    private static string Where(Exception error)
    {
        var frame = new StackTrace(error)
            .GetFrames()
            .Select(one => one.GetMethod())
            .FirstOrDefault(one =>
                one?.DeclaringType is { } type
                && type.Assembly != typeof(ModelContract).Assembly
                && type.Assembly.GetName().Name is { } name
                && name is not ("TorchSharp" or "Workbench.Kernels")
                && !name.StartsWith("System.", StringComparison.Ordinal)
            );
        return frame is null ? "" : $" in {frame.DeclaringType!.Name}.{frame.Name}";
    }
}
