namespace Workbench.Statistics;

/// <summary>What the seed alone does: the spread of differences between runs of one variant with different seeds.</summary>
public static class NoiseFloor
{
    /// <summary>
    /// The distance that two runs of one variant with different seeds exceed in one of twenty cases: t(n-1; 0.975) · s · √2. An unpaired
    /// difference of two single runs that is smaller says nothing; paired differences over several seeds can be decided below it.
    /// </summary>
    /// <param name="values">The final metric of the variant's runs, one for each seed.</param>
    /// <returns>The distance, in the metric's unit; null below two runs.</returns>
    public static double? Of(MeanEstimate values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return values.Count < 2
            ? null
            : StudentDistribution.Quantile(values.Count - 1, (1 + MeanEstimate.Confidence) / 2) * values.StandardDeviation * Math.Sqrt(2);
    }
}
