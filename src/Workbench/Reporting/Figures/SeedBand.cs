namespace Workbench.Reporting;

/// <summary>One x of several seeds' curves.</summary>
internal readonly record struct SeedBand(long X, double Mean, double Low, double High)
{
    /// <summary>Mean, least and greatest over the curves that have a finite value at each x, in the order of x.</summary>
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
