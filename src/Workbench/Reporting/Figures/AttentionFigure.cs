using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>The attention weights of one head.</summary>
/// <param name="Layer">The layer's index, from 0.</param>
/// <param name="Head">The head's index, from 0.</param>
/// <param name="Weights">One row per query, one column per key; NaN leaves a cell empty.</param>
public sealed record AttentionMatrix(int Layer, int Head, IReadOnlyList<double[]> Weights);

/// <summary>
/// Heat maps of attention weights: one row of maps per layer, one column per head, tokens on the axes, and a common colour scale.
/// </summary>
public static class AttentionFigure
{
    // The width of a row of maps, in pixels.
    private const double RowWidth = 860;

    // The height of a tick label, in pixels.
    private const double LabelHeight = 10;

    /// <summary>Creates the figure.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="queries">The labels of the queries.</param>
    /// <param name="maps">The maps of the heads; those of a layer form a row.</param>
    /// <param name="keys">The labels of the keys; null when they are the queries.</param>
    /// <exception cref="InvalidInputException">There is no map, or a map does not have a row for each query and a column for each
    /// key.</exception>
    public static GenericChart Of(
        string title,
        IReadOnlyList<string> queries,
        IReadOnlyList<AttentionMatrix> maps,
        IReadOnlyList<string>? keys = null
    )
    {
        keys ??= queries;
        if (maps.Count == 0 || maps.Any(map => map.Weights.Count != queries.Count || map.Weights.Any(row => row.Length != keys.Count)))
            throw new InvalidInputException(
                "an attention map needs a row and a column for each token",
                $"{queries.Count} queries, {keys.Count} keys, {maps.Count} maps",
                "at least one map of that size"
            );
        var layers = maps.Select(map => map.Layer).Distinct().Order().ToList();
        var heads = maps.Select(map => map.Head).Distinct().Order().ToList();
        var side = Math.Clamp(RowWidth / heads.Count, 110, 520);
        var (low, high) = Range(maps);
        var charts =
            from layer in layers
            from head in heads
            select maps.FirstOrDefault(map => map.Layer == layer && map.Head == head) is { } map
                ? Map(map, first: map == maps[0], bottom: layer == layers[^1], left: head == heads[0])
                : Empty();
        var titles = (from layer in layers from head in heads select $"layer {layer} · head {head}").ToArray();
        return Chart
            .Grid(
                charts,
                layers.Count,
                heads.Count,
                SubPlotTitles: titles,
                SubPlotTitleFont: PlotlyObjects.Font(14),
                XGap: 0.08,
                YGap: 0.16
            )
            .Figure(FigureStyle.Base(title, (int)(90 + layers.Count * (side + 34))).With("showlegend", false));

        GenericChart Map(AttentionMatrix map, bool first, bool bottom, bool left) =>
            Chart
                .Heatmap<double, string, string, string>(
                    map.Weights.Select(row => row.Select(Short).ToArray()).ToArray(),
                    ShowScale: first,
                    UseDefaults: false
                )
                .EachTrace(trace =>
                    trace
                        .With("colorscale", low < 0 ? "RdBu" : "Blues")
                        .With("reversescale", low < 0 ? true : null)
                        .With("zmin", low)
                        .With("zmax", high)
                        .With("colorbar", first ? new ColorBar().With("title", PlotlyObjects.Title("weight")).With("thickness", 12) : null)
                        .With("hovertemplate", "query %{y}, key %{x}: %{z:.4f}<extra></extra>")
                )
                .WithLayout(
                    new Layout().With("xaxis", Axis(keys, bottom)).With("yaxis", Axis(queries, left).With("autorange", "reversed"))
                );

        // Not Chart.Invisible, which writes a trace of type null.
        GenericChart Empty() =>
            FigureTraces
                .Points([], [], "", new())
                .EachTrace(trace => trace.With("visible", false))
                .WithLayout(new Layout().With("xaxis", Bare()).With("yaxis", Bare()));

        LinearAxis Bare() =>
            new LinearAxis().With("showgrid", false).With("zeroline", false).With("showline", false).With("showticklabels", false);

        LinearAxis Axis(IReadOnlyList<string> tokens, bool labelled)
        {
            var every = (int)Math.Ceiling(LabelHeight * tokens.Count / side);
            return new LinearAxis()
                .With("tickvals", Enumerable.Range(0, tokens.Count).Where(i => i % every == 0).ToArray())
                .With("ticktext", tokens.Where((_, i) => i % every == 0).Select(FigureStyle.Text).ToArray())
                .With("showticklabels", labelled)
                .With("tickangle", 0)
                .With("tickfont", PlotlyObjects.Font(10))
                .With("showgrid", false)
                .With("zeroline", false)
                .With("showline", false);
        }
    }

    /// <summary>
    /// The common colour scale, cut off at the 99th percentile: the first queries have few keys and therefore weights near 1.
    /// </summary>
    private static (double Low, double High) Range(IReadOnlyList<AttentionMatrix> maps)
    {
        var values = maps.SelectMany(map => map.Weights).SelectMany(row => row).Where(double.IsFinite).Order().ToArray();
        if (values.Length == 0)
            return (0, 1);
        var high = Math.Max(values[(int)(0.99 * (values.Length - 1))], 1e-6);
        var low = values[(int)(0.01 * (values.Length - 1))];
        return low < -0.01 * high ? (-Math.Max(high, -low), Math.Max(high, -low)) : (0, high);
    }

    // Four digits: more are not visible, and double the size of the figure.
    internal static double Short(double value) =>
        double.IsFinite(value)
            ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : double.NaN;
}
