using System.Collections;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>Bars: vertical (columns) or horizontal.</summary>
public sealed record BarTrace : Trace
{
    private protected override string Kind => "bar";

    /// <summary>The categories of columns, the lengths of horizontal bars.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The heights of columns, the categories of horizontal bars.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>Which way the bars go.</summary>
    public StyleParam.Orientation? Orientation { get; init; }

    /// <summary>Colour, outline, pattern.</summary>
    public Marker? Marker { get; init; }

    /// <summary>The bars' width in units of the position axis.</summary>
    public ArrayOk<double>? Width { get; init; }

    /// <summary>Where the bars start, in units of the value axis.</summary>
    public ArrayOk<double>? Base { get; init; }

    /// <summary>Text on the bars.</summary>
    public ArrayOk<string>? Text { get; init; }

    /// <summary>Where the text stands.</summary>
    public StyleParam.TextPosition? TextPosition { get; init; }

    /// <summary>Where text inside a bar stands: "start", "middle" or "end".</summary>
    public string? InsideTextAnchor { get; init; }

    /// <summary>Horizontal error bars.</summary>
    [JsonPropertyName("error_x")]
    public Error? ErrorX { get; init; }

    /// <summary>Vertical error bars.</summary>
    [JsonPropertyName("error_y")]
    public Error? ErrorY { get; init; }

    internal override int PointCount => Count(Values);

    internal override IEnumerable? Values => Orientation == StyleParam.Orientation.Horizontal ? X : Y;
}
