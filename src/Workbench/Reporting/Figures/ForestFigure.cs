using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Workbench.Statistics;

namespace Workbench.Reporting;

/// <summary>
/// Paired differences: one row per comparison, with the interval and a point for every pair; the zero line; the band of ±epsilon.
/// </summary>
internal sealed class ForestFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart Draw()
    {
        var comparisons = data.ShownAxisEffects().Concat(data.Comparisons).ToArray();
        // An empty row separates the axis effects from the cells.
        var effects = data.ShownAxisEffects().Count;
        var gap = effects > 0 && data.Comparisons.Count > 0 ? 1 : 0;
        var rows = comparisons
            .Select(
                (comparison, index) => (Comparison: comparison, Row: comparisons.Length + gap - 1 - index - (index >= effects ? gap : 0))
            )
            .ToArray();
        var labels = rows.Select(row => (row.Row, Label(row.Comparison))).ToArray();
        // Shapes are drawn in order: the band first, the zero line over it.
        var zero = PlotlyObjects.LineShape(("x", 0, 0), ("y domain", 0, 1), PlotlyObjects.Line(FigureTemplate.Ink, 1.5));
        Shape[] shapes =
            data.Epsilon > 0 ? [PlotlyObjects.Band(("x", -data.Epsilon, data.Epsilon), ("y domain", 0, 1), "#eceff3"), zero] : [zero];
        return PlotlyObjects
            .Combined(rows.SelectMany(row => Row(row.Comparison, row.Row)))
            .Figure(
                FigureStyle
                    .Base($"Paired differences in {data.Metric.Name}", Rows.Height(labels, 40) + 20)
                    .With("showlegend", false)
                    .With(
                        "xaxis",
                        FigureStyle
                            .Axis($"difference{(data.Metric.Unit.Length == 0 ? "" : $" ({data.Metric.Unit})")}")
                            .With("range", Span(comparisons))
                    )
                    .With("yaxis", Rows.Axis(labels, null))
                    .With("margin", new Margin().With("t", FigureTemplate.TopMargin + 24))
                    .With("shapes", shapes)
                    .With("annotations", new[] { Direction(left: true), Direction(left: false) })
            );
    }

    /// <summary>The colour of a verdict, in the figure and in the tables.</summary>
    internal static string ColorOf(VerdictWord verdict) =>
        verdict switch
        {
            VerdictWord.Better => "#0b5c99",
            VerdictWord.Worse => "#a63f00",
            VerdictWord.Equivalent => "#256b47",
            _ => "#59636f",
        };

    private static string SymbolOf(VerdictWord verdict) =>
        verdict switch
        {
            VerdictWord.Better => "circle",
            VerdictWord.Worse => "diamond",
            VerdictWord.Equivalent => "square",
            _ => "circle-open",
        };

    private string Label(ReportComparison comparison) =>
        comparison.Axis is null ? style.Label(comparison.Subject) : $"{comparison.Subject} vs {comparison.Baseline}";

    private IEnumerable<GenericChart> Row(ReportComparison comparison, int row)
    {
        var name = FigureStyle.Text(Label(comparison));
        var color = ColorOf(comparison.Verdict);
        yield return FigureTraces.Points(
            comparison.Pairs,
            comparison.Pairs.Select(_ => row - 0.22),
            name,
            FigureTraces.Marker(color, 6, "circle-open", 0.7),
            "one pair: %{x:+.4g}"
        );
        if (comparison.Difference is not { } difference || !double.IsFinite(difference.Mean))
            yield break;
        if (comparison.Simultaneous is { } wide && double.IsFinite(wide.Low) && double.IsFinite(wide.High))
            yield return FigureTraces
                .Points([difference.Mean], [row], name, FigureTraces.Marker(color, 1, "line-ns", 0), "corrected")
                .EachTrace(trace =>
                    trace
                        .With("error_x", FigureTraces.Error([wide.High - difference.Mean], [difference.Mean - wide.Low], color, 1, 9))
                        .With("hoverinfo", "skip")
                        .With("hovertemplate", null)
                );
        var text = $"{ReportWords.Of(comparison.Verdict)}: {numbers.Difference(difference.Mean)}, {numbers.Interval(difference)}";
        yield return FigureTraces.Interval(difference, row, name, color, SymbolOf(comparison.Verdict), text);
    }

    private Annotation Direction(bool left)
    {
        var better = left == data.Metric.LowerIsBetter;
        return PlotlyObjects.Note(
            left ? $"← {(better ? "better" : "worse")}" : $"{(better ? "better" : "worse")} →",
            ("x domain", left ? 0 : 1, left ? "left" : "right"),
            ("y domain", 1, "bottom"),
            PlotlyObjects.Font(12, FigureTemplate.Muted)
        );
    }

    // The range always contains zero and the complete band.
    private double[] Span(IEnumerable<ReportComparison> comparisons)
    {
        var values = comparisons
            .SelectMany(comparison =>
                comparison
                    .Pairs.Concat(comparison.Difference is { } d ? [d.Mean, d.Low, d.High] : [])
                    .Concat(comparison.Simultaneous is { } wide ? [wide.Low, wide.High] : [])
            )
            .Where(double.IsFinite)
            .Concat([0, -data.Epsilon * 1.2, data.Epsilon * 1.2])
            .ToArray();
        var pad = Math.Max(0.06 * (values.Max() - values.Min()), 1e-6);
        return [values.Min() - pad, values.Max() + pad];
    }
}
