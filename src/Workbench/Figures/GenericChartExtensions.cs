using System.Collections.Immutable;

namespace Workbench.Figures;

/// <summary>Styles a chart under Plotly.NET's names. Each method returns a changed copy; what it leaves out stays as it was.</summary>
public static class GenericChartExtensions
{
    /// <summary>The layout.</summary>
    public static Layout GetLayout(this GenericChart gChart) => gChart.Layout;

    /// <summary>The traces.</summary>
    public static IReadOnlyList<Trace> GetTraces(this GenericChart gChart) => gChart.Traces;

    /// <summary>Each trace changed by a function: the way to every attribute that has no method of its own.</summary>
    public static GenericChart MapTraces(this GenericChart gChart, Func<Trace, Trace> map) => gChart with { Traces = [.. gChart.Traces.Select(map)] };

    /// <summary>The name, visibility and legend item of every trace.</summary>
    public static GenericChart WithTraceInfo(
        this GenericChart gChart, string? Name = null, Visible? Visible = null, bool? ShowLegend = null, int? LegendRank = null, string? LegendGroup = null, Title? LegendGroupTitle = null) =>
        gChart.MapTraces(trace => trace with
        {
            Name = Name ?? trace.Name,
            Visible = Visible ?? trace.Visible,
            ShowLegend = ShowLegend ?? trace.ShowLegend,
            LegendRank = LegendRank ?? trace.LegendRank,
            LegendGroup = LegendGroup ?? trace.LegendGroup,
            LegendGroupTitle = LegendGroupTitle ?? trace.LegendGroupTitle,
        });

    /// <summary>The line of every scatter trace.</summary>
    public static GenericChart WithLineStyle(this GenericChart gChart, Color? Color = null, double? Width = null, StyleParam.DrawingStyle? Dash = null) =>
        gChart.MapTraces(trace => trace is ScatterTrace scatter
            ? scatter with { Line = Merge.Over(scatter.Line ?? new Line(), new Line { Color = Color, Width = Width, Dash = Dash }) }
            : trace);

    /// <summary>The markers of every scatter and bar trace.</summary>
    public static GenericChart WithMarker(this GenericChart gChart, Marker marker) => gChart.MapTraces(trace => trace switch
    {
        ScatterTrace scatter => scatter with { Marker = Merge.Over(scatter.Marker ?? new Marker(), marker) },
        BarTrace bar => bar with { Marker = Merge.Over(bar.Marker ?? new Marker(), marker) },
        _ => trace,
    });

    /// <summary>Horizontal error bars on every scatter and bar trace.</summary>
    public static GenericChart WithXError(this GenericChart gChart, Error xError) => gChart.MapTraces(trace => trace switch
    {
        ScatterTrace scatter => scatter with { ErrorX = xError },
        BarTrace bar => bar with { ErrorX = xError },
        _ => trace,
    });

    /// <summary>Vertical error bars on every scatter and bar trace.</summary>
    public static GenericChart WithYError(this GenericChart gChart, Error yError) => gChart.MapTraces(trace => trace switch
    {
        ScatterTrace scatter => scatter with { ErrorY = yError },
        BarTrace bar => bar with { ErrorY = yError },
        _ => trace,
    });

    /// <summary>A layout over the one there is.</summary>
    public static GenericChart WithLayout(this GenericChart gChart, Layout layout) => gChart with { Layout = Merge.Over(gChart.Layout, layout) };

    /// <summary>A configuration over the one there is.</summary>
    public static GenericChart WithConfig(this GenericChart gChart, Config config) => gChart with { Config = Merge.Over(gChart.Config, config) };

    /// <summary>The title.</summary>
    public static GenericChart WithTitle(this GenericChart gChart, string title, Font? TitleFont = null) =>
        gChart.WithTitle(new Title { Text = title, Font = TitleFont });

    /// <summary>The title.</summary>
    public static GenericChart WithTitle(this GenericChart gChart, Title title) => gChart.WithLayout(new Layout { Title = title });

    /// <summary>Whether there is a legend.</summary>
    public static GenericChart WithLegend(this GenericChart gChart, bool showlegend) => gChart.WithLayout(new Layout { ShowLegend = showlegend });

    /// <summary>The legend.</summary>
    public static GenericChart WithLegend(this GenericChart gChart, Legend legend) => gChart.WithLayout(new Layout { Legend = legend });

    /// <summary>The legend's place and font.</summary>
    public static GenericChart WithLegendStyle(
        this GenericChart gChart, Font? Font = null, StyleParam.LegendOrientation? Orientation = null, Title? Title = null, double? X = null, double? Y = null) =>
        gChart.WithLegend(new Legend { Font = Font, Orientation = Orientation, Title = Title, X = X, Y = Y });

    /// <summary>The size in pixels.</summary>
    public static GenericChart WithSize(this GenericChart gChart, int? Width = null, int? Height = null) =>
        gChart.WithLayout(new Layout { Width = Width, Height = Height });

    /// <summary>The margins in pixels.</summary>
    public static GenericChart WithMarginSize(this GenericChart gChart, double? Left = null, double? Right = null, double? Top = null, double? Bottom = null) =>
        gChart.WithLayout(new Layout { Margin = new Margin { Left = Left, Right = Right, Top = Top, Bottom = Bottom } });

