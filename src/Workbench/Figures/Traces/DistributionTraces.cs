using System.Collections;

namespace Workbench.Figures;

/// <summary>A histogram.</summary>
public sealed record HistogramTrace : Trace
{
    private protected override string Kind => "histogram";

    /// <summary>The values, counted along x.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The values, counted along y.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>The largest number of bins along x.</summary>
    public int? NBinsX { get; init; }

    /// <summary>"", "percent", "probability", "density" or "probability density".</summary>
    public string? HistNorm { get; init; }

    /// <summary>Colour and outline.</summary>
    public Marker? Marker { get; init; }

    internal override int PointCount => Count(Values);

    internal override IEnumerable? Values => X ?? Y;
}

/// <summary>Box plots.</summary>
public sealed record BoxTrace : Trace
{
    private protected override string Kind => "box";

    /// <summary>The values of horizontal boxes, or the positions of vertical ones.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The values of vertical boxes, or the positions of horizontal ones.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>Which way the boxes go.</summary>
    public StyleParam.Orientation? Orientation { get; init; }

    /// <summary>Which points are drawn.</summary>
    public StyleParam.BoxPoints? BoxPoints { get; init; }

    /// <summary>How far points are scattered sideways, 0 to 1.</summary>
    public double? Jitter { get; init; }

    /// <summary>Where the points stand beside the box, -2 to 2.</summary>
    public double? PointPos { get; init; }

    /// <summary>The points.</summary>
    public Marker? Marker { get; init; }

    /// <summary>The box's outline.</summary>
    public Line? Line { get; init; }

    /// <summary>The box's fill.</summary>
    public Color? FillColor { get; init; }

    internal override int PointCount => Count(Values);

    internal override IEnumerable? Values => Orientation == StyleParam.Orientation.Horizontal ? X : Y;
}

/// <summary>Violin plots: a smoothed distribution.</summary>
public sealed record ViolinTrace : Trace
{
    private protected override string Kind => "violin";

    /// <summary>The values of horizontal violins, or the positions of vertical ones.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The values of vertical violins, or the positions of horizontal ones.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>Which way the violins go.</summary>
    public StyleParam.Orientation? Orientation { get; init; }

    /// <summary>Which points are drawn.</summary>
    public StyleParam.BoxPoints? Points { get; init; }

    /// <summary>The points.</summary>
    public Marker? Marker { get; init; }

    /// <summary>The outline.</summary>
    public Line? Line { get; init; }

    /// <summary>The fill.</summary>
    public Color? FillColor { get; init; }

    internal override int PointCount => Count(Values);

    internal override IEnumerable? Values => Orientation == StyleParam.Orientation.Horizontal ? X : Y;
}
