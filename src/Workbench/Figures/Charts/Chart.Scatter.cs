namespace Workbench.Figures;

/// <summary>
/// Makes charts under Plotly.NET's names, with its Pascal-case optional arguments for what is used often. Everything else is set on the typed
/// objects: <c>chart.MapTraces(trace => trace with { … })</c>, <c>chart.WithLayout(new Layout { … })</c>.
/// </summary>
public static partial class Chart
{
    /// <summary>Points, lines or both.</summary>
    /// <param name="x">The x coordinates.</param>
    /// <param name="y">The y coordinates, as many; NaN makes a gap.</param>
    /// <param name="mode">What is drawn.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="ShowLegend">Whether there is a legend item.</param>
    /// <param name="Opacity">Opacity from 0 to 1.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="MarkerColor">The markers' colour.</param>
    /// <param name="MarkerSymbol">The markers' symbol.</param>
    /// <param name="LineColor">The line's colour.</param>
    /// <param name="LineWidth">The line's width in pixels.</param>
    /// <param name="LineDash">The line's dashes.</param>
    /// <param name="Marker">The markers' style; the arguments above win over it.</param>
    /// <param name="Line">The line's style; the arguments above win over it.</param>
    /// <exception cref="InvalidInputException">x and y differ in length.</exception>
    public static GenericChart Scatter<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        StyleParam.Mode mode,
        string? Name = null,
        bool? ShowLegend = null,
        double? Opacity = null,
        IEnumerable<string>? MultiText = null,
        Color? MarkerColor = null,
        StyleParam.MarkerSymbol? MarkerSymbol = null,
        Color? LineColor = null,
        double? LineWidth = null,
        StyleParam.DrawingStyle? LineDash = null,
        Marker? Marker = null,
        Line? Line = null)
    {
        var (xs, ys) = Paired(x, y, "x", "y");
        return Of(new ScatterTrace
        {
            X = xs,
            Y = ys,
            Mode = mode,
            Name = Name,
            ShowLegend = ShowLegend,
            Opacity = Opacity,
            Text = Texts(MultiText),
            Marker = MarkerStyle(Marker, MarkerColor, MarkerSymbol),
            Line = LineStyle(Line, LineColor, LineWidth, LineDash),
        });
    }

    /// <summary>Points.</summary>
    /// <inheritdoc cref="Scatter"/>
    public static GenericChart Point<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        string? Name = null,
        bool? ShowLegend = null,
        double? Opacity = null,
        IEnumerable<string>? MultiText = null,
        Color? MarkerColor = null,
        StyleParam.MarkerSymbol? MarkerSymbol = null,
        Marker? Marker = null) =>
        Scatter(x, y, StyleParam.Mode.Markers, Name, ShowLegend, Opacity, MultiText, MarkerColor, MarkerSymbol, Marker: Marker);

    /// <summary>A line through the points.</summary>
    /// <param name="x">The x coordinates.</param>
    /// <param name="y">The y coordinates, as many; NaN makes a gap.</param>
    /// <param name="ShowMarkers">Whether the points are marked; default false.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="ShowLegend">Whether there is a legend item.</param>
    /// <param name="Opacity">Opacity from 0 to 1.</param>
    /// <param name="MultiText">A text for each point.</param>
    /// <param name="MarkerColor">The markers' colour.</param>
    /// <param name="MarkerSymbol">The markers' symbol.</param>
    /// <param name="LineColor">The line's colour.</param>
    /// <param name="LineWidth">The line's width in pixels.</param>
    /// <param name="LineDash">The line's dashes.</param>
    /// <param name="Line">The line's style; the arguments above win over it.</param>
    /// <exception cref="InvalidInputException">x and y differ in length.</exception>
    public static GenericChart Line<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        bool ShowMarkers = false,
        string? Name = null,
        bool? ShowLegend = null,
        double? Opacity = null,
        IEnumerable<string>? MultiText = null,
        Color? MarkerColor = null,
        StyleParam.MarkerSymbol? MarkerSymbol = null,
        Color? LineColor = null,
        double? LineWidth = null,
        StyleParam.DrawingStyle? LineDash = null,
        Line? Line = null) =>
        Scatter(x, y, ShowMarkers ? StyleParam.Mode.Lines_Markers : StyleParam.Mode.Lines,
            Name, ShowLegend, Opacity, MultiText, MarkerColor, MarkerSymbol, LineColor, LineWidth, LineDash, Line: Line);

    /// <summary>A spline through the points.</summary>
    /// <inheritdoc cref="Line"/>
    public static GenericChart Spline<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        bool ShowMarkers = false,
        string? Name = null,
        bool? ShowLegend = null,
        Color? LineColor = null,
        double? LineWidth = null,
        StyleParam.DrawingStyle? LineDash = null) =>
        Line(x, y, ShowMarkers, Name, ShowLegend, LineColor: LineColor, LineWidth: LineWidth, LineDash: LineDash,
            Line: new Line { Shape = StyleParam.Shape.Spline });

    /// <summary>A line with the area down to zero filled.</summary>
    /// <param name="x">The x coordinates.</param>
    /// <param name="y">The y coordinates, as many.</param>
    /// <param name="Name">The name in the legend and on hover.</param>
    /// <param name="ShowLegend">Whether there is a legend item.</param>
    /// <param name="LineColor">The line's colour.</param>
    /// <param name="FillColor">The area's colour.</param>
    /// <exception cref="InvalidInputException">x and y differ in length.</exception>
    public static GenericChart Area<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        string? Name = null,
        bool? ShowLegend = null,
        Color? LineColor = null,
        Color? FillColor = null) =>
        Line(x, y, Name: Name, ShowLegend: ShowLegend, LineColor: LineColor)
            .MapTraces(trace => ((ScatterTrace)trace) with { Fill = StyleParam.Fill.ToZero_y, FillColor = FillColor });

    /// <summary>A middle line in a band from lower to upper: three traces, of which only the middle one is in the legend.</summary>
    /// <param name="x">The x coordinates.</param>
    /// <param name="y">The middle.</param>
    /// <param name="upper">The band's upper edge.</param>
    /// <param name="lower">The band's lower edge.</param>
    /// <param name="mode">How the middle is drawn; default a line.</param>
    /// <param name="Name">The middle's name in the legend and on hover.</param>
    /// <param name="GroupName">The legend group that shows and hides the three together; default the name.</param>
    /// <param name="ShowLegend">Whether the middle has a legend item.</param>
    /// <param name="LineColor">The middle's colour.</param>
    /// <param name="LineWidth">The middle's width in pixels.</param>
    /// <param name="LineDash">The middle's dashes.</param>
    /// <param name="RangeColor">The band's colour; default the middle's at 15 %.</param>
    /// <exception cref="InvalidInputException">The four differ in length.</exception>
    public static GenericChart Range<XType, YType>(
        IEnumerable<XType> x,
        IEnumerable<YType> y,
        IEnumerable<YType> upper,
        IEnumerable<YType> lower,
        StyleParam.Mode mode = StyleParam.Mode.Lines,
        string? Name = null,
        string? GroupName = null,
        bool? ShowLegend = null,
        Color? LineColor = null,
        double? LineWidth = null,
        StyleParam.DrawingStyle? LineDash = null,
        Color? RangeColor = null)
    {
        var xs = x.ToArray();
        var group = GroupName ?? Name;
        GenericChart Edge(IEnumerable<YType> values, string what, StyleParam.Fill? fill) => Of(new ScatterTrace
        {
            X = xs,
            Y = Paired(xs, values, "x", what).Item2,
            Mode = StyleParam.Mode.Lines,
            Name = Name is null ? what : $"{Name} ({what})",
            ShowLegend = false,
            LegendGroup = group,
            HoverInfo = "skip",
            Line = new Line { Width = 0 },
            Fill = fill,
            FillColor = fill is null ? null : RangeColor ?? LineColor?.WithOpacity(0.15),
        });
        var marked = mode is not (StyleParam.Mode.Lines or StyleParam.Mode.Lines_Text);
        var middle = Scatter(xs, y, mode, Name, ShowLegend, MarkerColor: marked ? LineColor : null, LineColor: LineColor, LineWidth: LineWidth, LineDash: LineDash)
            .MapTraces(trace => trace with { LegendGroup = group });
        return Combine([Edge(lower, "lower", null), Edge(upper, "upper", StyleParam.Fill.ToNext_y), middle]);
    }

    private static GenericChart Of(Trace trace) => new() { Traces = [trace] };

    private static (X[], Y[]) Paired<X, Y>(IEnumerable<X> x, IEnumerable<Y> y, string nameOfX, string nameOfY)
    {
        var (xs, ys) = (x.ToArray(), y.ToArray());
        return xs.Length == ys.Length
            ? (xs, ys)
            : throw new InvalidInputException($"{nameOfX} and {nameOfY} must be equally long", $"{xs.Length} and {ys.Length}", nextStep: "Give one value per point; NaN makes a gap");
    }

    private static ArrayOk<string>? Texts(IEnumerable<string>? texts) => texts?.ToArray() is { } all ? all : default(ArrayOk<string>?);

    private static Marker? MarkerStyle(Marker? marker, Color? color, StyleParam.MarkerSymbol? symbol)
    {
        if (color is { } c)
            marker = (marker ?? new Marker()) with { Color = c };
        if (symbol is { } s)
            marker = (marker ?? new Marker()) with { Symbol = s };
        return marker;
    }

    private static Line? LineStyle(Line? line, Color? color, double? width, StyleParam.DrawingStyle? dash) =>
        color is null && width is null && dash is null
            ? line
            : Merge.Over(line ?? new Line(), new Line { Color = color, Width = width, Dash = dash });
}
