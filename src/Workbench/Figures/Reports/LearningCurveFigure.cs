namespace Workbench.Figures;

/// <summary>Curves over steps: per cell the mean over the seeds, in the band from the least to the greatest seed.</summary>
internal sealed class LearningCurveFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    // Above this many points a training curve is averaged over windows of steps; more would be noise at any screen's width.
    private const int MostPoints = 80;

    internal GenericChart Chart()
    {
        var validation = Curves(run => run.Validation, numbers.MetricTitle, ReferenceLines.Of(data, Values(run => run.Validation)));
        var (window, training) = Averaged();
        var loss = Curves(training, window == 1 ? "training loss" : $"training loss, mean of {window} steps", []);
        var hasTraining = data.Variants.Any(variant => variant.Runs.Any(run => run.Training.Count > 0));
        var rows = hasTraining ? new[] { validation, loss.WithTraceInfo(ShowLegend: false) } : [validation];
        return Figures.Chart.SingleStack(rows, YGap: 0.08)
            .WithLayout(FigureStyle.Base("Learning curves", hasTraining ? 640 : 420))
            .WithXAxis(FigureStyle.Axis("step"))
            .WithLayout(new Layout { HoverMode = StyleParam.HoverMode.Closest, Legend = style.Legend with { TraceGroupGap = 0 } });
    }

    private GenericChart Curves(Func<ReportRun, IReadOnlyList<ReportPoint>> curve, string title, IEnumerable<ReferenceLines.Line> references)
    {
        var lines = data.Variants.Select(variant => Curve(variant, curve));
        var chart = Figures.Chart.Combine(lines).WithYAxis(FigureStyle.Axis(title));
        // A run that exploded would flatten all others: the axis follows the runs that completed.
        if (data.Variants.Any(variant => variant.Runs.Any(run => run.Status == ReportRunStatus.Diverged)) && Span(curve) is { } span)
            chart = chart.WithYAxis(new LinearAxis { Range = span });
        return ReferenceLines.Horizontal(chart, references);
    }

    private GenericChart Curve(ReportVariant variant, Func<ReportRun, IReadOnlyList<ReportPoint>> curve)
    {
        var cell = style[variant];
        var name = style.LegendName(variant);
        var points = SeedBand.Of(variant.Runs.Select(curve));
        if (points.Count == 0)
            return Figures.Chart.Combine();
        var band = Figures.Chart.Range(
            points.Select(point => point.X), points.Select(point => point.Mean), points.Select(point => point.High), points.Select(point => point.Low),
            Name: name, LineColor: cell.Color, LineWidth: 2, LineDash: cell.Dash, RangeColor: cell.Color.WithOpacity(0.12))
            .MapTraces(trace => trace.HoverInfo == "skip" ? trace : trace with { HoverTemplate = "step %{x}: %{y:.4g}" });
        var ends = variant.Runs.Where(run => run.Status == ReportRunStatus.Diverged)
            .Select(run => curve(run).LastOrDefault(point => double.IsFinite(point.Value))).Where(point => point.X > 0).ToArray();
        if (ends.Length == 0)
            return band;
        var crosses = Figures.Chart.Point(
            ends.Select(end => end.X), ends.Select(end => end.Value), Name: $"{name}: diverged", ShowLegend: false, MarkerColor: cell.Color, MarkerSymbol: StyleParam.MarkerSymbol.X)
            .WithTraceInfo(LegendGroup: name);
        return Figures.Chart.Combine(band, crosses);
    }

    private (long Window, Func<ReportRun, IReadOnlyList<ReportPoint>>) Averaged()
    {
        var longest = data.Variants.SelectMany(variant => variant.Runs).Select(run => run.Training.Count).DefaultIfEmpty().Max();
        if (longest <= MostPoints)
            return (1, run => run.Training);
        var last = data.Variants.SelectMany(variant => variant.Runs).SelectMany(run => run.Training).Max(point => point.X);
        var window = (last + MostPoints - 1) / MostPoints;
        return (window, run => [.. run.Training.GroupBy(point => (point.X + window - 1) / window)
            .Select(group => new ReportPoint(group.Max(point => point.X), group.Select(point => point.Value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()))]);
    }

    private double[] Values(Func<ReportRun, IReadOnlyList<ReportPoint>> curve) =>
        [.. data.Variants.SelectMany(variant => variant.Runs).SelectMany(curve).Select(point => point.Value).Where(double.IsFinite)];

    private (double, double)? Span(Func<ReportRun, IReadOnlyList<ReportPoint>> curve)
    {
        var values = data.Variants.SelectMany(variant => variant.Runs).Where(run => run.Status == ReportRunStatus.Completed)
            .SelectMany(curve).Select(point => point.Value).Where(double.IsFinite).ToArray();
        if (values.Length == 0)
            return null;
        var pad = Math.Max(0.05 * (values.Max() - values.Min()), 1e-9);
        return (values.Min() - pad, values.Max() + pad);
    }
}
