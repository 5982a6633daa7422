using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>The final metric by evaluation length, with the trained context marked.</summary>
internal sealed class ExtrapolationFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart? Draw()
    {
        var lengths = data
            .Variants.SelectMany(variant => variant.Runs)
            .SelectMany(run => run.Extrapolation)
            .Select(point => point.X)
            .Distinct()
            .Order()
            .ToArray();
        if (lengths.Length < 2)
            return null;
        var shown = data
            .Variants.SelectMany(variant => variant.Runs)
            .SelectMany(run => run.Extrapolation)
            .Select(point => point.Value)
            .Where(double.IsFinite)
            .ToArray();
        var references = ReferenceLines.Of(data, shown);
        return PlotlyObjects
            .Combined(data.Variants.Select(Curve))
            .Figure(
                FigureStyle
                    .Base($"{data.Metric.Name} by evaluation length", 420)
                    .With(
                        "xaxis",
                        FigureStyle
                            .Axis("evaluation length (tokens)")
                            .With("type", "log")
                            .With("tickvals", lengths)
                            .With("ticktext", lengths.Select(length => Numbers.Count(length)).ToArray())
                    )
                    .With("yaxis", FigureStyle.Axis(numbers.MetricTitle))
                    .With("legend", style.Legend)
                    .With("shapes", ReferenceLines.Horizontal(references).Concat(Trained()).ToArray())
                    .With("annotations", TrainedName(lengths[0]).ToArray())
            );
    }

    private IEnumerable<Shape> Trained()
    {
        if (data.TrainedContext is { } context)
            yield return PlotlyObjects.LineShape(
                ("x", context, context),
                ("y domain", 0, 1),
                PlotlyObjects.Line(FigureTemplate.Muted, 1.5, "dash")
            );
    }

    // On a logarithmic axis, plotly.js positions shapes by value and annotations by log10 of the value.
    private IEnumerable<Annotation> TrainedName(long first)
    {
        if (data.TrainedContext is { } context)
        {
            yield return PlotlyObjects.Note(
                "trained context",
                ("x", Math.Log10(context), context == first ? "left" : "center"),
                ("y domain", 1, "bottom"),
                PlotlyObjects.Font(12, FigureTemplate.Muted)
            );
        }
    }

    private GenericChart Curve(ReportVariant variant)
    {
        var points = SeedBand.Of(variant.Runs.Select(run => run.Extrapolation));
        return points.Count == 0
            ? PlotlyObjects.Combined([])
            : FigureTraces.SeedCurve(points, style.LegendName(variant), style[variant], "%{x} tokens: %{y:.4g}", marked: true);
    }
}