    /// <summary>An x axis' style over the one there is.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="TitleText">The title's text.</param>
    /// <param name="Title">The title; the text above wins over its text.</param>
    /// <param name="AxisType">The kind of axis.</param>
    /// <param name="MinMax">From and to; powers of ten on a logarithmic axis.</param>
    /// <param name="ShowLine">Whether the axis itself is drawn.</param>
    /// <param name="ShowGrid">Whether grid lines are drawn.</param>
    /// <param name="GridColor">The grid lines' colour.</param>
    /// <param name="ZeroLine">Whether the line at zero is drawn.</param>
    /// <param name="Side">The side of the plot where it stands.</param>
    /// <param name="CategoryOrder">The order of categories.</param>
    /// <param name="CategoryArray">The categories in order.</param>
    /// <param name="Id">Which x axis; default 1.</param>
    public static GenericChart WithXAxisStyle(
        this GenericChart gChart,
        string? TitleText = null,
        Title? Title = null,
        StyleParam.AxisType? AxisType = null,
        (double, double)? MinMax = null,
        bool? ShowLine = null,
        bool? ShowGrid = null,
        Color? GridColor = null,
        bool? ZeroLine = null,
        StyleParam.Side? Side = null,
        StyleParam.CategoryOrder? CategoryOrder = null,
        IEnumerable<string>? CategoryArray = null,
        int Id = 1) =>
        gChart.WithXAxis(AxisStyle(TitleText, Title, AxisType, MinMax, ShowLine, ShowGrid, GridColor, ZeroLine, Side, CategoryOrder, CategoryArray), Id);

    /// <summary>A y axis' style over the one there is.</summary>
    /// <inheritdoc cref="WithXAxisStyle"/>
    public static GenericChart WithYAxisStyle(
        this GenericChart gChart,
        string? TitleText = null,
        Title? Title = null,
        StyleParam.AxisType? AxisType = null,
        (double, double)? MinMax = null,
        bool? ShowLine = null,
        bool? ShowGrid = null,
        Color? GridColor = null,
        bool? ZeroLine = null,
        StyleParam.Side? Side = null,
        StyleParam.CategoryOrder? CategoryOrder = null,
        IEnumerable<string>? CategoryArray = null,
        int Id = 1) =>
        gChart.WithYAxis(AxisStyle(TitleText, Title, AxisType, MinMax, ShowLine, ShowGrid, GridColor, ZeroLine, Side, CategoryOrder, CategoryArray), Id);

    /// <summary>An x axis over the one there is.</summary>
    public static GenericChart WithXAxis(this GenericChart gChart, LinearAxis xAxis, int Id = 1) => gChart.WithAxis('x', xAxis, Id);

    /// <summary>A y axis over the one there is.</summary>
    public static GenericChart WithYAxis(this GenericChart gChart, LinearAxis yAxis, int Id = 1) => gChart.WithAxis('y', yAxis, Id);

    /// <summary>One more shape.</summary>
    public static GenericChart WithShape(this GenericChart gChart, Shape shape) => gChart.WithShapes([shape]);

    /// <summary>More shapes.</summary>
    public static GenericChart WithShapes(this GenericChart gChart, IEnumerable<Shape> shapes) => gChart.WithLayout(new Layout { Shapes = [.. shapes] });

    /// <summary>One more annotation.</summary>
    public static GenericChart WithAnnotation(this GenericChart gChart, Annotation annotation) => gChart.WithAnnotations([annotation]);

    /// <summary>More annotations.</summary>
    public static GenericChart WithAnnotations(this GenericChart gChart, IEnumerable<Annotation> annotations) =>
        gChart.WithLayout(new Layout { Annotations = [.. annotations] });

    /// <summary>Writes a page of its own that opens offline; ".html" is added to the path if it is missing.</summary>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void SaveHtml(this GenericChart gChart, string path) =>
        AtomicFile.Save(path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? path : path + ".html", gChart.ToHtml());

    /// <summary>The figure as a PNG file, drawn by a headless Chromium at two pixels to a CSS pixel; 900 x 450 CSS pixels unless the layout has a size.</summary>
    /// <exception cref="InvalidInputException">There is no Chromium here (on the PATH, or named by WORKBENCH_CHROMIUM), or it gives no picture within a minute.</exception>
    public static byte[] ToPng(this GenericChart gChart) => ToPngs([gChart])[0];

    /// <summary>Several figures as PNG files, drawn by one Chromium.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static IReadOnlyList<byte[]> ToPngs(this IEnumerable<GenericChart> gCharts) =>
        FigurePng.Of([.. gCharts.Select(chart => chart.ToJson())], Chromium.Find(Environment.GetEnvironmentVariable));

    /// <summary>Writes a PNG file; ".png" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SavePng(this GenericChart gChart, string path) =>
        AtomicFile.Save(path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? path : path + ".png", gChart.ToPng());

    private static GenericChart WithAxis(this GenericChart gChart, char letter, LinearAxis axis, int id) =>
        gChart.WithLayout(new Layout { Axes = ImmutableSortedDictionary<string, LinearAxis>.Empty.Add(Subplot.AttributeName(letter, id), axis) });

    private static LinearAxis AxisStyle(
        string? titleText, Title? title, StyleParam.AxisType? type, (double, double)? minMax, bool? showLine, bool? showGrid, Color? gridColor, bool? zeroLine,
        StyleParam.Side? side, StyleParam.CategoryOrder? order, IEnumerable<string>? categories) => new()
        {
            Title = titleText is null ? title : (title ?? new Title()) with { Text = titleText },
            AxisType = type,
            Range = minMax,
            ShowLine = showLine,
            ShowGrid = showGrid,
            GridColor = gridColor,
            ZeroLine = zeroLine,
            Side = side,
            CategoryOrder = order,
            CategoryArray = categories?.ToArray(),
        };
}
