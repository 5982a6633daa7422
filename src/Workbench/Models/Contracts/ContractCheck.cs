namespace Workbench.Models.Contracts;

/// <summary>One rule that every valid model must satisfy.</summary>
/// <param name="Name">A short name: "causality".</param>
/// <param name="Rule">What must hold.</param>
/// <param name="Measure">Measures the deviation of a config from the rule. An exception counts as a failure.</param>
public sealed record ContractCheck(string Name, string Rule, Func<TransformerConfig, Measurement> Measure);

/// <summary>The deviation of a config from a rule.</summary>
/// <param name="Value">The deviation; NaN when the rule is broken without a numeric deviation.</param>
/// <param name="Tolerance">The greatest deviation that passes.</param>
/// <param name="What">Description of the measured quantity, or of the violation.</param>
public readonly record struct Measurement(double Value, double Tolerance, string What)
{
    /// <summary>Whether the rule holds.</summary>
    public bool Passed => Value <= Tolerance;

    /// <summary>A broken rule without a numeric deviation.</summary>
    public static Measurement Broken(string what) => new(double.NaN, 0, what);

    /// <summary>A rule that holds exactly.</summary>
    public static Measurement Held(string what) => new(0, 0, what);
}

/// <summary>The result of one check.</summary>
/// <param name="Check">The rule's name.</param>
/// <param name="Passed">Whether every config satisfied the rule.</param>
/// <param name="Configs">Number of tested configs.</param>
/// <param name="Measured">The greatest deviation; on failure, that of <paramref name="Smallest"/>; null when there is no number.</param>
/// <param name="Tolerance">The greatest deviation that passes.</param>
/// <param name="Message">The rule, or a description of the violation.</param>
/// <param name="Smallest">The simplest config that breaks the rule, as settings for another check; null when all configs pass.</param>
public sealed record CheckResult(
    string Check,
    bool Passed,
    int Configs,
    double? Measured,
    double? Tolerance,
    string Message,
    string? Smallest = null
);
