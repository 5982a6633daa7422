using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>Traces of a study's figures: points, intervals, lines with bands. None uses Plotly.NET's default template.</summary>
internal static class FigureTraces
{
    internal static Marker Marker(string color, double? size = null, string? symbol = null, double? opacity = null) =>
        new Marker().With("color", color).With("size", size).With("symbol", symbol).With("opacity", opacity);

    /// <summary>Points without a line.</summary>
    internal static GenericChart Points(
        IEnumerable<double> x,
        IEnumerable<double> y,
        string name,
        Marker marker,
        string? hover = null,
        IReadOnlyList<string>? texts = null
    ) =>
        Chart
            .Scatter<double, double, string>(
                x.ToArray(),
                y.ToArray(),
                StyleParam.Mode.Markers,
                Name: name,
                Marker: marker,
                UseDefaults: false
            )
            .EachTrace(trace => trace.With("hovertemplate", hover).With("text", texts));

    /// <summary>A point in a row, with its interval when the interval is finite.</summary>
    internal static GenericChart Interval(ReportEstimate estimate, double row, string name, string color, string symbol, string hover)
    {
        var point = Points([estimate.Mean], [row], name, Marker(color, 10, symbol), hover);
        return double.IsFinite(estimate.Low) && double.IsFinite(estimate.High)
            ? point.EachTrace(trace =>
                trace.With("error_x", Error([estimate.High - estimate.Mean], [estimate.Mean - estimate.Low], color, 2.5, 5))
            )
            : point;
    }

    /// <summary>Error bars with separate lengths up and down.</summary>
    internal static Error Error(IEnumerable<double> up, IEnumerable<double> down, string color, double thickness, double width) =>
        new Error()
            .With("type", "data")
            .With("symmetric", false)
            .With("array", up.ToArray())
            .With("arrayminus", down.ToArray())
            .With("color", color)
            .With("thickness", thickness)
            .With("width", width);

    /// <summary>
    /// The mean over seeds as a line, with a band from minimum to maximum. Three traces; only the line is in the legend and has hover text.
    /// </summary>
    internal static GenericChart SeedCurve(
        IReadOnlyList<SeedBand> points,
        string name,
        FigureStyle.CellStyle cell,
        string hover,
        bool marked = false
    )
    {
        double[] x = [.. points.Select(point => (double)point.X)];
        var mode = marked ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Lines;
        var middle = Chart
            .Scatter<double, double, string>(
                x,
                points.Select(point => point.Mean).ToArray(),
                mode,
                Name: name,
                Line: PlotlyObjects.Line(cell.Color, 2, cell.Dash),
                UseDefaults: false
            )
            .EachTrace(trace =>
                trace
                    .With("legendgroup", name)
                    .With("hovertemplate", hover)
                    .With("marker", marked ? Marker(cell.Color, 8, cell.Symbol) : null)
            );
        return PlotlyObjects.Combined([
            Edge("lower", points.Select(point => point.Low), null),
            Edge("upper", points.Select(point => point.High), "tonexty"),
            middle,
        ]);

        GenericChart Edge(string edge, IEnumerable<double> y, string? fill) =>
            Chart
                .Scatter<double, double, string>(
                    x,
                    y.ToArray(),
                    StyleParam.Mode.Lines,
                    Name: $"{name} ({edge})",
                    ShowLegend: false,
                    Line: PlotlyObjects.Line(width: 0),
                    UseDefaults: false
                )
                .EachTrace(trace =>
                    trace
                        .With("legendgroup", name)
                        .With("hoverinfo", "skip")
                        .With("fill", fill)
                        .With("fillcolor", fill is null ? null : FigureStyle.WithOpacity(cell.Color, 0.12))
                );
    }
}
