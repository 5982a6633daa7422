namespace Workbench.Figures;

/// <summary>Chance level and shortcut floor as dotted lines with their names.</summary>
internal static class ReferenceLines
{
    internal readonly record struct Line(string Name, double Value);

    /// <summary>The references near enough to the shown values that the axis can hold them without flattening the data.</summary>
    internal static IEnumerable<Line> Of(ReportData data, IReadOnlyCollection<double> shown, double reach = 0.6)
    {
        if (shown.Count == 0)
            return [];
        var (low, high) = (shown.Min(), shown.Max());
        var slack = Math.Max(reach * (high - low), 1e-9);
        return data.References.Where(line => line.Value >= low - slack && line.Value <= high + slack).Select(line => new Line(line.Name, line.Value));
    }

    internal static GenericChart Horizontal(GenericChart chart, IEnumerable<Line> lines) => lines.Aggregate(chart, (result, line) => result
        .WithShape(Dotted with { XRef = "x domain", X0 = 0, X1 = 1, YRef = "y", Y0 = line.Value, Y1 = line.Value })
        .WithAnnotation(Label(line) with { XRef = "x domain", X = 1.0, XAnchor = StyleParam.XAnchorPosition.Right, YRef = "y", Y = line.Value, YAnchor = StyleParam.YAnchorPosition.Bottom }));

    internal static GenericChart Vertical(GenericChart chart, IEnumerable<Line> lines) => lines.Aggregate(chart, (result, line) => result
        .WithShape(Dotted with { XRef = "x", X0 = line.Value, X1 = line.Value, YRef = "y domain", Y0 = 0, Y1 = 1 })
        .WithAnnotation(Label(line) with { XRef = "x", X = line.Value, XAnchor = StyleParam.XAnchorPosition.Center, YRef = "y domain", Y = 1.0, YAnchor = StyleParam.YAnchorPosition.Bottom }));

    private static Shape Dotted => new()
    {
        Type = StyleParam.ShapeType.Line,
        Line = new Figures.Line { Color = FigureStyle.Muted, Width = 1.5, Dash = StyleParam.DrawingStyle.Dot },
        Layer = StyleParam.Layer.Below,
    };

    private static Annotation Label(Line line) => new()
    {
        Text = FigureStyle.Text(line.Name),
        ShowArrow = false,
        BGColor = "rgba(255,255,255,0.75)",
        Font = new Font { Size = 12, Color = FigureStyle.Muted },
    };
}
