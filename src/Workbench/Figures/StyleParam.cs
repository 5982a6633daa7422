using System.Text.Json.Serialization;

namespace Workbench.Figures;

#pragma warning disable CA1034, CA1720 // Plotly.NET nests its style parameters in StyleParam, under the names that plotly.js gives them.

/// <summary>Plotly's enumerated values under Plotly.NET's names. Each serialises to the word that plotly.js reads.</summary>
public static class StyleParam
{
    /// <summary>What a scatter trace draws.</summary>
    public enum Mode
    {
        /// <summary>Nothing but hover.</summary>
        [JsonStringEnumMemberName("none")] None,
        /// <summary>Lines.</summary>
        [JsonStringEnumMemberName("lines")] Lines,
        /// <summary>Lines and markers.</summary>
        [JsonStringEnumMemberName("lines+markers")] Lines_Markers,
        /// <summary>Lines and text.</summary>
        [JsonStringEnumMemberName("lines+text")] Lines_Text,
        /// <summary>Lines, markers and text.</summary>
        [JsonStringEnumMemberName("lines+markers+text")] Lines_Markers_Text,
        /// <summary>Markers.</summary>
        [JsonStringEnumMemberName("markers")] Markers,
        /// <summary>Markers and text.</summary>
        [JsonStringEnumMemberName("markers+text")] Markers_Text,
        /// <summary>Text.</summary>
        [JsonStringEnumMemberName("text")] Text,
    }

    /// <summary>How a line is dashed.</summary>
    public enum DrawingStyle
    {
        /// <summary>Solid.</summary>
        [JsonStringEnumMemberName("solid")] Solid,
        /// <summary>Dotted.</summary>
        [JsonStringEnumMemberName("dot")] Dot,
        /// <summary>Dashed.</summary>
        [JsonStringEnumMemberName("dash")] Dash,
        /// <summary>Long dashes.</summary>
        [JsonStringEnumMemberName("longdash")] LongDash,
        /// <summary>Dash and dot.</summary>
        [JsonStringEnumMemberName("dashdot")] DashDot,
        /// <summary>Long dash and dot.</summary>
        [JsonStringEnumMemberName("longdashdot")] LongDashDot,
    }

    /// <summary>How a line goes from point to point.</summary>
    public enum Shape
    {
        /// <summary>Straight.</summary>
        [JsonStringEnumMemberName("linear")] Linear,
        /// <summary>A spline.</summary>
        [JsonStringEnumMemberName("spline")] Spline,
        /// <summary>Steps, horizontal first.</summary>
        [JsonStringEnumMemberName("hv")] Hv,
        /// <summary>Steps, vertical first.</summary>
        [JsonStringEnumMemberName("vh")] Vh,
    }

    /// <summary>The area a scatter trace fills.</summary>
    public enum Fill
    {
        /// <summary>None.</summary>
        [JsonStringEnumMemberName("none")] None,
        /// <summary>Down to y = 0.</summary>
        [JsonStringEnumMemberName("tozeroy")] ToZero_y,
        /// <summary>Across to x = 0.</summary>
        [JsonStringEnumMemberName("tozerox")] ToZero_x,
        /// <summary>To the trace before, vertically.</summary>
        [JsonStringEnumMemberName("tonexty")] ToNext_y,
        /// <summary>To the trace before, horizontally.</summary>
        [JsonStringEnumMemberName("tonextx")] ToNext_x,
        /// <summary>The closed shape of the trace's own points.</summary>
        [JsonStringEnumMemberName("toself")] ToSelf,
        /// <summary>The space between two closed traces.</summary>
        [JsonStringEnumMemberName("tonext")] ToNext,
    }

    /// <summary>A marker's symbol; the commonest of plotly.js's list.</summary>
    public enum MarkerSymbol
    {
        /// <summary>A disc.</summary>
        [JsonStringEnumMemberName("circle")] Circle,
        /// <summary>A ring.</summary>
        [JsonStringEnumMemberName("circle-open")] CircleOpen,
        /// <summary>A square.</summary>
        [JsonStringEnumMemberName("square")] Square,
        /// <summary>An open square.</summary>
        [JsonStringEnumMemberName("square-open")] SquareOpen,
        /// <summary>A diamond.</summary>
        [JsonStringEnumMemberName("diamond")] Diamond,
        /// <summary>An open diamond.</summary>
        [JsonStringEnumMemberName("diamond-open")] DiamondOpen,
        /// <summary>A plus-shaped cross.</summary>
        [JsonStringEnumMemberName("cross")] Cross,
        /// <summary>An x.</summary>
        [JsonStringEnumMemberName("x")] X,
        /// <summary>A triangle pointing up.</summary>
        [JsonStringEnumMemberName("triangle-up")] TriangleUp,
        /// <summary>A triangle pointing down.</summary>
        [JsonStringEnumMemberName("triangle-down")] TriangleDown,
        /// <summary>A five-pointed star.</summary>
        [JsonStringEnumMemberName("star")] Star,
        /// <summary>A vertical stroke.</summary>
        [JsonStringEnumMemberName("line-ns-open")] LineNS,
    }

