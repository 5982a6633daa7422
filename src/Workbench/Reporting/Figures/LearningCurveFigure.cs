using Plotly.NET;
using Workbench.Training;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>Curves over steps: for each cell the mean over the seeds, with a band from the lowest to the highest seed.</summary>
internal sealed class LearningCurveFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    // Training curves with more points are averaged over windows of steps, because more points only show noise.
    private const int MaxPoints = 80;

    internal GenericChart Draw()
    {
        var validation = Curves(run => run.Validation, numbers.MetricTitle, ReferenceLines.Of(data, Values(run => run.Validation)));
        var (window, training) = Averaged();
        var loss = Curves(training, window == 1 ? "training loss" : $"training loss, mean of {window} steps", []);
        var hasTraining = data.Variants.Any(variant => variant.Runs.Any(run => run.Training.Count > 0));
        // Both plots share a legend: the curves of a cell are one legend group.
        GenericChart[] rows = hasTraining ? [validation, loss.EachTrace(trace => trace.With("showlegend", false))] : [validation];
        return Chart
            .SingleStack(rows, Pattern: StyleParam.LayoutGridPattern.Coupled, YGap: 0.08)
            .Figure(
                FigureStyle
                    .Base("Learning curves", hasTraining ? 640 : 420)
                    .With("xaxis", FigureStyle.Axis("step"))
                    .With("hovermode", "closest")
                    .With("legend", style.Legend)
            );
    }

    private GenericChart Curves(
        Func<ReportRun, IReadOnlyList<ReportPoint>> curve,
        string title,
        IReadOnlyList<ReferenceLines.Line> references
    )
    {
        // A diverged run would flatten the other curves, so the axis covers only the completed runs.
        var diverged = data.Variants.Any(variant => variant.Runs.Any(run => run.Status == RunStatus.Diverged));
        var axis = FigureStyle.Axis(title).With("range", diverged ? Span(curve) : null);
        return PlotlyObjects
            .Combined(data.Variants.Select(variant => Curve(variant, curve)))
            .WithLayout(new Layout().With("yaxis", axis).With("shapes", ReferenceLines.Horizontal(references).ToArray()));
    }

    private GenericChart Curve(ReportVariant variant, Func<ReportRun, IReadOnlyList<ReportPoint>> curve)
    {
        var cell = style[variant];
        var name = style.LegendName(variant);
        var points = SeedBand.Of(variant.Runs.Select(curve));
        if (points.Count == 0)
            return PlotlyObjects.Combined([]);
        var band = FigureTraces.SeedCurve(points, name, cell, "step %{x}: %{y:.4g}");
        var ends = variant
            .Runs.Where(run => run.Status == RunStatus.Diverged)
            .Select(run => curve(run).LastOrDefault(point => double.IsFinite(point.Value)))
            .Where(point => point.X > 0)
            .ToArray();
        if (ends.Length == 0)
            return band;
        var crosses = FigureTraces
            .Points(
                ends.Select(end => (double)end.X),
                ends.Select(end => end.Value),
                $"{name}: diverged",
                FigureTraces.Marker(cell.Color, symbol: "x")
            )
            .EachTrace(trace => trace.With("showlegend", false).With("legendgroup", name));
        return PlotlyObjects.Combined([band, crosses]);
    }

    private (long Window, Func<ReportRun, IReadOnlyList<ReportPoint>>) Averaged()
    {
        var longest = data.Variants.SelectMany(variant => variant.Runs).Select(run => run.Training.Count).DefaultIfEmpty().Max();
        if (longest <= MaxPoints)
            return (1, run => run.Training);
        var last = data.Variants.SelectMany(variant => variant.Runs).SelectMany(run => run.Training).Max(point => point.X);
        var window = (last + MaxPoints - 1) / MaxPoints;
        return (
            window,
            run =>
                [
                    .. run
                        .Training.GroupBy(point => (point.X + window - 1) / window)
                        .Select(group => new ReportPoint(
                            group.Max(point => point.X),
                            group.Select(point => point.Value).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average()
                        )),
                ]
        );
    }

    private double[] Values(Func<ReportRun, IReadOnlyList<ReportPoint>> curve) =>
        [.. data.Variants.SelectMany(variant => variant.Runs).SelectMany(curve).Select(point => point.Value).Where(double.IsFinite)];

    private double[]? Span(Func<ReportRun, IReadOnlyList<ReportPoint>> curve)
    {
        var values = data
            .Variants.SelectMany(variant => variant.Runs)
            .Where(run => run.Status == RunStatus.Completed)
            .SelectMany(curve)
            .Select(point => point.Value)
            .Where(double.IsFinite)
            .ToArray();
        if (values.Length == 0)
            return null;
        var pad = Math.Max(0.05 * (values.Max() - values.Min()), 1e-9);
        return [values.Min() - pad, values.Max() + pad];
    }
}
