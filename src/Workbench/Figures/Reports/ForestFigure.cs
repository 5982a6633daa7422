namespace Workbench.Figures;

/// <summary>Paired differences: a row per comparison with its interval and every pair as a point, the zero line, the band of ±epsilon.</summary>
internal sealed class ForestFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart Chart()
    {
        var comparisons = data.ShownAxisEffects().Concat(data.Comparisons).ToArray();
        // One row is left empty between the axes' effects and the cells.
        var effects = data.ShownAxisEffects().Count;
        var gap = effects > 0 && data.Comparisons.Count > 0 ? 1 : 0;
        var rows = comparisons.Select((comparison, index) => (Comparison: comparison, Row: comparisons.Length + gap - 1 - index - (index >= effects ? gap : 0))).ToArray();
        var labels = rows.Select(row => (row.Row, Label(row.Comparison))).ToArray();
        var chart = Figures.Chart.Combine(rows.SelectMany(row => Row(row.Comparison, row.Row)))
            .WithLayout(FigureStyle.Base($"Paired differences in {data.Metric.Name}", Rows.Height(labels, 40) + 20))
            .WithLegend(false)
            .WithXAxis(FigureStyle.Axis($"difference{(data.Metric.Unit.Length == 0 ? "" : $" ({data.Metric.Unit})")}") with { Range = Span(comparisons) })
            .WithYAxis(Rows.Axis(labels, null))
            .WithAnnotations([Direction(left: true), Direction(left: false)])
            .WithLayout(new Layout { Margin = new Margin { Top = 72 } });
        // The band first: shapes are drawn in their order, and the zero line lies over it.
        if (data.Epsilon > 0)
            chart = chart.WithShape(new Shape
            {
                Type = StyleParam.ShapeType.Rectangle, XRef = "x", X0 = -data.Epsilon, X1 = data.Epsilon, YRef = "y domain", Y0 = 0, Y1 = 1,
                FillColor = "#eceff3", Line = new Line { Width = 0 }, Layer = StyleParam.Layer.Below,
            });
        return chart.WithShape(new Shape
        {
            Type = StyleParam.ShapeType.Line, XRef = "x", X0 = 0, X1 = 0, YRef = "y domain", Y0 = 0, Y1 = 1,
            Line = new Line { Color = FigureStyle.Ink, Width = 1.5 }, Layer = StyleParam.Layer.Below,
        });
    }

    /// <summary>The colour of a verdict's word, the same in the figure and in the tables.</summary>
    internal static Color ColorOf(ReportVerdict verdict) => verdict switch
    {
        ReportVerdict.Better => "#0b5c99",
        ReportVerdict.Worse => "#a63f00",
        ReportVerdict.Equivalent => "#256b47",
        _ => "#59636f",
    };

    private static StyleParam.MarkerSymbol SymbolOf(ReportVerdict verdict) => verdict switch
    {
        ReportVerdict.Better => StyleParam.MarkerSymbol.Circle,
        ReportVerdict.Worse => StyleParam.MarkerSymbol.Diamond,
        ReportVerdict.Equivalent => StyleParam.MarkerSymbol.Square,
        _ => StyleParam.MarkerSymbol.CircleOpen,
    };

    private string Label(ReportComparison comparison) =>
        comparison.Axis is null ? style.Label(comparison.Subject) : $"{comparison.Subject} vs {comparison.Baseline}";

    private IEnumerable<GenericChart> Row(ReportComparison comparison, int row)
    {
        var name = FigureStyle.Text(Label(comparison));
        var color = ColorOf(comparison.Verdict);
        yield return Figures.Chart.Point(
            comparison.Pairs, comparison.Pairs.Select(_ => row - 0.22), Name: name, Marker: new Marker { Color = color, Size = 6.0, Symbol = StyleParam.MarkerSymbol.CircleOpen, Opacity = 0.7 })
            .MapTraces(trace => trace with { HoverTemplate = "one pair: %{x:+.4g}" });
        if (comparison.Difference is not { } difference || !double.IsFinite(difference.Mean))
            yield break;
        var text = $"{Words.Of(comparison.Verdict)}: {numbers.Difference(difference.Mean)}, {numbers.Interval(difference)}";
        yield return Rows.Interval(difference, row, name, color, SymbolOf(comparison.Verdict)).MapTraces(trace => trace with { HoverTemplate = text });
    }

    private Annotation Direction(bool left)
    {
        var better = left == data.Metric.LowerIsBetter;
        return new Annotation
        {
            Text = left ? $"← {(better ? "better" : "worse")}" : $"{(better ? "better" : "worse")} →",
            ShowArrow = false,
            XRef = "x domain",
            X = left ? 0.0 : 1.0,
            XAnchor = left ? StyleParam.XAnchorPosition.Left : StyleParam.XAnchorPosition.Right,
            YRef = "y domain",
            Y = 1.0,
            YAnchor = StyleParam.YAnchorPosition.Bottom,
            Font = new Font { Size = 12, Color = FigureStyle.Muted },
        };
    }

    // Zero and the whole band are always in sight.
    private (double, double) Span(IEnumerable<ReportComparison> comparisons)
    {
        var values = comparisons.SelectMany(comparison => comparison.Pairs.Concat(comparison.Difference is { } d ? [d.Mean, d.Low, d.High] : []))
            .Where(double.IsFinite).Concat([0, -data.Epsilon * 1.2, data.Epsilon * 1.2]).ToArray();
        var pad = Math.Max(0.06 * (values.Max() - values.Min()), 1e-6);
        return (values.Min() - pad, values.Max() + pad);
    }
}
