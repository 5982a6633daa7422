using System.Collections;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>A cartesian axis.</summary>
public sealed record LinearAxis
{
    /// <summary>The title.</summary>
    public Title? Title { get; init; }

    /// <summary>The kind of axis.</summary>
    [JsonPropertyName("type")]
    public StyleParam.AxisType? AxisType { get; init; }

    /// <summary>From and to; powers of ten on a logarithmic axis.</summary>
    public (double Min, double Max)? Range { get; init; }

    /// <summary>How the range is found when none is given.</summary>
    public StyleParam.RangeMode? RangeMode { get; init; }

    /// <summary>The part of the plot that the axis takes, in fractions.</summary>
    public (double From, double To)? Domain { get; init; }

    /// <summary>Whether the reader cannot zoom along it.</summary>
    public bool? FixedRange { get; init; }

    /// <summary>Whether grid lines are drawn.</summary>
    public bool? ShowGrid { get; init; }

    /// <summary>The grid lines' colour.</summary>
    public Color? GridColor { get; init; }

    /// <summary>Whether the line at zero is drawn.</summary>
    public bool? ZeroLine { get; init; }

    /// <summary>The zero line's colour.</summary>
    public Color? ZeroLineColor { get; init; }

    /// <summary>The zero line's width in pixels.</summary>
    public double? ZeroLineWidth { get; init; }

    /// <summary>Whether the axis itself is drawn.</summary>
    public bool? ShowLine { get; init; }

    /// <summary>The axis line's colour.</summary>
    public Color? LineColor { get; init; }

    /// <summary>Whether ticks have labels.</summary>
    public bool? ShowTickLabels { get; init; }

    /// <summary>Where ticks stand, with <see cref="TickText"/>.</summary>
    public IEnumerable? TickVals { get; init; }

    /// <summary>The ticks' labels.</summary>
    public IEnumerable? TickText { get; init; }

    /// <summary>The labels' angle in degrees.</summary>
    public double? TickAngle { get; init; }

    /// <summary>The labels' font.</summary>
    public Font? TickFont { get; init; }

    /// <summary>The labels' number format, as d3-format has it: ".2f", "~s".</summary>
    public string? TickFormat { get; init; }

    /// <summary>What follows each label: "%".</summary>
    public string? TickSuffix { get; init; }

    /// <summary>The distance between ticks.</summary>
    public double? DTick { get; init; }

    /// <summary>At most this many ticks.</summary>
    public int? NTicks { get; init; }

    /// <summary>The number format on hover.</summary>
    public string? HoverFormat { get; init; }

    /// <summary>Whether margins grow with the labels.</summary>
    public bool? AutoMargin { get; init; }

    /// <summary>The axis that this one stands at: "y2".</summary>
    public string? Anchor { get; init; }

    /// <summary>The side of the plot where it stands.</summary>
    public StyleParam.Side? Side { get; init; }

    /// <summary>The axis over which this one lies.</summary>
    public string? Overlaying { get; init; }

    /// <summary>The axis whose range this one shares.</summary>
    public string? Matches { get; init; }

    /// <summary>The order of categories.</summary>
    public StyleParam.CategoryOrder? CategoryOrder { get; init; }

    /// <summary>The categories, for <see cref="StyleParam.CategoryOrder.Array"/>.</summary>
    public IEnumerable? CategoryArray { get; init; }

    /// <summary>Whether the range is found by itself: true, or "reversed" text.</summary>
    public AutoRange? AutoRange { get; init; }
}

/// <summary>Whether an axis finds its range by itself.</summary>
public enum AutoRange
{
    /// <summary>Yes, backwards: the first row of a matrix is on top.</summary>
    [JsonStringEnumMemberName("reversed")] Reversed,
}
