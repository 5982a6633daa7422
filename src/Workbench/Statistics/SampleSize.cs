namespace Workbench.Statistics;

/// <summary>Estimates the number of pairs that a comparison needs.</summary>
public static class SampleSize
{
    /// <summary>The power of the test for which the sample size is computed: 80 %.</summary>
    public const double Power = 0.8;

    /// <summary>The largest suggested number of seeds.</summary>
    public const int Limit = 10_000;

    /// <summary>
    /// The smallest n at which (t(n-1; 0.975) + t(n-1; 0.8)) · s / √n is at most the larger of |mean| (to decide better or worse) and
    /// epsilon - |mean| (to decide equivalent). This is the usual sample size of a paired t test at 80 % power, if the observed mean and
    /// deviation are the true ones.
    /// </summary>
    /// <param name="difference">The observed paired differences.</param>
    /// <param name="epsilon">The equivalence margin, in the metric's unit.</param>
    /// <returns> The total number of pairs; null with fewer than two pairs, when mean and epsilon are both 0, or when more than
    /// <see cref="Limit"/> would be needed.
    /// </returns>
    public static int? ToSettle(MeanEstimate difference, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(difference);
        if (difference.Count < 2)
            return null;
        var size = Math.Abs(difference.Mean);
        var distance = Math.Max(size, epsilon - size);
        if (!(distance > 0))
            return null;
        if (Needed(Limit) > distance)
            return null;
        // Needed(n) decreases with n, so bisection finds the first n that suffices.
        var (tooFew, enough) = (1, Limit);
        while (enough - tooFew > 1)
        {
            var middle = (tooFew + enough) / 2;
            if (Needed(middle) <= distance)
                enough = middle;
            else
                tooFew = middle;
        }
        return enough;

        double Needed(int n) => Detectable(n, difference.StandardDeviation);
    }

    /// <summary>The smallest true difference that a paired t test of as many pairs, of the same spread, finds with a power of 80 %:
    /// (t(n-1; 0.975) + t(n-1; 0.8)) · s / √n.</summary>
    /// <param name="difference">The observed paired differences, at least two.</param>
    public static double Detectable(MeanEstimate difference)
    {
        ArgumentNullException.ThrowIfNull(difference);
        return Detectable(difference.Count, difference.StandardDeviation);
    }

    private static double Detectable(int n, double deviation) =>
        (StudentDistribution.Quantile(n - 1, (1 + MeanEstimate.Confidence) / 2) + StudentDistribution.Quantile(n - 1, Power))
        * deviation
        / Math.Sqrt(n);
}
