using System.Globalization;

namespace Workbench.Reporting;

/// <summary>Number formats of a report: one decimal more than epsilon needs, and a typographic minus sign.</summary>
internal sealed class Numbers(ReportData data)
{
    private readonly string _format = "0." + new string('0', Decimals(data));

    /// <summary>A value of the metric: "2.143".</summary>
    internal string Metric(double value) => double.IsFinite(value) ? Minus(value.ToString(_format, CultureInfo.InvariantCulture)) : "–";

    /// <summary>A difference: "+0.012", "−0.034".</summary>
    internal string Difference(double value) =>
        double.IsFinite(value) ? Minus(value.ToString($"+{_format};-{_format};{_format}", CultureInfo.InvariantCulture)) : "–";

    /// <summary>A standardised effect: "−1.4".</summary>
    internal static string Effect(double value) => Minus(value.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture));

    /// <summary>An interval: "−0.160 to −0.124"; "no interval" when there is none.</summary>
    internal string Interval(ReportEstimate estimate) =>
        double.IsFinite(estimate.Low) ? $"{Difference(estimate.Low)} to {Difference(estimate.High)}" : "no interval";

    /// <summary>The unit with a leading space: " nats"; empty for a number without unit.</summary>
    internal string Unit => data.Metric.Unit.Length == 0 ? "" : $" {data.Metric.Unit}";

    /// <summary>The axis title: "validation loss (nats)".</summary>
    internal string MetricTitle => data.Metric.Unit.Length == 0 ? data.Metric.Name : $"{data.Metric.Name} ({data.Metric.Unit})";

    /// <summary>The confidence level in percent: "95 %".</summary>
    internal string Confidence => string.Create(CultureInfo.InvariantCulture, $"{data.Confidence * 100:0.##} %");

    /// <summary>A count with a non-breaking thousands separator.</summary>
    internal static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202f');

    /// <summary>A count with a decimal unit: "1.23 M".</summary>
    internal static string Short(double value) =>
        value switch
        {
            >= 1e12 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e12:0.00} T"),
            >= 1e9 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e9:0.00} G"),
            >= 1e6 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e6:0.00} M"),
            >= 1e4 => string.Create(CultureInfo.InvariantCulture, $"{value / 1e3:0.0} k"),
            _ => Count(value),
        };

    /// <summary>Bytes in binary units: "12.5 MiB".</summary>
    internal static string Bytes(double value) =>
        value switch
        {
            >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{value / (1L << 30):0.00} GiB"),
            >= 1 << 20 => string.Create(CultureInfo.InvariantCulture, $"{value / (1 << 20):0.0} MiB"),
            >= 1 << 10 => string.Create(CultureInfo.InvariantCulture, $"{value / (1 << 10):0.0} KiB"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{value:0} B"),
        };

    /// <summary>The difference from the baseline as a signed percentage: "+3.4 %", or "same".</summary>
    internal static string Relative(double value, double baseline)
    {
        if (baseline == 0)
            return value == 0 ? "same" : "–";
        var percent = (value / baseline - 1) * 100;
        return value == baseline ? "same" : Minus(percent.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture)) + " %";
    }

    private static string Minus(string text) => text.Replace('-', '\u2212');

    // One decimal more than the first digit of epsilon, from 2 to 6; 4 when epsilon is 0.
    private static int Decimals(ReportData data) =>
        data.Epsilon > 0 ? Math.Clamp((int)Math.Ceiling(-Math.Log10(data.Epsilon)) + 1, 2, 6) : 4;
}
