using Plotly.NET;
using Plotly.NET.TraceObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>The cost of the cells: one bar per cell with the mean over its runs; the whiskers show the minimum and the maximum.</summary>
internal sealed class CostFigure(ReportData data, FigureStyle style)
{
    internal GenericChart? Throughput() =>
        Bars("Training throughput", "tokens per second", run => run.TokensPerSecond, value => Numbers.Short(value), scale: 1);

    internal GenericChart? Memory() => Bars("Peak memory", "MiB", run => run.PeakMemoryBytes, Numbers.Bytes, scale: 1 << 20);

    private GenericChart? Bars(string title, string axis, Func<ReportRun, double?> value, Func<double, string> text, double scale)
    {
        var cells = data
            .Variants.Select((variant, index) => (Variant: variant, Row: data.Variants.Count - 1 - index, Values: Finite(variant, value)))
            .Where(cell => cell.Values.Length > 0)
            .ToArray();
        if (cells.Length == 0)
            return null;
        var labels = cells.Select(cell => (cell.Row, style.Label(cell.Variant.Name))).ToArray();
        return Chart
            .Bar<double, double, string>(
                cells.Select(cell => cell.Values.Average() / scale),
                Keys: cells.Select(cell => (double)cell.Row).ToArray(),
                Name: title,
                MultiText: cells.Select(cell => text(cell.Values.Average())).ToArray(),
                TextPosition: StyleParam.TextPosition.Inside,
                UseDefaults: false
            )
            .EachTrace(trace =>
                trace
                    .With(
                        "marker",
                        new Marker().With("color", cells.Select(cell => FigureStyle.WithOpacity(style[cell.Variant].Color, 0.75)).ToArray())
                    )
                    .With("insidetextanchor", "start")
                    .With("hovertemplate", "%{text}<extra></extra>")
                    .With(
                        "error_x",
                        FigureTraces.Error(
                            cells.Select(cell => (cell.Values.Max() - cell.Values.Average()) / scale),
                            cells.Select(cell => (cell.Values.Average() - cell.Values.Min()) / scale),
                            FigureTemplate.Ink,
                            1.2,
                            4
                        )
                    )
            )
            .Figure(
                FigureStyle
                    .Base(title, Rows.Height(labels, 34) - 10)
                    .With("bargap", 0.35)
                    .With("showlegend", false)
                    .With("xaxis", FigureStyle.Axis(axis).With("rangemode", "tozero"))
                    .With("yaxis", Rows.Axis(labels, style.LabelTitle))
            );
    }

    private static double[] Finite(ReportVariant variant, Func<ReportRun, double?> value) =>
        [.. variant.Runs.Select(run => value(run) ?? double.NaN).Where(double.IsFinite)];
}
