namespace Workbench.Statistics;

/// <summary>
/// Intervals that hold at every number of pairs at the same time, so that a study may be looked at while it runs, and may stop when it
/// likes: the probability that any of them misses the mean is at most 5 %. Student's interval promises this for one number of pairs,
/// chosen before.
/// </summary>
public static class ConfidenceSequence
{
    /// <summary>
    /// The interval after the given pairs: all means m at which the Bayes factor of the t statistic is below 1 / (1 - confidence). The
    /// standardised effect has the prior N(0, 1 / <paramref name="precision"/>), the deviation the right Haar prior, which makes the factor a
    /// martingale of mean 1 at the true mean, whatever the deviation (Lai 1976; Wang and Ramdas 2024, theorem 4.9; Pérez-Ortiz et al. 2024).
    /// Assumes normal differences.
    /// <code>
    /// factor = √(c / (n + c)) · ((1 + u) / (1 + u·c / (n + c)))^(n/2),  u = n (mean - m)² / ((n - 1) s²),  c = precision
    /// </code>
    /// </summary>
    /// <param name="values">Finite, independent values in the order in which they came.</param>
    /// <param name="confidence">Coverage of all intervals together, between 0 and 1.</param>
    /// <param name="precision">The prior's precision; the intervals are narrowest for standardised effects of about its inverse root.
    /// Default: 0.1, for the few pairs of a study, whose shared seeds make effects large.</param>
    /// <returns>The interval; null where it has no ends: with two values.</returns>
    public static Interval? Of(IReadOnlyList<double> values, double confidence = MeanEstimate.Confidence, double precision = 0.1)
    {
        ArgumentNullException.ThrowIfNull(values);
        var estimate = MeanEstimate.Of(values);
        if (estimate.Count < 2)
            return null;
        double n = estimate.Count;
        // (1 + u) / (1 + u k) = least, solved for u.
        var k = precision / (n + precision);
        var least = Math.Pow(Math.Sqrt(1 / k) / (1 - confidence), 2 / n);
        if (least * k >= 1)
            return null;
        var u = (least - 1) / (1 - (least * k));
        var half = Math.Sqrt(u * (n - 1) / n) * estimate.StandardDeviation;
        return new(estimate.Mean - half, estimate.Mean + half);
    }

    /// <summary>
    /// The p-value of "the mean is <paramref name="mean"/>" that may be looked at after every pair: one over the Bayes factor of
    /// <see cref="Of"/>. At most 1 - confidence where the interval excludes the mean.
    /// </summary>
    /// <param name="values">As for <see cref="Of"/>.</param>
    /// <param name="mean">The hypothesis.</param>
    /// <param name="precision">As for <see cref="Of"/>.</param>
    /// <returns>The p-value; 1 below two values.</returns>
    public static double PValue(IReadOnlyList<double> values, double mean = 0, double precision = 0.1)
    {
        ArgumentNullException.ThrowIfNull(values);
        var estimate = MeanEstimate.Of(values);
        if (estimate.Count < 2)
            return 1;
        double n = estimate.Count;
        var (k, apart) = (precision / (n + precision), estimate.Mean - mean);
        if (estimate.StandardDeviation == 0)
            return apart == 0 ? 1 : Math.Min(1, Math.Pow(k, (n - 1) / 2));
        var u = n * apart * apart / ((n - 1) * estimate.StandardDeviation * estimate.StandardDeviation);
        return Math.Min(1, 1 / (Math.Sqrt(k) * Math.Pow((1 + u) / (1 + (u * k)), n / 2)));
    }
}
