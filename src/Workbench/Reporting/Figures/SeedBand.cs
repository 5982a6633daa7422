namespace Workbench.Reporting;

/// <summary>Mean, minimum and maximum over the seeds' curves at one x.</summary>
internal readonly record struct SeedBand(long X, double Mean, double Low, double High)
{
    /// <summary>One entry for each x at which a curve has a finite value, in ascending order.</summary>
    internal static IReadOnlyList<SeedBand> Of(IEnumerable<IReadOnlyList<ReportPoint>> curves) =>
        [
            .. curves
                .SelectMany(curve => curve)
                .Where(point => double.IsFinite(point.Value))
                .GroupBy(point => point.X)
                .OrderBy(group => group.Key)
                .Select(group => new SeedBand(
                    group.Key,
                    group.Average(point => point.Value),
                    group.Min(point => point.Value),
                    group.Max(point => point.Value)
                )),
        ];
}
