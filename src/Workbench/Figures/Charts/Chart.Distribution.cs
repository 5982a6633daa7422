using System.Collections;

namespace Workbench.Figures;

public static partial class Chart
{
    /// <summary>A histogram along x.</summary>
    /// <param name="X">The values.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="NBinsX">The largest number of bins; default chosen by plotly.js.</param>
    /// <param name="HistNorm">"", "percent", "probability", "density" or "probability density".</param>
    /// <param name="MarkerColor">The bars' colour.</param>
    public static GenericChart Histogram<XType>(
        IEnumerable<XType> X, string? Name = null, int? NBinsX = null, string? HistNorm = null, Color? MarkerColor = null) =>
        Of(new HistogramTrace
        {
            X = X.ToArray(),
            Name = Name,
            NBinsX = NBinsX,
            HistNorm = HistNorm,
            Marker = MarkerStyle(null, MarkerColor, null),
        });

    /// <summary>Vertical box plots.</summary>
    /// <param name="Y">The values.</param>
    /// <param name="X">The group of each value, as many; null puts all into one box.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="BoxPoints">Which points are drawn.</param>
    /// <param name="MarkerColor">The points' and box's colour.</param>
    /// <exception cref="InvalidInputException">Values and groups differ in length.</exception>
    public static GenericChart BoxPlot<YType>(
        IEnumerable<YType> Y, IEnumerable<string>? X = null, string? Name = null, StyleParam.BoxPoints? BoxPoints = null, Color? MarkerColor = null)
    {
        var (values, groups) = Keyed(Y, X);
        return Of(new BoxTrace
        {
            X = groups,
            Y = values,
            Name = Name,
            BoxPoints = BoxPoints,
            Marker = MarkerStyle(null, MarkerColor, null),
        });
    }

    /// <summary>Vertical violin plots.</summary>
    /// <param name="Y">The values.</param>
    /// <param name="X">The group of each value, as many; null puts all into one violin.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="Points">Which points are drawn.</param>
    /// <param name="MarkerColor">The points' colour.</param>
    /// <exception cref="InvalidInputException">Values and groups differ in length.</exception>
    public static GenericChart Violin<YType>(
        IEnumerable<YType> Y, IEnumerable<string>? X = null, string? Name = null, StyleParam.BoxPoints? Points = null, Color? MarkerColor = null)
    {
        var (values, groups) = Keyed(Y, X);
        return Of(new ViolinTrace
        {
            X = groups,
            Y = values,
            Name = Name,
            Points = Points,
            Marker = MarkerStyle(null, MarkerColor, null),
        });
    }

    /// <summary>A matrix as colours.</summary>
    /// <param name="zData">The rows, each as long as the others; NaN leaves a cell empty.</param>
    /// <param name="X">The columns' coordinates or names.</param>
    /// <param name="Y">The rows' coordinates or names.</param>
    /// <param name="Name">The name on hover.</param>
    /// <param name="ColorScale">The colours; default <see cref="Colorscale.Viridis"/>.</param>
    /// <param name="ShowScale">Whether the colour bar is drawn; plotly.js's default is true.</param>
    /// <param name="ReverseScale">Whether the colours are turned round.</param>
    /// <param name="ColorBar">The colour bar.</param>
    /// <param name="ZMin">The value of the first colour.</param>
    /// <param name="ZMax">The value of the last colour.</param>
    /// <param name="ReverseYAxis">Whether the first row is on top, as matrices are written; default false.</param>
    /// <exception cref="InvalidInputException">Rows of different length, or coordinates that do not fit them.</exception>
    public static GenericChart Heatmap<ZType>(
        IEnumerable<IEnumerable<ZType>> zData,
        IEnumerable? X = null,
        IEnumerable? Y = null,
        string? Name = null,
        Colorscale? ColorScale = null,
        bool? ShowScale = null,
        bool? ReverseScale = null,
        ColorBar? ColorBar = null,
        double? ZMin = null,
        double? ZMax = null,
        bool ReverseYAxis = false)
    {
        var rows = zData.Select(row => row.ToArray()).ToArray();
        var (xs, ys) = (X?.Cast<object>().ToArray(), Y?.Cast<object>().ToArray());
        CheckMatrix(rows, xs?.Length, ys?.Length);
        var chart = Of(new HeatmapTrace
        {
            Z = rows,
            X = xs,
            Y = ys,
            Name = Name,
            ColorScale = ColorScale ?? Colorscale.Viridis,
            ShowScale = ShowScale,
            ReverseScale = ReverseScale,
            ColorBar = ColorBar,
            ZMin = ZMin,
            ZMax = ZMax,
        });
        return ReverseYAxis ? chart.WithYAxis(new LinearAxis { AutoRange = AutoRange.Reversed }) : chart;
    }

    private static void CheckMatrix<Z>(Z[][] rows, int? columnNames, int? rowNames)
    {
        var faults = new List<Fault>();
        var widths = rows.Select(row => row.Length).Distinct().ToArray();
        if (widths.Length > 1)
            faults.Add(new Fault("the rows of a heat map must be equally long", string.Join(", ", widths)));
        else if (columnNames is { } columns && widths is [var width] && columns != width)
            faults.Add(new Fault("X must have one entry per column", $"{columns}", $"{width}"));
        if (rowNames is { } names && names != rows.Length)
            faults.Add(new Fault("Y must have one entry per row", $"{names}", $"{rows.Length}"));
        if (faults.Count > 0)
            throw new InvalidInputException(faults);
    }
}