    /// <summary>Which way bars and boxes go.</summary>
    public enum Orientation
    {
        /// <summary>Horizontal.</summary>
        [JsonStringEnumMemberName("h")] Horizontal,
        /// <summary>Vertical.</summary>
        [JsonStringEnumMemberName("v")] Vertical,
    }

    /// <summary>How the bars of several traces stand together.</summary>
    public enum BarMode
    {
        /// <summary>On top of each other.</summary>
        [JsonStringEnumMemberName("stack")] Stack,
        /// <summary>Beside each other.</summary>
        [JsonStringEnumMemberName("group")] Group,
        /// <summary>Over each other.</summary>
        [JsonStringEnumMemberName("overlay")] Overlay,
        /// <summary>Stacked, negative values below the axis.</summary>
        [JsonStringEnumMemberName("relative")] Relative,
    }

    /// <summary>The kind of an axis.</summary>
    public enum AxisType
    {
        /// <summary>Guessed from the data.</summary>
        [JsonStringEnumMemberName("-")] Auto,
        /// <summary>Linear.</summary>
        [JsonStringEnumMemberName("linear")] Linear,
        /// <summary>Logarithmic; ranges are given as powers of ten.</summary>
        [JsonStringEnumMemberName("log")] Log,
        /// <summary>Dates.</summary>
        [JsonStringEnumMemberName("date")] Date,
        /// <summary>Categories.</summary>
        [JsonStringEnumMemberName("category")] Category,
        /// <summary>Categories of two levels.</summary>
        [JsonStringEnumMemberName("multicategory")] MultiCategory,
    }

    /// <summary>Whether an axis finds its range by itself.</summary>
    public enum RangeMode
    {
        /// <summary>From the data.</summary>
        [JsonStringEnumMemberName("normal")] Normal,
        /// <summary>From the data and zero.</summary>
        [JsonStringEnumMemberName("tozero")] ToZero,
        /// <summary>Nothing below zero.</summary>
        [JsonStringEnumMemberName("nonnegative")] NonNegative,
    }

    /// <summary>The side of the plot where an axis stands.</summary>
    public enum Side
    {
        /// <summary>Top.</summary>
        [JsonStringEnumMemberName("top")] Top,
        /// <summary>Bottom.</summary>
        [JsonStringEnumMemberName("bottom")] Bottom,
        /// <summary>Left.</summary>
        [JsonStringEnumMemberName("left")] Left,
        /// <summary>Right.</summary>
        [JsonStringEnumMemberName("right")] Right,
    }

    /// <summary>The order of an axis' categories.</summary>
    public enum CategoryOrder
    {
        /// <summary>As the data has them.</summary>
        [JsonStringEnumMemberName("trace")] Trace,
        /// <summary>As the category array has them.</summary>
        [JsonStringEnumMemberName("array")] Array,
        /// <summary>By name.</summary>
        [JsonStringEnumMemberName("category ascending")] CategoryAscending,
        /// <summary>By name, backwards.</summary>
        [JsonStringEnumMemberName("category descending")] CategoryDescending,
        /// <summary>By value.</summary>
        [JsonStringEnumMemberName("total ascending")] TotalAscending,
        /// <summary>By value, largest first.</summary>
        [JsonStringEnumMemberName("total descending")] TotalDescending,
    }

    /// <summary>What the pointer selects.</summary>
    public enum HoverMode
    {
        /// <summary>All points at this x.</summary>
        [JsonStringEnumMemberName("x")] X,
        /// <summary>All points at this y.</summary>
        [JsonStringEnumMemberName("y")] Y,
        /// <summary>The nearest point.</summary>
        [JsonStringEnumMemberName("closest")] Closest,
        /// <summary>All points at this x in one label.</summary>
        [JsonStringEnumMemberName("x unified")] XUnified,
        /// <summary>All points at this y in one label.</summary>
        [JsonStringEnumMemberName("y unified")] YUnified,
    }

