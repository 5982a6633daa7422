using System.Collections;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>A set of data and how it is drawn. Names are plotly.js's attributes in Pascal case; what is null is left to plotly.js's default.</summary>
[JsonDerivedType(typeof(ScatterTrace))]
[JsonDerivedType(typeof(BarTrace))]
[JsonDerivedType(typeof(HeatmapTrace))]
[JsonDerivedType(typeof(HistogramTrace))]
[JsonDerivedType(typeof(BoxTrace))]
[JsonDerivedType(typeof(ViolinTrace))]
public abstract record Trace
{
    /// <summary>plotly.js's trace type.</summary>
    [JsonPropertyOrder(-10)]
    public string Type => Kind;

    private protected abstract string Kind { get; }

    /// <summary>The name in the legend and on hover.</summary>
    [JsonPropertyOrder(-9)]
    public string? Name { get; init; }

    /// <summary>Whether the trace is drawn.</summary>
    public Visible? Visible { get; init; }

    /// <summary>Whether it has a legend item.</summary>
    public bool? ShowLegend { get; init; }

    /// <summary>Traces of one group are shown and hidden together.</summary>
    public string? LegendGroup { get; init; }

    /// <summary>The group's title in the legend.</summary>
    public Title? LegendGroupTitle { get; init; }

    /// <summary>The place in the legend; smaller is earlier, default 1000.</summary>
    public int? LegendRank { get; init; }

    /// <summary>Opacity from 0 to 1.</summary>
    public double? Opacity { get; init; }

    /// <summary>The x axis: "x", "x2" ….</summary>
    public string? XAxis { get; init; }

    /// <summary>The y axis: "y", "y2" ….</summary>
    public string? YAxis { get; init; }

    /// <summary>What hover shows: "skip" leaves the trace out of it.</summary>
    public string? HoverInfo { get; init; }

    /// <summary>The text on hover: "%{y:.3f}&lt;extra&gt;&lt;/extra&gt;".</summary>
    public string? HoverTemplate { get; init; }

    /// <summary>Further data for each point, for hover templates.</summary>
    public IEnumerable? CustomData { get; init; }

    /// <summary>How many points the trace has.</summary>
    internal abstract int PointCount { get; }

    /// <summary>The values that a plain-text summary tells the range of.</summary>
    internal virtual IEnumerable? Values => null;

    /// <summary>The number of elements, nested arrays counted through.</summary>
    private protected static int Count(IEnumerable? data)
    {
        var count = 0;
        foreach (var item in data ?? Array.Empty<object>())
            count += item is IEnumerable inner and not string ? Count(inner) : 1;
        return count;
    }
}
