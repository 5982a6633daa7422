using Plotly.NET;
using Workbench.Training;

namespace Workbench.Reporting;

/// <summary>
/// Validation curves as paired differences from the baseline. Pairing cancels the effect of the seed, so that the figure shows at which
/// step variants start to differ.
/// </summary>
internal sealed class DifferenceCurveFigure(ReportData data, FigureStyle style)
{
    internal GenericChart? Draw()
    {
        var baseline = data.Variants.Single(variant => variant.IsBaseline);
        var curves = data
            .Variants.Where(variant => variant != baseline)
            .Select(variant => (Variant: variant, Points: SeedBand.Of(Pairs(variant, baseline))))
            .Where(curve => curve.Points.Count > 1)
            .ToArray();
        if (curves.Length == 0)
            return null;
        var unit = data.Metric.Unit.Length == 0 ? "" : $" ({data.Metric.Unit})";
        return PlotlyObjects
            .Combined(
                curves.Select(curve =>
                    FigureTraces.SeedCurve(curve.Points, style.LegendName(curve.Variant), style[curve.Variant], "step %{x}: %{y:+.4g}")
                )
            )
            .Figure(
                FigureStyle
                    .Base($"Paired difference in {data.Metric.Name} by step", 400)
                    .With("xaxis", FigureStyle.Axis("step"))
                    .With(
                        "yaxis",
                        FigureStyle
                            .Axis($"difference{unit}")
                            .With("zeroline", true)
                            .With("zerolinecolor", FigureTemplate.Ink)
                            .With("zerolinewidth", 1.5)
                    )
                    .With("showlegend", true)
                    .With("hovermode", "closest")
                    .With("legend", style.Legend)
            );
    }

    private static IEnumerable<IReadOnlyList<ReportPoint>> Pairs(ReportVariant variant, ReportVariant baseline) =>
        from run in variant.Runs
        join reference in baseline.Runs on run.Seed equals reference.Seed
        // Without diverged runs, whose loss would dominate the mean; the verdict counts divergences separately.
        where run.Status == RunStatus.Completed && reference.Status == RunStatus.Completed
        select Minus(run.Validation, reference.Validation);

    private static IReadOnlyList<ReportPoint> Minus(IReadOnlyList<ReportPoint> curve, IReadOnlyList<ReportPoint> reference) =>
        [
            .. from point in curve
            join other in reference on point.X equals other.X
            select new ReportPoint(point.X, point.Value - other.Value),
        ];
}
