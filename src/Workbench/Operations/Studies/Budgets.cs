using System.Globalization;
using Workbench.Ablation;

namespace Workbench.Operations;

/// <summary>Budgets in short form: "10m", "cpu:2h", "tokens:5e8", "flops:1P", or several of them, separated by commas.</summary>
internal static class Budgets
{
    public const string Form = "10m, cpu:2h, tokens:50M, flops:1e15, or several, separated by commas";

    /// <summary>Reads a budget.</summary>
    /// <exception cref="InvalidInputException">The text is not a budget, or limits something twice.</exception>
    public static Budget Parse(string text, string path)
    {
        var budget = new Budget();
        var seen = new HashSet<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (unit, amount) = part.Split(':', 2) is [var first, var second] ? (first, second) : ("time", part);
            if (!seen.Add(unit))
                throw new InvalidInputException("a budget limits each thing once", text, Form, $"Write one limit of {unit}.", path);
            budget = unit switch
            {
                "time" => budget with { Time = Durations.Parse(amount, path) },
                "cpu" => budget with { Cpu = Durations.Parse(amount, path) },
                "tokens" => budget with { Tokens = Count(amount, text, path) },
                "flops" => budget with { Flops = Count(amount, text, path) },
                _ => throw new InvalidInputException(
                    "a budget is wall time, processor time, tokens or floating-point operations",
                    text,
                    Form,
                    Configuration.Nearest.Question(unit, ["time", "cpu", "tokens", "flops"]),
                    path
                ),
            };
        }
        return budget;
    }

    private static double Count(string amount, string text, string path)
    {
        const string prefixes = "kMGTPE";
        var power = amount.Length > 0 ? prefixes.IndexOf(amount[^1], StringComparison.Ordinal) : -1;
        var digits = power < 0 ? amount : amount[..^1];
        return
            double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out var count) && double.IsFinite(count) && count > 0
            ? count * Math.Pow(1000, power + 1)
            : throw new InvalidInputException("must be a number above zero", text, Form, null, path);
    }
}
