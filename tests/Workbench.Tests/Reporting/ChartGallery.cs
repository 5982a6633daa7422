using Plotly.NET;
using Plotly.NET.CSharp;
using Workbench.Reporting;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Tests.Reporting;

/// <summary>Plotly.NET's charts of many kinds, as its documentation makes them, by name.</summary>
internal static class ChartGallery
{
    private static readonly double[] X = [1, 2, 3, 4];
    private static readonly double[] Y = [2.5, 1.5, double.NaN, 0.5];
    private static readonly double[][] Z =
    [
        [0.1, 0.9, 0.4],
        [double.NaN, 0.5, 0.2],
        [0.3, 0.3, 0.8],
    ];

    public static IReadOnlyDictionary<string, GenericChart> Charts { get; } =
        new Dictionary<string, GenericChart>
        {
            ["scatter"] = Chart.Scatter<double, double, string>(
                X,
                Y,
                StyleParam.Mode.Lines_Markers_Text,
                Name: "a",
                ShowLegend: true,
                Opacity: 0.8,
                MultiText: new[] { "p", "q", "r", "s" },
                MarkerColor: Color.fromHex("#0072b2"),
                MarkerSymbol: StyleParam.MarkerSymbol.Diamond,
                LineWidth: 2,
                LineDash: StyleParam.DrawingStyle.Dot
            ),
            ["bubble"] = Chart.Bubble<double, double, string>(X, [1.0, 2.0, 3.0, 4.0], [4, 6, 8, 10]),
            ["spline"] = Chart.Spline<double, double, string>(X, Y, Name: "smooth"),
            ["area"] = Chart.Area<double, double, string>(X, Y, Name: "area"),
            ["range"] = Chart.Range<int, double, string>([1, 2], [2.0, 3.0], [2.5, 3.5], [1.5, 2.5], StyleParam.Mode.Lines, Name: "rope"),
            ["column"] = Chart.Column<int, string, string>([3, 5], Keys: new[] { "mha", "mqa" }, Name: "tokens"),
            ["bar"] = Chart.Bar<int, string, string>([3, 5], Keys: new[] { "mha", "mqa" }, MultiText: new[] { "three", "five" }),
            ["histogram"] = Chart.Histogram<double, double, string>(X: new[] { 1.0, 1.5, 2.0, 2.0 }, Name: "h", NBinsX: 3),
            ["boxplot"] = Chart.BoxPlot<double, double, string>(Y: new[] { 1.0, 2.0, 3.0 }, Name: "b"),
            ["violin"] = Chart.Violin<double, double, string>(Y: new[] { 1.0, 2.0, 3.0 }, Name: "v"),
            ["heatmap"] = Chart.Heatmap<double, string, string, string>(
                Z,
                X: new[] { "the", "cat", "sat" },
                Y: new[] { "the", "cat", "sat" },
                ReverseYAxis: true
            ),
            ["pie"] = Chart.Pie<double, string, string>([1, 2, 3], Labels: new[] { "a", "b", "c" }),
            ["surface"] = Chart.Surface<double, double, double, string>(Z),
            ["webgl"] = Chart.Scatter<double, double, string>(X, Y, StyleParam.Mode.Markers, UseWebGL: true),
            ["grid"] = Chart.Grid(
                [Chart.Line<double, double, string>(X, Y, Name: "left"), Chart.Column<int, string, string>([1, 2])],
                1,
                2
            ),
            // Plotly.validate throws at a legend that is not shown.
            ["styled"] = Chart
                .Line<double, double, string>(X, Y, Name: "a", ShowLegend: true)
                .WithTitle("A <b>title</b>")
                .WithXAxisStyle<double, double, string>(TitleText: "steps", ShowGrid: false)
                .WithYAxisStyle<double, double, string>(TitleText: "loss", AxisType: StyleParam.AxisType.Log)
                .WithSize(640, 480)
                .WithLegendStyle(Orientation: StyleParam.Orientation.Horizontal),
        };
}
