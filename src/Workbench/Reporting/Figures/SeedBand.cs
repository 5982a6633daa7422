namespace Workbench.Reporting;

/// <summary>Mean, minimum and maximum over the seeds' curves at one x.</summary>
internal readonly record struct SeedBand(long X, double Mean, double Low, double High)
{
    /// <summary>One entry for each x at which a curve has a finite value, in ascending order.</summary>
    internal static IReadOnlyList<SeedBand> Of(IEnumerable<IReadOnlyList<ReportPoint>> curves)
    {
        // One pass: a study has a million points and more.
        var bands = new SortedDictionary<long, (double Sum, int Count, double Low, double High)>();
        foreach (var curve in curves)
        {
            for (var i = 0; i < curve.Count; i++)
            {
                var (x, value) = curve[i];
                if (!double.IsFinite(value))
                    continue;
                bands[x] = bands.TryGetValue(x, out var band)
                    ? (band.Sum + value, band.Count + 1, Math.Min(band.Low, value), Math.Max(band.High, value))
                    : (value, 1, value, value);
            }
        }
        return [.. bands.Select(one => new SeedBand(one.Key, one.Value.Sum / one.Value.Count, one.Value.Low, one.Value.High))];
    }
}
