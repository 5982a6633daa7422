using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>Height and axis of figures with one comparison or cell per row.</summary>
internal static class Rows
{
    private const int LabelWidth = 24;

    /// <summary>The height of a figure in pixels, such that labels of several lines do not overlap.</summary>
    /// <param name="rows">The labels.</param>
    /// <param name="least">The minimum height of a row in pixels.</param>
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
