using Plotly.NET;
using Plotly.NET.LayoutObjects;
using Chart = Plotly.NET.CSharp.Chart;

namespace Workbench.Reporting;

/// <summary>
/// Interaction plots: for each pair of axes a panel with the values of the one from left to right, and a line for each value of the other.
/// Parallel lines mean that effects add up; lines that cross or fan out mean that one choice changes the effect of the other.
/// </summary>
internal sealed class InteractionFigure(ReportData data)
{
    // More panels are longer than a page; the table has every interaction.
    private const int MaxPanels = 6;
    private const int PanelHeight = 240;
    private const double Gap = 0.28;

    internal GenericChart? Draw()
    {
        if (data.Interactions.Count == 0)
            return null;
        var axes = data.Variants[0].Values.Select(value => value.Path).ToList();
        var pairs = (from a in axes.Index() from b in axes.Index() where a.Index < b.Index select Wide(a.Item, b.Item))
            .Take(MaxPanels)
            .ToList();
        var layout = FigureStyle
            .Base($"{data.Metric.Name} by pairs of choices", 90 + (PanelHeight * pairs.Count))
            .With("legend", new Legend().With("tracegroupgap", 14).With("orientation", "v"));
        var height = 1.0 / pairs.Count;
        foreach (var (panel, pair) in pairs.Index())
        {
            var (x, y) = Names(panel);
            var top = 1 - (panel * height);
            layout = layout
                .With(
                    "xaxis" + x[1..],
                    FigureStyle.Axis(pair.Across).With("type", "category").With("anchor", y).With("tickvals", Values(pair.Across).ToArray())
                )
                .With(
                    "yaxis" + y[1..],
                    FigureStyle.Axis(data.Metric.Name).With("anchor", x).With("domain", new[] { top - (height * (1 - Gap)), top })
                );
        }
        return PlotlyObjects.Combined(pairs.Index().SelectMany(pair => Lines(pair.Item, pair.Index))).Figure(layout);
    }

    // The axis with more values goes from left to right: fewer lines are easier to compare.
    private (string Across, string Lines) Wide(string a, string b) => Values(a).Count >= Values(b).Count ? (a, b) : (b, a);

    private static (string X, string Y) Names(int panel) => panel == 0 ? ("x", "y") : ($"x{panel + 1}", $"y{panel + 1}");

    private List<string> Values(string axis) => [.. data.Variants.Select(variant => Value(variant, axis)).Distinct()];

    private IEnumerable<GenericChart> Lines((string Across, string Lines) pair, int panel)
    {
        var (x, y) = Names(panel);
        foreach (var (index, value) in Values(pair.Lines).Index())
        {
            var points = Values(pair.Across)
                .Select(across => (Across: across, Mean: Mean(pair.Across, across, pair.Lines, value)))
                .Where(point => double.IsFinite(point.Mean))
                .ToList();
            var name = $"{pair.Lines}={value}";
            yield return Chart
                .Scatter<string, double, string>(
                    points.Select(point => point.Across).ToArray(),
                    points.Select(point => point.Mean).ToArray(),
                    StyleParam.Mode.Lines_Markers,
                    Name: FigureStyle.Wrapped(name, 32),
                    Line: PlotlyObjects.Line(FigureTemplate.Palette[index % FigureTemplate.Palette.Length], 2),
                    UseDefaults: false
                )
                .EachTrace(trace =>
                    trace
                        .With("xaxis", x)
                        .With("yaxis", y)
                        .With("legendgroup", $"{panel}")
                        .With("legendgrouptitle", index == 0 ? Title(pair) : null)
                        .With("hovertemplate", $"{FigureStyle.Text(pair.Across)}=%{{x}}: %{{y:.4g}}")
                );
        }
    }

    private static DynamicObj.DynamicObj Title((string Across, string Lines) pair) =>
        new DynamicObj.DynamicObj().With("text", FigureStyle.Text($"{pair.Across} x {pair.Lines}"));

    // Over the other axes: the mean of the cells' means, so that every cell counts the same.
    private double Mean(string a, string valueOfA, string b, string valueOfB) =>
        data
            .Variants.Where(variant => Value(variant, a) == valueOfA && Value(variant, b) == valueOfB)
            .Select(variant => variant.Final?.Mean ?? double.NaN)
            .DefaultIfEmpty(double.NaN)
            .Average();

    private static string Value(ReportVariant variant, string axis) => variant.Values.First(value => value.Path == axis).Value;
}
