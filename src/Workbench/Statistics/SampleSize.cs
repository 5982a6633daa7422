namespace Workbench.Statistics;

/// <summary>How many pairs a comparison would probably need.</summary>
public static class SampleSize
{
    /// <summary>The power that "probably" stands for: 80 %.</summary>
    public const double Power = 0.8;

    /// <summary>No number of seeds beyond this is suggested.</summary>
    public const int Limit = 10_000;

    /// <summary>
    /// The smallest n at which (t(n-1; 0.975) + t(n-1; 0.8)) · s / √n is at most the distance from the observed mean to what would decide:
    /// 0, for better or worse; ±epsilon, for equivalent. This is the usual sample size of a paired t test at 80 % power, if the observed
    /// mean and deviation are the true ones.
    /// </summary>
    /// <param name="difference">The observed paired differences.</param>
    /// <param name="epsilon">The difference that does not matter.</param>
    /// <returns>
    /// The number of pairs in all; null when there is no deviation to go by, or it would take more than <see cref="Limit"/>.
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
        // The needed distance falls with n: bisection finds the first n that reaches it.
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

        double Needed(int n) =>
            (MeanEstimate.StudentQuantile(n - 1, (1 + MeanEstimate.Confidence) / 2) + MeanEstimate.StudentQuantile(n - 1, Power))
            * difference.StandardDeviation
            / Math.Sqrt(n);
    }
}
