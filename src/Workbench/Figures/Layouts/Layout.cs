using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>Everything about a chart that is not a trace. Names are plotly.js's attributes in Pascal case; what is null is left to plotly.js's default.</summary>
public sealed record Layout
{
    /// <summary>The title.</summary>
    public Title? Title { get; init; }

    /// <summary>The width in pixels; null takes the room there is.</summary>
    public int? Width { get; init; }

    /// <summary>The height in pixels.</summary>
    public int? Height { get; init; }

    /// <summary>Whether the chart follows the size of its element.</summary>
    public bool? AutoSize { get; init; }

    /// <summary>The font of all text.</summary>
    public Font? Font { get; init; }

    /// <summary>The margins.</summary>
    public Margin? Margin { get; init; }

    /// <summary>Whether there is a legend.</summary>
    public bool? ShowLegend { get; init; }

    /// <summary>The legend.</summary>
    public Legend? Legend { get; init; }

    /// <summary>What the pointer selects.</summary>
    public StyleParam.HoverMode? HoverMode { get; init; }

    /// <summary>The label on hover.</summary>
    public HoverLabel? HoverLabel { get; init; }

    /// <summary>How the bars of several traces stand together.</summary>
    public StyleParam.BarMode? BarMode { get; init; }

    /// <summary>The gap between bars of neighbouring positions, 0 to 1.</summary>
    public double? BarGap { get; init; }

    /// <summary>The paper's colour.</summary>
    [JsonPropertyName("paper_bgcolor")]
    public Color? PaperBGColor { get; init; }

    /// <summary>The plotting area's colour.</summary>
    [JsonPropertyName("plot_bgcolor")]
    public Color? PlotBGColor { get; init; }

    /// <summary>The colours that traces take in turn.</summary>
    public IReadOnlyList<Color>? Colorway { get; init; }

    /// <summary>The grid of subplots.</summary>
    public LayoutGrid? Grid { get; init; }

    /// <summary>Lines, rectangles and circles.</summary>
    public IReadOnlyList<Shape>? Shapes { get; init; }

    /// <summary>Texts with arrows or without.</summary>
    public IReadOnlyList<Annotation>? Annotations { get; init; }

    /// <summary>Anything; plotly.js passes it through. Here: "narrow", what changes on a narrow screen.</summary>
    public IReadOnlyDictionary<string, object>? Meta { get; init; }

    /// <summary>The axes by plotly.js's names: "xaxis", "yaxis", "xaxis2" ….</summary>
    [JsonIgnore]
    public ImmutableSortedDictionary<string, LinearAxis> Axes { get; init; } = ImmutableSortedDictionary<string, LinearAxis>.Empty;

    // plotly.js has the axes beside the other attributes, not in an object of their own.
    [JsonExtensionData, JsonInclude]
    internal Dictionary<string, object>? AxisAttributes => Axes.Count == 0 ? null : Axes.ToDictionary(axis => axis.Key, axis => (object)axis.Value);
}

/// <summary>A title.</summary>
public sealed record Title
{
    /// <summary>The text; plotly.js reads &lt;b&gt;, &lt;i&gt;, &lt;br&gt;, &lt;sub&gt;, &lt;sup&gt; in it.</summary>
    public string? Text { get; init; }

    /// <summary>The font.</summary>
    public Font? Font { get; init; }

    /// <summary>The distance from the tick labels in pixels; axes only.</summary>
    public double? Standoff { get; init; }

    /// <summary>The horizontal place, 0 to 1; the chart's title only.</summary>
    public double? X { get; init; }

    /// <summary>What of the text stands at X; the chart's title only.</summary>
    public StyleParam.XAnchorPosition? XAnchor { get; init; }

    /// <summary>A title with this text.</summary>
    public static implicit operator Title(string text) => new() { Text = text };
}

/// <summary>A font.</summary>
public sealed record Font
{
    /// <summary>The families, as CSS lists them.</summary>
    public string? Family { get; init; }

    /// <summary>The size in pixels.</summary>
    public double? Size { get; init; }

    /// <summary>The colour.</summary>
    public Color? Color { get; init; }
}

/// <summary>Margins in pixels.</summary>
public sealed record Margin
{
    /// <summary>Left.</summary>
    [JsonPropertyName("l")]
    public double? Left { get; init; }

    /// <summary>Right.</summary>
    [JsonPropertyName("r")]
    public double? Right { get; init; }

    /// <summary>Top.</summary>
    [JsonPropertyName("t")]
    public double? Top { get; init; }

    /// <summary>Bottom.</summary>
    [JsonPropertyName("b")]
    public double? Bottom { get; init; }
}

