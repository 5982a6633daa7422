using System.Collections;

namespace Workbench.Figures;

/// <summary>A matrix as colours.</summary>
public sealed record HeatmapTrace : Trace
{
    private protected override string Kind => "heatmap";

    /// <summary>The rows.</summary>
    public IEnumerable? Z { get; init; }

    /// <summary>The columns' coordinates.</summary>
    public IEnumerable? X { get; init; }

    /// <summary>The rows' coordinates.</summary>
    public IEnumerable? Y { get; init; }

    /// <summary>The colour scale.</summary>
    public Colorscale? ColorScale { get; init; }

    /// <summary>Whether the scale is turned round.</summary>
    public bool? ReverseScale { get; init; }

    /// <summary>Whether the colour bar is drawn.</summary>
    public bool? ShowScale { get; init; }

    /// <summary>The colour bar.</summary>
    public ColorBar? ColorBar { get; init; }

    /// <summary>The value of the scale's first colour.</summary>
    public double? ZMin { get; init; }

    /// <summary>The value of the scale's last colour.</summary>
    public double? ZMax { get; init; }

    /// <summary>The value in the middle of a two-sided scale.</summary>
    public double? ZMid { get; init; }

    /// <summary>The gap between columns in pixels.</summary>
    public double? XGap { get; init; }

    /// <summary>The gap between rows in pixels.</summary>
    public double? YGap { get; init; }

    /// <summary>A text for each cell.</summary>
    public IEnumerable? Text { get; init; }

    /// <summary>What each cell shows: "%{text}".</summary>
    public string? TextTemplate { get; init; }

    internal override int PointCount => Count(Z);

    internal override IEnumerable? Values => Z;
}
