using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

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
        return FigureStyle
            .Axis(title)
            .With("tickvals", rows.Select(row => row.Row).ToArray())
            .With("ticktext", rows.Select(row => FigureStyle.Wrapped(row.Label, LabelWidth)).ToArray())
            .With("range", new[] { numbers.Min() - 0.6, numbers.Max() + 0.6 })
            .With("showgrid", false)
            .With("showline", false)
            .With("fixedrange", true);
    }
}
