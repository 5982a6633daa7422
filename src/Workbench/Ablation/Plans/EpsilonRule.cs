using System.Globalization;

namespace Workbench.Ablation;

/// <summary>The equivalence margin: a share of the baseline's mean metric, or an amount in the metric's unit.</summary>
internal sealed record EpsilonRule(double Value, bool IsShare)
{
    public static EpsilonRule? Parse(string text)
    {
        var share = text.TrimEnd().EndsWith('%');
        return
            double.TryParse(text.Trim().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value)
            && value >= 0
            ? new EpsilonRule(share ? value / 100 : value, share)
            : null;
    }

    public static Fault Fault(string text) =>
        new(
            "epsilon is the difference that does not matter",
            $"\"{text}\"",
            "a share of the baseline's mean (1%), or an amount in the metric's unit (0.02)",
            null,
            "epsilon"
        );

    /// <summary>Epsilon in the metric's unit; 0 while the baseline has no completed run.</summary>
    public double In(double baselineMean) =>
        !IsShare ? Value
        : double.IsFinite(baselineMean) ? Value * Math.Abs(baselineMean)
        : 0;
}
