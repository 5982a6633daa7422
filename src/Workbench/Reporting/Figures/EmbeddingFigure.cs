using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>Figures of embeddings: labelled points in a plane, and heat maps.</summary>
internal static class EmbeddingFigure
{
    private const int Height = 560;

    /// <summary>Points with their labels.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="labels">The labels of the points.</param>
    /// <param name="axes">The titles of both axes.</param>
    /// <param name="points">The points.</param>
    public static GenericChart Points(
        string title,
        IReadOnlyList<string> labels,
        IReadOnlyList<string> axes,
        IReadOnlyList<double[]> points
    ) =>
        FigureTraces
            .Points(
                points.Select(point => point[0]),
                points.Select(point => point[1]),
                "tokens",
                FigureTraces.Marker("#0072b2", 5),
                "%{text}: %{x:.3f}, %{y:.3f}<extra></extra>",
                [.. labels.Select(FigureStyle.Text)]
            )
            .EachTrace(trace => trace.With("mode", "markers+text").With("textposition", "top center"))
            .Figure(
                FigureStyle
                    .Base(title, Height)
                    .With("showlegend", false)
                    .With("xaxis", FigureStyle.Axis(axes[0]))
                    .With("yaxis", FigureStyle.Axis(axes[1]))
            );

    /// <summary>A heat map, the first row on top.</summary>
    /// <param name="title">The figure's title.</param>
    /// <param name="axes">The titles of columns and rows.</param>
    /// <param name="rows">The labels of the rows.</param>
    /// <param name="columns">The labels of the columns.</param>
    /// <param name="values">The numbers, by row.</param>
    public static GenericChart HeatMap(
        string title,
        (string Columns, string Rows) axes,
        IReadOnlyList<string> rows,
        IReadOnlyList<string> columns,
        IReadOnlyList<double[]> values
    )
    {
        var largest = Math.Max(values.SelectMany(row => row).Max(Math.Abs), 1e-9);
        return Chart
            .Heatmap<double, string, string, string>(
                values.Select(row => row.Select(AttentionFigure.Short).ToArray()).ToArray(),
                UseDefaults: false
            )
            .EachTrace(trace =>
                trace
                    .With("colorscale", "RdBu")
                    .With("reversescale", true)
                    .With("zmin", -largest)
                    .With("zmax", largest)
                    .With("x", columns)
                    .With("y", rows)
                    .With("hovertemplate", $"{axes.Columns} %{{x}}, {axes.Rows} %{{y}}: %{{z:.4f}}<extra></extra>")
            )
            .Figure(
                FigureStyle
                    .Base(title, Height)
                    .With("xaxis", Plain(axes.Columns))
                    .With("yaxis", Plain(axes.Rows).With("autorange", "reversed"))
            );
    }

    // Numbers as labels: every row and column has its place.
    private static LinearAxis Plain(string title) => FigureStyle.Axis(title).With("type", "category").With("showgrid", false);
}
