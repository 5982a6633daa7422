using Workbench.Figures;

namespace Workbench.Tests.Figures;

/// <summary>One chart of each kind, by name.</summary>
internal static class ChartGallery
{
    private static readonly double[] X = [1, 2, 3, 4];
    private static readonly double[] Y = [2.5, 1.5, double.NaN, 0.5];

    public static IReadOnlyDictionary<string, GenericChart> Charts { get; } = new Dictionary<string, GenericChart>
    {
        ["scatter"] = Chart.Scatter(X, Y, StyleParam.Mode.Lines_Markers_Text, Name: "a", ShowLegend: true, Opacity: 0.8, MultiText: ["p", "q", "r", "s"],
            MarkerColor: Color.fromHex("#0072b2"), MarkerSymbol: StyleParam.MarkerSymbol.Diamond, LineColor: Color.fromRGB(0, 114, 178), LineWidth: 2, LineDash: StyleParam.DrawingStyle.Dot),
        ["point"] = Chart.Point(X, Y, Name: "points", Marker: new Marker { Size = new[] { 4.0, 6.0, 8.0, 10.0 }, Color = new Color[] { "red", "green", "blue", "black" } }),
        ["line"] = Chart.Line(new[] { 0L, 10L }, new[] { 4f, 2f }, ShowMarkers: true, Name: "loss"),
        ["spline"] = Chart.Spline(X, Y, Name: "smooth"),
        ["area"] = Chart.Area(X, Y, Name: "area", FillColor: Color.fromARGB(51, 0, 114, 178)),
        ["range"] = Chart.Range(new[] { 1, 2 }, new[] { 2.0, 3.0 }, new[] { 2.5, 3.5 }, new[] { 1.5, 2.5 }, Name: "rope", LineColor: "#d55e00"),
        ["column"] = Chart.Column(new[] { 3, 5 }, new[] { "mha", "mqa" }, Name: "tokens", MarkerColor: "#009e73"),
        ["bar"] = Chart.Bar(new[] { 3, 5 }, new[] { "mha", "mqa" }, MultiText: ["three", "five"], Marker: new Marker { Pattern = new Pattern { Shape = new[] { "/", "x" } } }),
        ["stacked-column"] = Chart.Combine(Chart.StackedColumn([1, 2], ["a", "b"], Name: "one"), Chart.StackedColumn([3, 4], ["a", "b"], Name: "two")),
        ["histogram"] = Chart.Histogram(new[] { 1.0, 1.5, 2.0, 2.0 }, Name: "h", NBinsX: 3, HistNorm: "probability"),
        ["boxplot"] = Chart.BoxPlot(new[] { 1.0, 2.0, 3.0 }, new[] { "a", "a", "b" }, BoxPoints: StyleParam.BoxPoints.All),
        ["violin"] = Chart.Violin(new[] { 1.0, 2.0, 3.0 }, Name: "v", Points: StyleParam.BoxPoints.Outliers),
        ["heatmap"] = Chart.Heatmap(new[] { new[] { 0.1, 0.9 }, new[] { double.NaN, 0.5 } }, X: new[] { "the", "cat" }, Y: new[] { "the", "cat" }, ZMin: 0, ZMax: 1, ReverseYAxis: true,
            ColorScale: Colorscale.Custom([(0, "#ffffff"), (1, "#0072b2")]), ColorBar: new ColorBar { Title = "weight", Len = 0.8 }),
        ["grid"] = Chart.Grid([Chart.Line(X, Y, Name: "left").WithXAxisStyle("step"), Chart.Column([1, 2]), Chart.Invisible()], 2, 2, SubPlotTitles: ["one", "two"], XGap: 0.1),
        ["single-stack"] = Chart.SingleStack([Chart.Line(X, Y), Chart.Point(X, Y)], YGap: 0.05),
        ["styled"] = Chart.Line(X, Y, Name: "a").WithTitle("A <b>title</b>").WithXAxisStyle("steps", MinMax: (0, 5), ShowGrid: false)
            .WithYAxisStyle(TitleText: "loss", AxisType: StyleParam.AxisType.Log, ZeroLine: true).WithLegend(true).WithLegendStyle(Orientation: StyleParam.LegendOrientation.Horizontal, Y: -0.2)
            .WithSize(640, 480).WithMarginSize(Left: 50, Bottom: 40).WithLineStyle(Color: "#cc79a7", Dash: StyleParam.DrawingStyle.Dash)
            .WithYError(new Error { Array = new[] { 0.1, 0.2, 0.1, 0.2 } }).WithShape(new Shape { Type = StyleParam.ShapeType.Line, XRef = "paper", X0 = 0, X1 = 1, YRef = "y", Y0 = 1, Y1 = 1 })
            .WithAnnotation(new Annotation { Text = "floor", X = 2.0, Y = 1.0, ShowArrow = false }).WithTraceInfo(Visible: Visible.LegendOnly, LegendGroup: "g"),
    };
}
