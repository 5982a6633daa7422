using System.Globalization;

namespace Workbench.Statistics;

/// <summary>
/// Decides the verdict of a comparison from the 95 % paired t interval [low, high] of variant minus baseline and from epsilon, in this
/// order:
/// <list type="number">
/// <item>fewer than two seeds compared: undetermined;</item>
/// <item>more runs of the variant diverged than of the baseline: worse; fewer: better;</item>
/// <item>[low, high] inside [-epsilon, +epsilon]: equivalent, even where it excludes 0;</item>
/// <item>[low, high] entirely on one side of 0: better or worse;</item>
/// <item>otherwise undetermined, with the estimated number of seeds that would settle the comparison.</item>
/// </list> Intervals are not corrected for the number of comparisons.
/// </summary>
/// <param name="Epsilon">The equivalence margin, in the metric's unit; 0 or more.</param>
/// <param name="LowerIsBetter">Whether a lower value is better.</param>
public sealed record VerdictRule(double Epsilon, bool LowerIsBetter)
{
    /// <summary>Decides a comparison.</summary>
    /// <param name="difference">Variant minus baseline over the seeds at which both completed.</param>
    /// <param name="seeds">Seeds at which both finished, diverged ones included.</param>
    /// <param name="divergedVariant">Finished runs of the variant that diverged.</param>
    /// <param name="divergedBaseline">Finished runs of the baseline that diverged.</param>
    public Verdict Decide(MeanEstimate difference, int seeds, int divergedVariant = 0, int divergedBaseline = 0)
    {
        ArgumentNullException.ThrowIfNull(difference);
        Verdict Make(VerdictWord word, string reason, int? settle = null) =>
            new(word, reason, difference, settle, divergedVariant, divergedBaseline);

        if (seeds < 2)
            return Make(
                VerdictWord.Undetermined,
                (seeds == 0 ? "no pair has finished" : "one seed gives no interval: at least 2 are needed, 5 are usual")
                    + (divergedVariant > 0 ? "; the variant diverged" : "")
                    + (divergedBaseline > 0 ? "; the baseline diverged" : "")
            );
        if (divergedVariant != divergedBaseline)
            return Make(
                divergedVariant > divergedBaseline ? VerdictWord.Worse : VerdictWord.Better,
                $"by rule: {divergedVariant} {Runs(divergedVariant)} diverged against {divergedBaseline} of the baseline"
            );
        if (difference.Interval is not { } interval)
            return Make(
                VerdictWord.Undetermined,
                $"{difference.Count} {(difference.Count == 1 ? "pair" : "pairs")} in which neither run diverged: no interval"
            );

        var (text, word) = (Text(interval), WordOf(difference));
        if (word == VerdictWord.Equivalent)
            return Make(word, $"the interval {text} lies within ±{Number(Epsilon)}");
        if (word != VerdictWord.Undetermined)
            return Make(word, $"the interval {text} excludes 0");
        var seedsToSettle = SampleSize.ToSettle(difference, Epsilon);
        return Make(
            VerdictWord.Undetermined,
            $"the interval {text} contains 0 and extends beyond ±{Number(Epsilon)}; "
                + (
                    seedsToSettle is { } n
                        ? $"about {n} seeds would probably settle it"
                        : $"more than {SampleSize.Limit} seeds would be needed to settle it"
                ),
            seedsToSettle
        );
    }

    /// <summary>The word of a comparison in which no run diverged.</summary>
    /// <param name="difference">Variant minus baseline.</param>
    internal VerdictWord WordOf(MeanEstimate difference) =>
        difference.Interval is not { } interval ? VerdictWord.Undetermined
        : interval.Within(-Epsilon, Epsilon) ? VerdictWord.Equivalent
        : interval.Low > 0 || interval.High < 0
            ? interval.High < 0 == LowerIsBetter ? VerdictWord.Better
                : VerdictWord.Worse
        : VerdictWord.Undetermined;

    private static string Runs(int count) => count == 1 ? "run" : "runs";

    /// <summary>Formats the ends with the number of decimals that shows two significant digits of the half width.</summary>
    private static string Text(Interval interval)
    {
        var decimals = interval.HalfWidth > 0 ? (int)Math.Clamp(1 - Math.Floor(Math.Log10(interval.HalfWidth)), 0, 12) : 4;
        var form = decimals == 0 ? "+0;-0;0" : $"+0.{new string('0', decimals)};-0.{new string('0', decimals)};0";
        return $"[{interval.Low.ToString(form, CultureInfo.InvariantCulture)}, "
            + $"{interval.High.ToString(form, CultureInfo.InvariantCulture)}]";
    }

    private static string Number(double value) => value.ToString("G3", CultureInfo.InvariantCulture);
}
