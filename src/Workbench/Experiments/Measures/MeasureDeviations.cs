using System.Globalization;

namespace Workbench.Experiments.Measures;

/// <summary>What of recorded measures did not come again. Times are not compared.</summary>
internal static class MeasureDeviations
{
    // Far more than the order of summation does to a gradient or an attention output in float32.
    private const double Tolerance = 0.01;

    /// <param name="recorded">The recorded measures.</param>
    /// <param name="now">The new ones.</param>
    /// <param name="sameBits">Whether machine and versions are the same, so that all bits must be.</param>
    public static IEnumerable<Deviation> Of(IReadOnlyList<Measurement> recorded, IReadOnlyList<Measurement> now, bool sameBits)
    {
        foreach (var old in recorded.Where(one => !one.Timed))
        {
            var found = now.FirstOrDefault(one => one.Name == old.Name);
            foreach (var series in old.Series)
            {
                var points = found?.Series.FirstOrDefault(one => one.Label == series.Label)?.Points;
                foreach (var point in series.Points)
                {
                    var values = points?.FirstOrDefault(one => one.Label == point.Label)?.Values ?? [];
                    if (values.Count == point.Values.Count && values.Zip(point.Values).All(pair => Same(pair.First, pair.Second, sameBits)))
                        continue;
                    yield return new(
                        $"{old.Name}, {series.Label}, {point.Label} {old.Size}",
                        Text(point.Values),
                        values.Count == 0 ? "not measured" : Text(values),
                        sameBits ? "the same machine and versions give the same bits" : "within 1 % on another machine"
                    );
                }
                var (before, after) = (old.TrendOf(series.Label), found?.TrendOf(series.Label));
                if (before?.Word != after?.Word)
                    yield return new($"{old.Name}, {series.Label}", Text(before), Text(after), "every trend comes again");
            }
        }
    }

    private static bool Same(double now, double recorded, bool sameBits) =>
        sameBits ? now.Equals(recorded) : Math.Abs(now - recorded) <= Tolerance * Math.Abs(recorded);

    private static string Text(IReadOnlyList<double> values) =>
        string.Join(", ", values.Select(value => value.ToString("R", CultureInfo.InvariantCulture)));

    private static string Text(Trend? trend) => trend is null ? "no trend" : ExpectationRow.Word(trend.Word);
}
