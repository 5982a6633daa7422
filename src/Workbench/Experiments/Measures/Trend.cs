using Workbench.Statistics;

namespace Workbench.Experiments.Measures;

/// <summary>How a quantity changes with a size.</summary>
public enum TrendWord
{
    /// <summary>The interval excludes none of the others.</summary>
    Undetermined,

    /// <summary>The exponent is above 0, by all of its interval.</summary>
    Grows,

    /// <summary>The exponent is below 0, by all of its interval.</summary>
    Falls,

    /// <summary>The whole interval of the exponent is within ±0.1: less than 7 % for a doubled size.</summary>
    Level,
}

/// <summary>
/// The exponent p of y ~ x^p: the slope of ln y over ln x by least squares in each replicate, with Student's t interval over the
/// replicates.
/// </summary>
/// <param name="Exponent">The mean of the exponents, with its interval.</param>
public sealed record Trend(MeanEstimate Exponent)
{
    private const double Flat = 0.1;

    /// <summary>The trend in a word.</summary>
    public TrendWord Word =>
        Exponent.Interval switch
        {
            null => TrendWord.Undetermined,
            { Low: > -Flat, High: < Flat } => TrendWord.Level,
            { Low: > 0 } => TrendWord.Grows,
            { High: < 0 } => TrendWord.Falls,
            _ => TrendWord.Undetermined,
        };

    /// <summary>The trend of some values.</summary>
    /// <param name="points">The values by size.</param>
    /// <param name="confidence">Coverage of the interval, between 0 and 1.</param>
    /// <returns>Null below two sizes or two replicates.</returns>
    public static Trend? Of(IReadOnlyList<MeasuredPoint> points, double confidence = MeanEstimate.Confidence)
    {
        ArgumentNullException.ThrowIfNull(points);
        if (points.Select(point => point.Size).Distinct().Count() < 2 || points.Min(point => point.Values.Count) < 2)
            return null;
        var sizes = points.Select(point => Math.Log(point.Size)).ToList();
        var middle = sizes.Average();
        var spread = sizes.Sum(size => (size - middle) * (size - middle));
        return new(
            MeanEstimate.Of(
                [
                    .. Enumerable
                        .Range(0, points.Min(point => point.Values.Count))
                        .Select(replicate =>
                            points.Zip(sizes, (point, size) => (size - middle) * Math.Log(point.Values[replicate])).Sum() / spread
                        ),
                ],
                confidence
            )
        );
    }
}