    /// <summary>Horizontal anchor.</summary>
    public enum XAnchorPosition
    {
        /// <summary>By position.</summary>
        [JsonStringEnumMemberName("auto")] Auto,
        /// <summary>Left.</summary>
        [JsonStringEnumMemberName("left")] Left,
        /// <summary>Centre.</summary>
        [JsonStringEnumMemberName("center")] Center,
        /// <summary>Right.</summary>
        [JsonStringEnumMemberName("right")] Right,
    }

    /// <summary>Vertical anchor.</summary>
    public enum YAnchorPosition
    {
        /// <summary>By position.</summary>
        [JsonStringEnumMemberName("auto")] Auto,
        /// <summary>Top.</summary>
        [JsonStringEnumMemberName("top")] Top,
        /// <summary>Middle.</summary>
        [JsonStringEnumMemberName("middle")] Middle,
        /// <summary>Bottom.</summary>
        [JsonStringEnumMemberName("bottom")] Bottom,
    }

    /// <summary>How the cells of a grid share axes.</summary>
    public enum LayoutGridPattern
    {
        /// <summary>Each cell has axes of its own.</summary>
        [JsonStringEnumMemberName("independent")] Independent,
        /// <summary>One x axis a column, one y axis a row.</summary>
        [JsonStringEnumMemberName("coupled")] Coupled,
    }

    /// <summary>Which row of a grid is the first.</summary>
    public enum LayoutGridRowOrder
    {
        /// <summary>The top one.</summary>
        [JsonStringEnumMemberName("top to bottom")] TopToBottom,
        /// <summary>The bottom one.</summary>
        [JsonStringEnumMemberName("bottom to top")] BottomToTop,
    }

    /// <summary>The form of a layout shape.</summary>
    public enum ShapeType
    {
        /// <summary>A line.</summary>
        [JsonStringEnumMemberName("line")] Line,
        /// <summary>A rectangle.</summary>
        [JsonStringEnumMemberName("rect")] Rectangle,
        /// <summary>A circle.</summary>
        [JsonStringEnumMemberName("circle")] Circle,
    }

    /// <summary>Whether a shape is drawn above or below the traces.</summary>
    public enum Layer
    {
        /// <summary>Above.</summary>
        [JsonStringEnumMemberName("above")] Above,
        /// <summary>Below.</summary>
        [JsonStringEnumMemberName("below")] Below,
    }

    /// <summary>Which points a box plot draws.</summary>
    public enum BoxPoints
    {
        /// <summary>All.</summary>
        [JsonStringEnumMemberName("all")] All,
        /// <summary>Those beyond the whiskers.</summary>
        [JsonStringEnumMemberName("outliers")] Outliers,
        /// <summary>Those far beyond the whiskers.</summary>
        [JsonStringEnumMemberName("suspectedoutliers")] SuspectedOutliers,
    }

    /// <summary>Where the text of a bar stands.</summary>
    public enum TextPosition
    {
        /// <summary>Inside if it fits.</summary>
        [JsonStringEnumMemberName("auto")] Auto,
        /// <summary>Inside.</summary>
        [JsonStringEnumMemberName("inside")] Inside,
        /// <summary>Outside.</summary>
        [JsonStringEnumMemberName("outside")] Outside,
        /// <summary>Nowhere.</summary>
        [JsonStringEnumMemberName("none")] None,
        /// <summary>Above a point.</summary>
        [JsonStringEnumMemberName("top center")] TopCenter,
        /// <summary>Below a point.</summary>
        [JsonStringEnumMemberName("bottom center")] BottomCenter,
        /// <summary>Right of a point.</summary>
        [JsonStringEnumMemberName("middle right")] MiddleRight,
        /// <summary>Left of a point.</summary>
        [JsonStringEnumMemberName("middle left")] MiddleLeft,
    }

    /// <summary>Whether a legend lies or stands.</summary>
    public enum LegendOrientation
    {
        /// <summary>One item below another.</summary>
        [JsonStringEnumMemberName("v")] Vertical,
        /// <summary>One item beside another.</summary>
        [JsonStringEnumMemberName("h")] Horizontal,
    }
}
