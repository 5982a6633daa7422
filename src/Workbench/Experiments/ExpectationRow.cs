using System.Globalization;
using Workbench.Experiments.Measures;
using Workbench.Statistics;

namespace Workbench.Experiments;

/// <summary>An expectation with what became of it, in words, for tables.</summary>
/// <param name="Source">The paper; null for our own prediction.</param>
/// <param name="Text">The statement.</param>
/// <param name="Compared">What is compared with what.</param>
/// <param name="Expected">The verdict that confirms it.</param>
/// <param name="Verdict">The verdict after correction; "—" before a recording.</param>
/// <param name="Difference">The difference with its interval; "—" without one.</param>
/// <param name="Outcome">What became of it; null before a recording.</param>
internal sealed record ExpectationRow(
    string? Source,
    string Text,
    string Compared,
    string Expected,
    string Verdict,
    string Difference,
    Outcome? Outcome
)
{
    public static ExpectationRow Of(Expectation one, Recording? recording)
    {
        if (one.Measure is { } measure)
        {
            var trend = recording?.FindTrend(one);
            return new(
                one.Source,
                one.Text,
                $"{one.Compared}, {measure}",
                Word(one.Expect),
                trend is null ? "—" : Word(trend.Word),
                trend is null ? "—" : $"exponent {Exponent(trend)}",
                recording?.OutcomeOf(one)
            );
        }
        var verdict = recording?.Find(one);
        return new(
            one.Source,
            one.Text,
            verdict is null ? one.Compared : $"{one.Compared} against {verdict.With}{verdict.Detail}",
            Word(one.Expect),
            verdict is null ? "—" : Word(verdict.Corrected),
            verdict is { Low: not null } ? $"{Signed(verdict.Difference)} [{Number(verdict.Low)}, {Number(verdict.High)}]" : "—",
            recording?.OutcomeOf(one)
        );
    }

    public static string Word(VerdictWord word) => word.ToString().ToLowerInvariant();

    public static string Word(TrendWord word) => word.ToString().ToLowerInvariant();

    public static string Word(Outcome? outcome) =>
        outcome switch
        {
            Experiments.Outcome.Holds => "holds",
            Experiments.Outcome.DoesNotHold => "does not hold",
            Experiments.Outcome.Undecided => "undecided",
            _ => "not run",
        };

    /// <summary>An exponent with its interval: "+0.52 [0.48, 0.56]".</summary>
    public static string Exponent(Trend trend)
    {
        var (mean, interval) = (trend.Exponent.Mean, trend.Exponent.Interval!.Value);
        return string.Create(CultureInfo.InvariantCulture, $"{mean:+0.00;-0.00;0.00} [{interval.Low:0.00}, {interval.High:0.00}]");
    }

    public static string Signed(double? value) => value?.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture) ?? "—";

    public static string Number(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "—";

    private static string Word(ExpectedVerdict expected) =>
        expected switch
        {
            ExpectedVerdict.NotWorse => "better or equivalent",
            ExpectedVerdict.NotBetter => "worse or equivalent",
            _ => expected.ToString().ToLowerInvariant(),
        };
}
