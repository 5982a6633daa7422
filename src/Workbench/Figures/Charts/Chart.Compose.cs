namespace Workbench.Figures;

public static partial class Chart
{
    /// <summary>All traces in one plot. Layouts are laid over each other, the later one on top; shapes and annotations are joined.</summary>
    /// <param name="gCharts">The charts.</param>
    public static GenericChart Combine(IEnumerable<GenericChart> gCharts) =>
        gCharts.Aggregate(new GenericChart(), (all, chart) => all with
        {
            Traces = [.. all.Traces, .. chart.Traces],
            Layout = Merge.Over(all.Layout, chart.Layout),
            Config = Merge.Over(all.Config, chart.Config),
        });

    /// <inheritdoc cref="Combine(IEnumerable{GenericChart})"/>
    public static GenericChart Combine(params GenericChart[] gCharts) => Combine((IEnumerable<GenericChart>)gCharts);

    /// <summary>A chart that draws nothing: an empty cell of a grid.</summary>
    public static GenericChart Invisible() =>
        Of(new ScatterTrace { X = Array.Empty<double>(), Y = Array.Empty<double>(), Mode = StyleParam.Mode.None, Visible = Visible.False })
            .WithXAxis(new LinearAxis { ShowGrid = false, ZeroLine = false, ShowTickLabels = false })
            .WithYAxis(new LinearAxis { ShowGrid = false, ZeroLine = false, ShowTickLabels = false });

    /// <summary>Charts side by side and below each other, each in a cell of its own, filled row by row.</summary>
    /// <param name="gCharts">The charts, at most nRows x nCols; each with one x and one y axis.</param>
    /// <param name="nRows">The number of rows.</param>
    /// <param name="nCols">The number of columns.</param>
    /// <param name="SubPlotTitles">A title for each chart.</param>
    /// <param name="Pattern">Whether cells have axes of their own (default) or share them by row and column.</param>
    /// <param name="RowOrder">Which row is the first; default the top one.</param>
    /// <param name="XGap">The gap between columns as a fraction of a cell.</param>
    /// <param name="YGap">The gap between rows as a fraction of a cell.</param>
    /// <exception cref="InvalidInputException">More charts than cells, no cells, or a chart that is a grid itself.</exception>
    public static GenericChart Grid(
        IEnumerable<GenericChart> gCharts,
        int nRows,
        int nCols,
        IEnumerable<string>? SubPlotTitles = null,
        StyleParam.LayoutGridPattern Pattern = StyleParam.LayoutGridPattern.Independent,
        StyleParam.LayoutGridRowOrder? RowOrder = null,
        double? XGap = null,
        double? YGap = null)
    {
        var charts = gCharts.ToArray();
        var titles = SubPlotTitles?.ToArray() ?? [];
        CheckGrid(charts, nRows, nCols);
        var cells = charts.Select((chart, cell) =>
        {
            var (x, y) = Pattern == StyleParam.LayoutGridPattern.Coupled ? (cell % nCols, cell / nCols) : (cell, cell);
            var placed = Subplot.Move(chart, x + 1, y + 1);
            return cell < titles.Length ? placed.WithAnnotation(Subplot.TitleOf(titles[cell], x + 1, y + 1)) : placed;
        });
        return Combine(cells).WithLayout(new Layout
        {
            Grid = new LayoutGrid { Rows = nRows, Columns = nCols, Pattern = Pattern, RowOrder = RowOrder, XGap = XGap, YGap = YGap },
        });
    }

    /// <summary>Charts below each other that share their x axis.</summary>
    /// <inheritdoc cref="Grid"/>
    public static GenericChart SingleStack(IEnumerable<GenericChart> gCharts, IEnumerable<string>? SubPlotTitles = null, double? YGap = null)
    {
        var charts = gCharts.ToArray();
        return Grid(charts, charts.Length, 1, SubPlotTitles, StyleParam.LayoutGridPattern.Coupled, YGap: YGap);
    }

    private static void CheckGrid(GenericChart[] charts, int rows, int columns)
    {
        var faults = new List<Fault>();
        if (rows < 1 || columns < 1)
            faults.Add(new Fault("a grid has at least one row and one column", $"{rows} x {columns}"));
        else if (charts.Length > rows * columns)
            faults.Add(new Fault("a grid must have a cell for each chart", $"{charts.Length} charts in {rows} x {columns} cells"));
        if (charts.Any(chart => chart.Layout.Grid is not null || chart.Layout.Axes.Keys.Any(name => name is not ("xaxis" or "yaxis"))))
            faults.Add(new Fault("a chart in a grid has one x and one y axis", NextStep: "Put the charts of the inner grid into the outer one"));
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }
}
