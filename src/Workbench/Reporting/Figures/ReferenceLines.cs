using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>
/// Chance level and shortcut floor as labelled dotted lines. The labels do not hide curves: they are below the curves or outside the plot.
/// </summary>
internal static class ReferenceLines
{
    internal readonly record struct Line(string Name, double Value);

    /// <summary>
    /// The references within <paramref name="reach"/> times the range of the shown values; lines farther away would flatten the data.
    /// </summary>
    internal static IReadOnlyList<Line> Of(ReportData data, IReadOnlyCollection<double> shown, double reach = 0.6)
    {
        if (shown.Count == 0)
            return [];
        var (low, high) = (shown.Min(), shown.Max());
        var slack = Math.Max(reach * (high - low), 1e-9);
        return
        [
            .. data
                .References.Where(line => line.Value >= low - slack && line.Value <= high + slack)
                .Select(line => new Line(line.Name, line.Value)),
        ];
    }

    /// <summary>Horizontal lines at y values, each with its label above the right end.</summary>
    internal static IEnumerable<Shape> Horizontal(IEnumerable<Line> lines) =>
        lines.Select(line =>
            PlotlyObjects
                .LineShape(("x domain", 0, 1), ("y", line.Value, line.Value), Dotted())
                .With(
                    "label",
                    new ShapeLabel()
                        .With("text", FigureStyle.Text(line.Name))
                        .With("textposition", "end")
                        .With("yanchor", "bottom")
                        .With("font", Small())
                )
        );

    /// <summary>Vertical lines at x values, without labels.</summary>
    internal static IEnumerable<Shape> Vertical(IEnumerable<Line> lines) =>
        lines.Select(line => PlotlyObjects.LineShape(("x", line.Value, line.Value), ("y domain", 0, 1), Dotted()));

    /// <summary>The labels of vertical lines, above the plot.</summary>
    internal static IEnumerable<Annotation> VerticalNames(IEnumerable<Line> lines) =>
        lines.Select(line => Name(line, ("x", line.Value, "center"), ("y domain", 1, "bottom")));

    private static Plotly.NET.Line Dotted() => PlotlyObjects.Line(FigureTemplate.Muted, 1.5, "dot");

    private static Annotation Name(Line line, (string, double, string) x, (string, double, string) y) =>
        PlotlyObjects.Note(FigureStyle.Text(line.Name), x, y, Small());

    private static Plotly.NET.Font Small() => PlotlyObjects.Font(12, FigureTemplate.Muted);
}
