namespace Workbench.Figures;

/// <summary>Rows of a figure that has one comparison or cell a row.</summary>
internal static class Rows
{
    private const int LabelWidth = 24;

    /// <summary>A figure's height in pixels: no label runs into the next, whatever its number of lines.</summary>
    /// <param name="rows">The labels.</param>
    /// <param name="least">The least height of a row.</param>
    internal static int Height(IReadOnlyList<(int Row, string Label)> rows, int least)
    {
        var lines = rows.Select(row => FigureStyle.Wrapped(row.Label, LabelWidth).Split("<br>").Length).DefaultIfEmpty(1).Max();
        return 130 + Math.Max(least, 10 + 18 * lines) * Math.Max(rows.Select(row => row.Row).DefaultIfEmpty(0).Max() + 1, 2);
    }

    internal static LinearAxis Axis(IReadOnlyList<(int Row, string Label)> rows, string? title)
    {
        var numbers = rows.Select(row => row.Row).DefaultIfEmpty(0).ToArray();
        return FigureStyle.Axis(title) with
        {
            TickVals = rows.Select(row => row.Row).ToArray(),
            TickText = rows.Select(row => FigureStyle.Wrapped(row.Label, LabelWidth)).ToArray(),
            Range = (numbers.Min() - 0.6, numbers.Max() + 0.6),
            ShowGrid = false,
            GridColor = null,
            ShowLine = false,
            LineColor = null,
            FixedRange = true,
        };
    }

    internal static GenericChart Interval(ReportEstimate estimate, double row, string name, Color color, StyleParam.MarkerSymbol symbol)
    {
        var point = Chart.Point([estimate.Mean], [row], Name: name, Marker: new Marker { Color = color, Size = 10.0, Symbol = symbol });
        return double.IsFinite(estimate.Low) && double.IsFinite(estimate.High)
            ? point.WithXError(new Error
            {
                Array = new[] { estimate.High - estimate.Mean },
                ArrayMinus = new[] { estimate.Mean - estimate.Low },
                Symmetric = false,
                Color = color,
                Thickness = 2.5,
                Width = 5,
            })
            : point;
    }
}
