using System.Runtime.InteropServices;

namespace Workbench.Statistics;

/// <summary>The mean of a sample of independent values, with Student's t interval around it (Student 1908).</summary>
/// <param name="Count">Number of values n; 0 gives a mean of NaN.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1 in the denominator); NaN below two values.</param>
/// <param name="Interval">mean ± t(n - 1) · s / √n at the given confidence; null below two values.</param>
public sealed record MeanEstimate(int Count, double Mean, double StandardDeviation, Interval? Interval)
{
    /// <summary>The confidence of the Workbench's intervals: 95 %.</summary>
    public const double Confidence = 0.95;

    /// <summary>Estimates the mean of <paramref name="values"/>.</summary>
    /// <param name="values">Finite, independent values: one per seed.</param>
    /// <param name="confidence">Coverage of the interval, between 0 and 1.</param>
    public static MeanEstimate Of(IReadOnlyList<double> values, double confidence = Confidence)
    {
        ArgumentNullException.ThrowIfNull(values);
        // Estimates of all seeds but one are made by the ten thousand.
        ReadOnlySpan<double> span = values switch
        {
            double[] array => array,
            List<double> list => CollectionsMarshal.AsSpan(list),
            _ => values.ToArray(),
        };
        var n = span.Length;
        if (n == 0)
            return new MeanEstimate(0, double.NaN, double.NaN, null);
        // Shift by the first value, so that equal values give exactly that mean and a deviation of exactly 0.
        var origin = span[0];
        var (sum, squares) = (0.0, 0.0);
        foreach (var value in span)
            sum += value - origin;
        var shift = sum / n;
        var mean = origin + shift;
        if (n == 1)
            return new MeanEstimate(1, mean, double.NaN, null);
        foreach (var value in span)
            squares += (value - origin - shift) * (value - origin - shift);
        var deviation = Math.Sqrt(squares / (n - 1));
        var half = StudentDistribution.Quantile(n - 1, (1 + confidence) / 2) * deviation / Math.Sqrt(n);
        return new MeanEstimate(n, mean, deviation, new Interval(mean - half, mean + half));
    }
}