/// <summary>The legend.</summary>
public sealed record Legend
{
    /// <summary>The title.</summary>
    public Title? Title { get; init; }

    /// <summary>Whether it lies or stands.</summary>
    public StyleParam.LegendOrientation? Orientation { get; init; }

    /// <summary>The horizontal place, in fractions of the plot.</summary>
    public double? X { get; init; }

    /// <summary>What of it stands at X.</summary>
    public StyleParam.XAnchorPosition? XAnchor { get; init; }

    /// <summary>The vertical place, in fractions of the plot.</summary>
    public double? Y { get; init; }

    /// <summary>What of it stands at Y.</summary>
    public StyleParam.YAnchorPosition? YAnchor { get; init; }

    /// <summary>The font.</summary>
    public Font? Font { get; init; }

    /// <summary>The background.</summary>
    public Color? BGColor { get; init; }

    /// <summary>The gap between groups in pixels.</summary>
    public double? TraceGroupGap { get; init; }
}

/// <summary>The label on hover.</summary>
public sealed record HoverLabel
{
    /// <summary>How many characters of a trace's name are shown; -1 for all.</summary>
    public int? NameLength { get; init; }

    /// <summary>The font.</summary>
    public Font? Font { get; init; }

    /// <summary>The background.</summary>
    public Color? BGColor { get; init; }
}

/// <summary>A grid of subplots.</summary>
public sealed record LayoutGrid
{
    /// <summary>The number of rows.</summary>
    public int? Rows { get; init; }

    /// <summary>The number of columns.</summary>
    public int? Columns { get; init; }

    /// <summary>How axes are shared.</summary>
    public StyleParam.LayoutGridPattern? Pattern { get; init; }

    /// <summary>Which row is the first.</summary>
    public StyleParam.LayoutGridRowOrder? RowOrder { get; init; }

    /// <summary>The gap between columns as a fraction of a cell.</summary>
    public double? XGap { get; init; }

    /// <summary>The gap between rows as a fraction of a cell.</summary>
    public double? YGap { get; init; }
}

/// <summary>A line, rectangle or circle.</summary>
public sealed record Shape
{
    /// <summary>Its form.</summary>
    public StyleParam.ShapeType? Type { get; init; }

    /// <summary>What x is measured in: "x" (data), "paper", "x domain".</summary>
    public string? XRef { get; init; }

    /// <summary>What y is measured in: "y" (data), "paper", "y domain".</summary>
    public string? YRef { get; init; }

    /// <summary>Start.</summary>
    public double? X0 { get; init; }

    /// <summary>End.</summary>
    public double? X1 { get; init; }

    /// <summary>Start.</summary>
    public double? Y0 { get; init; }

    /// <summary>End.</summary>
    public double? Y1 { get; init; }

    /// <summary>The outline.</summary>
    public Line? Line { get; init; }

    /// <summary>The fill.</summary>
    public Color? FillColor { get; init; }

    /// <summary>Above or below the traces.</summary>
    public StyleParam.Layer? Layer { get; init; }

    /// <summary>The opacity, 0 to 1.</summary>
    public double? Opacity { get; init; }
}

/// <summary>A text with an arrow or without.</summary>
public sealed record Annotation
{
    /// <summary>The text.</summary>
    public string? Text { get; init; }

    /// <summary>The x coordinate, a number or a category.</summary>
    public object? X { get; init; }

    /// <summary>The y coordinate, a number or a category.</summary>
    public object? Y { get; init; }

    /// <summary>What x is measured in: "x" (data), "paper", "x domain".</summary>
    public string? XRef { get; init; }

    /// <summary>What y is measured in: "y" (data), "paper", "y domain".</summary>
    public string? YRef { get; init; }

    /// <summary>What of the text stands at X.</summary>
    public StyleParam.XAnchorPosition? XAnchor { get; init; }

    /// <summary>What of the text stands at Y.</summary>
    public StyleParam.YAnchorPosition? YAnchor { get; init; }

    /// <summary>A shift to the right in pixels.</summary>
    public double? XShift { get; init; }

    /// <summary>A shift upward in pixels.</summary>
    public double? YShift { get; init; }

    /// <summary>Whether an arrow goes to the point.</summary>
    public bool? ShowArrow { get; init; }

    /// <summary>The font.</summary>
    public Font? Font { get; init; }

    /// <summary>The alignment of several lines.</summary>
    public StyleParam.XAnchorPosition? Align { get; init; }

    /// <summary>The background.</summary>
    public Color? BGColor { get; init; }
}
