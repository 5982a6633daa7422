namespace Workbench.Models.Contracts;

/// <summary>One rule that every valid model keeps.</summary>
/// <param name="Name">In a word or two: "causality".</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Measure">How far a config is from it. Whatever it throws is a failure.</param>
public sealed record ContractCheck(string Name, string Rule, Func<TransformerConfig, Measurement> Measure);

/// <summary>How far something is from a rule.</summary>
/// <param name="Value">The distance; NaN where there is no number.</param>
/// <param name="Tolerance">The greatest distance that passes.</param>
/// <param name="What">What was measured, in words.</param>
public readonly record struct Measurement(double Value, double Tolerance, string What)
{
    /// <summary>Whether the rule holds.</summary>
    public bool Passed => Value <= Tolerance;

    /// <summary>A rule that is broken without a number to say how far.</summary>
    public static Measurement Broken(string what) => new(double.NaN, 0, what);

    /// <summary>A rule that holds.</summary>
    public static Measurement Held(string what) => new(0, 0, what);
}

/// <summary>What came of one rule.</summary>
/// <param name="Check">The rule's name.</param>
/// <param name="Passed">Whether every config kept it.</param>
/// <param name="Configs">Configs that were tried.</param>
/// <param name="Measured">The greatest distance met; on failure, that of <paramref name="Smallest"/>; null where there is no
/// number.</param>
/// <param name="Tolerance">The greatest distance that passes.</param>
/// <param name="Message">The rule, or how it was broken.</param>
/// <param name="Smallest">The simplest config that breaks the rule, as settings to check again; null when none does.</param>
public sealed record CheckResult(
    string Check,
    bool Passed,
    int Configs,
    double? Measured,
    double? Tolerance,
    string Message,
    string? Smallest = null
);
