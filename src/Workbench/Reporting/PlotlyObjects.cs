using DynamicObj;
using Microsoft.FSharp.Collections;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>
/// Creates Plotly.NET objects from C#. The F# initialisers have up to eighty optional arguments, which C# would have to pass in full, so
/// attributes are set by their plotly.js names instead. Tests validate every figure against the schema of plotly.js.
/// </summary>
internal static class PlotlyObjects
{
    /// <summary>An attribute's value; null when it is not set or has another type.</summary>
    internal static T? Get<T>(this DynamicObj.DynamicObj target, string attribute)
        where T : class => target.TryGetPropertyValue(attribute)?.Value as T;

    /// <summary>A deep copy that keeps the types of the objects, unlike the copy methods of DynamicObj.</summary>
    internal static DynamicObj.DynamicObj Copy(DynamicObj.DynamicObj source, int depth = 0)
    {
        if (depth > 100)
            throw new InvalidInputException(
                "a chart's objects must not contain themselves",
                source.GetType().Name,
                nextStep: "Use a new object in each place."
            );
        var copy = (DynamicObj.DynamicObj)Activator.CreateInstance(source.GetType())!;
        foreach (var (name, value) in source.Properties)
            copy.SetProperty(name, value is DynamicObj.DynamicObj inner ? Copy(inner, depth + 1) : value);
        return copy;
    }

    internal static Font Font(double? size = null, string? color = null, string? family = null) =>
        new Font().With("family", family).With("size", size).With("color", color);

    internal static Title Title(string text, double? size = null, string? color = null)
    {
        var title = new Title().With("text", text);
        return size is null && color is null ? title : title.With("font", Font(size, color));
    }

    internal static Line Line(string? color = null, double? width = null, string? dash = null) =>
        new Line().With("color", color).With("width", width).With("dash", dash);

    /// <summary>A line from one point to another, below the traces.</summary>
    internal static Shape LineShape(
        (string Reference, double From, double To) x,
        (string Reference, double From, double To) y,
        Line line
    ) => Below("line", x, y).With("line", line);

    /// <summary>A filled rectangle below the traces.</summary>
    internal static Shape Band((string Reference, double From, double To) x, (string Reference, double From, double To) y, string fill) =>
        Below("rect", x, y).With("line", Line(width: 0)).With("fillcolor", fill);

    /// <summary>A text without an arrow.</summary>
    internal static Annotation Note(
        string text,
        (string Reference, double At, string Anchor) x,
        (string Reference, double At, string Anchor) y,
        Font font
    ) =>
        new Annotation()
            .With("text", text)
            .With("showarrow", false)
            .With("font", font)
            .With("xref", x.Reference)
            .With("x", x.At)
            .With("xanchor", x.Anchor)
            .With("yref", y.Reference)
            .With("y", y.At)
            .With("yanchor", y.Anchor);

    /// <summary>Modifies every trace in place, for traces that are not shared with another chart.</summary>
    internal static GenericChart EachTrace(this GenericChart chart, Action<Trace> change)
    {
        foreach (var trace in GenericChart.getTraces(chart))
            change(trace);
        return chart;
    }

    /// <summary>A figure: the chart with a layout merged into its own, and with <see cref="FigureTemplate.Config"/>.</summary>
    internal static GenericChart Figure(this GenericChart chart, Layout layout) =>
        GenericChart.setDisplayOptions(
            FigureTemplate.Offline,
            GenericChart.setConfig(FigureTemplate.Config, GenericChart.addLayout(layout, chart))
        );

    /// <summary>Charts in one plot; no charts give an empty chart.</summary>
    internal static GenericChart Combined(IEnumerable<GenericChart> charts)
    {
        var all = charts.ToList();
        return all.Count > 0 ? GenericChart.combine(all) : GenericChart.ofTraceObjects(false, FSharpList<Trace>.Empty);
    }

    private static Shape Below(string type, (string Reference, double From, double To) x, (string Reference, double From, double To) y) =>
        new Shape()
            .With("type", type)
            .With("layer", "below")
            .With("xref", x.Reference)
            .With("x0", x.From)
            .With("x1", x.To)
            .With("yref", y.Reference)
            .With("y0", y.From)
            .With("y1", y.To);
}
