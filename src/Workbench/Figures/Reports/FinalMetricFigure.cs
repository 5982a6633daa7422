namespace Workbench.Figures;

/// <summary>The final metric: a row per cell with its mean, interval and every seed as a point.</summary>
internal sealed class FinalMetricFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart Chart()
    {
        // Row 0 is the lowest: the first cell stands on top.
        var rows = data.Variants.Select((variant, index) => (Variant: variant, Row: data.Variants.Count - 1 - index)).ToArray();
        var labels = rows.Select(row => (row.Row, style.Label(row.Variant.Name) + (row.Variant.IsBaseline ? " (baseline)" : ""))).ToArray();
        var shown = data.Variants.SelectMany(Shown).ToArray();
        var chart = Figures.Chart.Combine(rows.SelectMany(row => Row(row.Variant, row.Row)))
            .WithLayout(FigureStyle.Base($"Final {data.Metric.Name}", Rows.Height(labels, 44)))
            .WithLegend(false)
            .WithXAxis(FigureStyle.Axis(numbers.MetricTitle))
            .WithYAxis(Rows.Axis(labels, style.LabelTitle));
        var references = ReferenceLines.Of(data, shown).ToArray();
        if (shown.Length > 0 && references.Length > 0)
        {
            var all = shown.Concat(references.Select(line => line.Value)).ToArray();
            var pad = 0.06 * (all.Max() - all.Min());
            chart = chart.WithXAxis(new LinearAxis { Range = (all.Min() - pad, all.Max() + pad) });
        }
        return ReferenceLines.Vertical(chart, references);
    }

    private static IEnumerable<double> Shown(ReportVariant variant) =>
        variant.Runs.Select(run => run.FinalMetric ?? double.NaN)
            .Concat(variant.Final is { } final ? [final.Mean, final.Low, final.High] : [])
            .Where(double.IsFinite);

    private IEnumerable<GenericChart> Row(ReportVariant variant, int row)
    {
        var (name, cell) = (FigureStyle.Text(variant.Name), style[variant]);
        var runs = variant.Runs.Where(run => run.FinalMetric is not null).ToArray();
        // Seeds stand a little below the interval, so that neither hides the other.
        yield return Figures.Chart.Point(
            runs.Select(run => run.FinalMetric!.Value), runs.Select(_ => row - 0.22), Name: name,
            MultiText: runs.Select(run => $"seed {run.Seed}"),
            Marker: new Marker { Color = cell.Color, Size = 7.0, Symbol = StyleParam.MarkerSymbol.CircleOpen })
            .MapTraces(trace => trace with { HoverTemplate = "%{text}: %{x:.5g}" });
        if (variant.Final is not { } final || !double.IsFinite(final.Mean))
            yield break;
        yield return Rows.Interval(final, row, name, cell.Color, cell.Symbol)
            .MapTraces(trace => trace with { HoverTemplate = $"mean {numbers.Metric(final.Mean)}, {numbers.Metric(final.Low)} to {numbers.Metric(final.High)}" });
    }
}
