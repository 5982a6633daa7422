using System.Globalization;
using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>One head's weights.</summary>
/// <param name="Layer">Its layer, 0 first.</param>
/// <param name="Head">Its head, 0 first.</param>
/// <param name="Weights">[T, T]: a row for each query, a column for each key; NaN leaves a cell empty.</param>
public sealed record AttentionMatrix(int Layer, int Head, IReadOnlyList<double[]> Weights);

/// <summary>
/// Heat maps of attention: a row of maps for each layer, a column for each head, tokens on the axes, one colour scale for all.
/// </summary>
public static class AttentionFigure
{
    // A row of maps shares about so many pixels.
    private const double RowWidth = 860;

    // A tick's label needs so many.
    private const double LabelHeight = 10;

    /// <summary>The figure.</summary>
    /// <param name="title">What the weights are.</param>
    /// <param name="tokens">T labels.</param>
    /// <param name="maps">The maps; those of a layer stand in one row.</param>
    /// <exception cref="InvalidInputException">There is no map, or one does not fit the tokens.</exception>
    public static GenericChart Of(string title, IReadOnlyList<string> tokens, IReadOnlyList<AttentionMatrix> maps)
    {
        if (maps.Count == 0 || maps.Any(map => map.Weights.Count != tokens.Count || map.Weights.Any(row => row.Length != tokens.Count)))
            throw new InvalidInputException(
                "an attention map has a row and a column for each token",
                $"{tokens.Count} tokens, {maps.Count} maps",
                "at least one map of that size"
            );
        var layers = maps.Select(map => map.Layer).Distinct().Order().ToList();
        var heads = maps.Select(map => map.Head).Distinct().Order().ToList();
        var side = Math.Clamp(RowWidth / heads.Count, 110, 520);
        var every = (int)Math.Ceiling(LabelHeight * tokens.Count / side);
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
                .WithLayout(new Layout().With("xaxis", Axis(bottom)).With("yaxis", Axis(left).With("autorange", "reversed")));

        // Plotly.NET's own Chart.Invisible writes a trace of type null.
        GenericChart Empty() =>
            FigureTraces
                .Points([], [], "", new())
                .EachTrace(trace => trace.With("visible", false))
                .WithLayout(new Layout().With("xaxis", Bare()).With("yaxis", Bare()));

        LinearAxis Bare() =>
            new LinearAxis().With("showgrid", false).With("zeroline", false).With("showline", false).With("showticklabels", false);

        LinearAxis Axis(bool labelled) =>
            new LinearAxis()
                .With("tickvals", Enumerable.Range(0, tokens.Count).Where(i => i % every == 0).ToArray())
                .With("ticktext", tokens.Where((_, i) => i % every == 0).Select(FigureStyle.Text).ToArray())
                .With("showticklabels", labelled)
                .With("tickangle", 0)
                .With("tickfont", PlotlyObjects.Font(10))
                .With("showgrid", false)
                .With("zeroline", false)
                .With("showline", false);
    }

    /// <summary>
    /// One scale for all maps: it ends where 99 % of the weights lie, because the first tokens have no choice and weigh themselves with all
    /// they have.
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

    // Four digits: more are not seen, and make the figure twice as large.
    private static double Short(double value) =>
        double.IsFinite(value)
            ? double.Parse(value.ToString("G4", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : double.NaN;
}
