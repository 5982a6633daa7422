using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;

namespace Workbench.Figures;

/// <summary>A chart in words.</summary>
internal static class PlainText
{
    internal static string Of(GenericChart chart)
    {
        var text = new StringBuilder(Words(chart.Layout.Title?.Text) ?? "Chart");
        if (Axis(chart, "xaxis") is { } x)
            text.Append(CultureInfo.InvariantCulture, $"; x: {x}");
        if (Axis(chart, "yaxis") is { } y)
            text.Append(CultureInfo.InvariantCulture, $"; y: {y}");
        // The edges of bands are no traces of their own to a reader.
        foreach (var trace in chart.Traces.Where(trace => trace.HoverInfo != "skip"))
            text.Append('\n').Append("  ").Append(Line(trace));
        return text.ToString();
    }

    private static string? Axis(GenericChart chart, string name) => Words(chart.Layout.Axes.GetValueOrDefault(name)?.Title?.Text);

    // Plotly reads its texts as HTML.
    private static string? Words(string? text) => WebUtility.HtmlDecode(text);

    private static string Line(Trace trace)
    {
        var line = new StringBuilder(trace.Type);
        if (trace.Name is not null)
            line.Append(CultureInfo.InvariantCulture, $" \"{Words(trace.Name)}\"");
        line.Append(CultureInfo.InvariantCulture, $", {trace.PointCount} {(trace.PointCount == 1 ? "point" : "points")}");
        var numbers = Numbers(trace.Values).Where(double.IsFinite).ToArray();
        if (numbers.Length > 0)
            line.Append(CultureInfo.InvariantCulture, $", {numbers.Min():G4} to {numbers.Max():G4}");
        return line.ToString();
    }

    private static IEnumerable<double> Numbers(IEnumerable? values)
    {
        foreach (var value in values ?? Array.Empty<object>())
        {
            if (value is IConvertible number and not (string or bool or DateTime))
                yield return number.ToDouble(CultureInfo.InvariantCulture);
            else if (value is IEnumerable inner and not string)
                foreach (var nested in Numbers(inner))
                    yield return nested;
        }
    }
}
