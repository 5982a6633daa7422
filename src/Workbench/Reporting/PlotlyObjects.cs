using DynamicObj;
using Microsoft.FSharp.Collections;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>
/// Plotly.NET's objects, made from C#. Their F# initialisers take up to eighty arguments, all of which C# must write out; attributes set
/// under plotly.js's own names say the same in the words of its reference. The tests hold every figure against plotly.js's schema.
/// </summary>
internal static class PlotlyObjects
{
    /// <summary>An attribute's value; null when it is not set or of another type.</summary>
    internal static T? Get<T>(this DynamicObj.DynamicObj target, string attribute)
        where T : class => target.TryGetPropertyValue(attribute)?.Value as T;

    /// <summary>A copy with copies of the objects in it, each of its own type, which a copy of DynamicObj's does not keep.</summary>
    internal static DynamicObj.DynamicObj Copy(DynamicObj.DynamicObj source, int depth = 0)
    {
        if (depth > 100)
            throw new InvalidInputException(
                "a chart's objects may not contain themselves",
                source.GetType().Name,
                nextStep: "Make a new object for each place."
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

    /// <summary>Every trace changed in place: for traces that were made for this chart alone.</summary>
    internal static GenericChart EachTrace(this GenericChart chart, Action<Trace> change)
    {
        foreach (var trace in GenericChart.getTraces(chart))
            change(trace);
        return chart;
    }

    /// <summary>A whole figure: the layout over what its parts brought, and how plotly.js behaves.</summary>
    internal static GenericChart Figure(this GenericChart chart, Layout layout) =>
        GenericChart.setDisplayOptions(
            FigureTemplate.Offline,
            GenericChart.setConfig(FigureTemplate.Config, GenericChart.addLayout(layout, chart))
        );

    /// <summary>Charts drawn over each other; none is an empty chart.</summary>
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
