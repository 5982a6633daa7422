namespace Workbench.Figures;

/// <summary>The final metric by evaluation length, with the trained context marked.</summary>
internal sealed class ExtrapolationFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart? Chart()
    {
        var lengths = data.Variants.SelectMany(variant => variant.Runs).SelectMany(run => run.Extrapolation).Select(point => point.X).Distinct().Order().ToArray();
        if (lengths.Length < 2)
            return null;
        var chart = Figures.Chart.Combine(data.Variants.Select(Curve))
            .WithLayout(FigureStyle.Base($"{data.Metric.Name} by evaluation length", 420))
            .WithXAxis(FigureStyle.Axis("evaluation length (tokens)") with
            {
                AxisType = StyleParam.AxisType.Log,
                TickVals = lengths,
                TickText = lengths.Select(length => Numbers.Count(length)).ToArray(),
            })
            .WithYAxis(FigureStyle.Axis(numbers.MetricTitle))
            .WithLegend(style.Legend with { TraceGroupGap = 0 });
        var shown = data.Variants.SelectMany(variant => variant.Runs).SelectMany(run => run.Extrapolation).Select(point => point.Value).Where(double.IsFinite).ToArray();
        chart = ReferenceLines.Horizontal(chart, ReferenceLines.Of(data, shown));
        // plotly.js places shapes on a logarithmic axis by value, annotations by the exponent.
        return data.TrainedContext is { } context
            ? chart
                .WithShape(new Shape
                {
                    Type = StyleParam.ShapeType.Line, XRef = "x", X0 = context, X1 = context, YRef = "y domain", Y0 = 0, Y1 = 1,
                    Line = new Line { Color = FigureStyle.Muted, Width = 1.5, Dash = StyleParam.DrawingStyle.Dash }, Layer = StyleParam.Layer.Below,
                })
                .WithAnnotation(new Annotation
                {
                    Text = "trained context", ShowArrow = false, XRef = "x", X = Math.Log10(context), YRef = "y domain", Y = 1.0,
                    XAnchor = context == lengths[0] ? StyleParam.XAnchorPosition.Left : StyleParam.XAnchorPosition.Center, YAnchor = StyleParam.YAnchorPosition.Bottom,
                    Font = new Font { Size = 12, Color = FigureStyle.Muted },
                })
            : chart;
    }

    private GenericChart Curve(ReportVariant variant)
    {
        var points = SeedBand.Of(variant.Runs.Select(run => run.Extrapolation));
        var cell = style[variant];
        return points.Count == 0
            ? Figures.Chart.Combine()
            : Figures.Chart.Range(
                points.Select(point => point.X), points.Select(point => point.Mean), points.Select(point => point.High), points.Select(point => point.Low),
                StyleParam.Mode.Lines_Markers, style.LegendName(variant), LineColor: cell.Color, LineWidth: 2, LineDash: cell.Dash, RangeColor: cell.Color.WithOpacity(0.12))
                .MapTraces(trace => trace.HoverInfo == "skip" ? trace : ((ScatterTrace)trace) with
                {
                    Marker = new Marker { Color = cell.Color, Symbol = cell.Symbol, Size = 8.0 },
                    HoverTemplate = "%{x} tokens: %{y:.4g}",
                });
    }
}
