namespace Workbench.Figures;

/// <summary>What the cells cost: a bar per cell at the mean over its runs, with the least and greatest run as whiskers.</summary>
internal sealed class CostFigure(ReportData data, FigureStyle style)
{
    internal GenericChart? Throughput() => Bars("Training throughput", "tokens per second", run => run.TokensPerSecond, value => Numbers.Short(value), scale: 1);

    internal GenericChart? Memory() => Bars("Peak memory", "MiB", run => run.PeakMemoryBytes, Numbers.Bytes, scale: 1 << 20);

    private GenericChart? Bars(string title, string axis, Func<ReportRun, double?> value, Func<double, string> text, double scale)
    {
        var cells = data.Variants
            .Select((variant, index) => (Variant: variant, Row: data.Variants.Count - 1 - index, Values: Finite(variant, value)))
            .Where(cell => cell.Values.Length > 0).ToArray();
        if (cells.Length == 0)
            return null;
        var labels = cells.Select(cell => (cell.Row, style.Label(cell.Variant.Name))).ToArray();
        var bars = Chart.Bar(
            cells.Select(cell => cell.Values.Average() / scale),
            cells.Select(cell => cell.Row),
            Name: title,
            MultiText: cells.Select(cell => text(cell.Values.Average())),
            Marker: new Marker { Color = cells.Select(cell => style[cell.Variant].Color.WithOpacity(0.75)).ToArray() })
            .MapTraces(trace => ((BarTrace)trace) with
            {
                TextPosition = StyleParam.TextPosition.Inside,
                InsideTextAnchor = "start",
                HoverTemplate = "%{text}<extra></extra>",
                ErrorX = new Error
                {
                    Array = cells.Select(cell => (cell.Values.Max() - cell.Values.Average()) / scale).ToArray(),
                    ArrayMinus = cells.Select(cell => (cell.Values.Average() - cell.Values.Min()) / scale).ToArray(),
                    Symmetric = false,
                    Color = FigureStyle.Ink,
                    Thickness = 1.2,
                    Width = 4,
                },
            });
        return bars
            .WithLayout(FigureStyle.Base(title, Rows.Height(labels, 34) - 10) with { BarGap = 0.35 })
            .WithLegend(false)
            .WithXAxis(FigureStyle.Axis(axis) with { RangeMode = StyleParam.RangeMode.ToZero })
            .WithYAxis(Rows.Axis(labels, style.LabelTitle));
    }

    private static double[] Finite(ReportVariant variant, Func<ReportRun, double?> value) =>
        [.. variant.Runs.Select(run => value(run) ?? double.NaN).Where(double.IsFinite)];
}
