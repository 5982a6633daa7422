namespace Workbench.Figures;

/// <summary>Validation curves as paired differences from the baseline: seeds cancel, and it is seen when a choice starts to matter.</summary>
internal sealed class DifferenceCurveFigure(ReportData data, FigureStyle style)
{
    internal GenericChart? Chart()
    {
        var baseline = data.Variants.Single(variant => variant.IsBaseline);
        var curves = data.Variants.Where(variant => variant != baseline)
            .Select(variant => (Variant: variant, Points: SeedBand.Of(Pairs(variant, baseline)))).Where(curve => curve.Points.Count > 1).ToArray();
        if (curves.Length == 0)
            return null;
        var unit = data.Metric.Unit.Length == 0 ? "" : $" ({data.Metric.Unit})";
        return Figures.Chart.Combine(curves.Select(curve => Curve(curve.Variant, curve.Points)))
            .WithLayout(FigureStyle.Base($"Paired difference in {data.Metric.Name} by step", 400))
            .WithXAxis(FigureStyle.Axis("step"))
            .WithYAxis(FigureStyle.Axis($"difference{unit}") with { ZeroLine = true, ZeroLineColor = FigureStyle.Ink, ZeroLineWidth = 1.5 })
            .WithLegend(true)
            .WithLayout(new Layout { HoverMode = StyleParam.HoverMode.Closest, Legend = style.Legend with { TraceGroupGap = 0 } });
    }

    private GenericChart Curve(ReportVariant variant, IReadOnlyList<SeedBand> points)
    {
        var cell = style[variant];
        return Figures.Chart.Range(
            points.Select(point => point.X), points.Select(point => point.Mean), points.Select(point => point.High), points.Select(point => point.Low),
            Name: style.LegendName(variant), LineColor: cell.Color, LineWidth: 2, LineDash: cell.Dash, RangeColor: cell.Color.WithOpacity(0.12))
            .MapTraces(trace => trace.HoverInfo == "skip" ? trace : trace with { HoverTemplate = "step %{x}: %{y:+.4g}" });
    }

    private static IEnumerable<IReadOnlyList<ReportPoint>> Pairs(ReportVariant variant, ReportVariant baseline) =>
        from run in variant.Runs
        join reference in baseline.Runs on run.Seed equals reference.Seed
        // An exploded loss says nothing about the others' differences: the verdict counts divergences by rule.
        where run.Status == ReportRunStatus.Completed && reference.Status == ReportRunStatus.Completed
        select Minus(run.Validation, reference.Validation);

    private static IReadOnlyList<ReportPoint> Minus(IReadOnlyList<ReportPoint> curve, IReadOnlyList<ReportPoint> reference) =>
        [.. from point in curve join other in reference on point.X equals other.X select new ReportPoint(point.X, point.Value - other.Value)];
}
