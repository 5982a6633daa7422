namespace Workbench.Statistics;

/// <summary>
/// The mean of paired differences, variant minus baseline, with a 95 % paired t interval. A pair is two runs with the same seed. They share
/// initial weights, batches and dropout masks, so the effect of the seed cancels.
/// </summary>
public static class PairedDifference
{
    /// <summary>Estimates the mean of variant[i] - baseline[i].</summary>
    /// <param name="variant">One finite value per seed.</param>
    /// <param name="baseline">The baseline's value at the same seeds, in the same order.</param>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static MeanEstimate Of(IReadOnlyList<double> variant, IReadOnlyList<double> baseline)
    {
        ArgumentNullException.ThrowIfNull(variant);
        ArgumentNullException.ThrowIfNull(baseline);
        if (variant.Count != baseline.Count)
            throw new ArgumentException($"Pairs need lists of one length, not {variant.Count} and {baseline.Count}.", nameof(baseline));
        return MeanEstimate.Of([.. variant.Zip(baseline, (v, b) => v - b)]);
    }
}
