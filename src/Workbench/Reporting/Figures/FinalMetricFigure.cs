using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>The final metric: one row per cell, with the mean, the interval, and a point for every seed.</summary>
internal sealed class FinalMetricFigure(ReportData data, FigureStyle style, Numbers numbers)
{
    internal GenericChart Draw()
    {
        // Row 0 is at the bottom, so the first cell gets the highest row.
        var rows = data.Variants.Select((variant, index) => (Variant: variant, Row: data.Variants.Count - 1 - index)).ToArray();
        var labels = rows.Select(row => (row.Row, style.Label(row.Variant.Name) + (row.Variant.IsBaseline ? " (baseline)" : ""))).ToArray();
        var shown = data.Variants.SelectMany(Shown).ToArray();
        var references = ReferenceLines.Of(data, shown);
        return PlotlyObjects
            .Combined(rows.SelectMany(row => Row(row.Variant, row.Row)))
            .Figure(
                FigureStyle
                    .Base($"Final {data.Metric.Name}", Rows.Height(labels, 44))
                    .With("showlegend", false)
                    .With("xaxis", FigureStyle.Axis(numbers.MetricTitle).With("range", Span(shown, references)))
                    .With("yaxis", Rows.Axis(labels, style.LabelTitle))
                    .With("shapes", ReferenceLines.Vertical(references).ToArray())
                    .With("annotations", ReferenceLines.VerticalNames(references).ToArray())
            );
    }

    // plotly.js ignores shapes when it computes the range of an axis.
    private static double[]? Span(double[] shown, IReadOnlyList<ReferenceLines.Line> references)
    {
        if (shown.Length == 0 || references.Count == 0)
            return null;
        var all = shown.Concat(references.Select(line => line.Value)).ToArray();
        var pad = 0.06 * (all.Max() - all.Min());
        return [all.Min() - pad, all.Max() + pad];
    }

    private static IEnumerable<double> Shown(ReportVariant variant) =>
        variant
            .Runs.Select(run => run.FinalMetric ?? double.NaN)
            .Concat(variant.Final is { } final ? [final.Mean, final.Low, final.High] : [])
            .Where(double.IsFinite);

    private IEnumerable<GenericChart> Row(ReportVariant variant, int row)
    {
        var (name, cell) = (FigureStyle.Text(variant.Name), style[variant]);
        var runs = variant.Runs.Where(run => run.FinalMetric is not null).ToArray();
        // The seeds are drawn slightly below the interval, so that neither hides the other.
        yield return FigureTraces.Points(
            runs.Select(run => run.FinalMetric!.Value),
            runs.Select(_ => row - 0.22),
            name,
            FigureTraces.Marker(cell.Color, 7, "circle-open"),
            "%{text}: %{x:.5g}",
            [.. runs.Select(run => $"seed {run.Seed}")]
        );
        if (variant.Final is not { } final || !double.IsFinite(final.Mean))
            yield break;
        yield return FigureTraces.Interval(
            final,
            row,
            name,
            cell.Color,
            cell.Symbol,
            $"mean {numbers.Metric(final.Mean)}, {numbers.Metric(final.Low)} to {numbers.Metric(final.High)}"
        );
    }
}
