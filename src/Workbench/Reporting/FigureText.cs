using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using DynamicObj;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>A chart in words.</summary>
internal static class FigureText
{
    internal static string Of(GenericChart chart)
    {
        var layout = GenericChart.getLayout(chart);
        var text = new StringBuilder(TitleOf(layout) ?? "Chart");
        if (TitleOf(layout.Get<LinearAxis>("xaxis")) is { } x)
            text.Append(CultureInfo.InvariantCulture, $"; x: {x}");
        if (TitleOf(layout.Get<LinearAxis>("yaxis")) is { } y)
            text.Append(CultureInfo.InvariantCulture, $"; y: {y}");
        // Rows with a label each say where a mark stands; what it says is on the other axis.
        var rows = layout.Get<LinearAxis>("yaxis")?.Get<IEnumerable>("ticktext") is not null;
        foreach (var trace in GenericChart.getTraces(chart).Where(IsRead))
            text.Append('\n').Append("  ").Append(Line(trace, rows));
        return text.ToString();
    }

    /// <summary>The chart's title, as words; null when it has none.</summary>
    internal static string? TitleOf(DynamicObj.DynamicObj? owner) => Words(owner?.Get<Title>("title")?.Get<string>("text"));

    // The edges of bands are no traces of their own to a reader, nor is what fills an empty place of a grid.
    private static bool IsRead(Trace trace) => trace.Get<string>("hoverinfo") != "skip" && trace.TryGetPropertyValue("visible")?.Value is not false;

    // Plotly reads its texts as HTML.
    private static string? Words(string? text) => WebUtility.HtmlDecode(text?.Replace("<br>", " ", StringComparison.Ordinal));

    private static string Line(Trace trace, bool rows)
    {
        var line = new StringBuilder(trace.type);
        if (trace.Get<string>("name") is { } name)
            line.Append(CultureInfo.InvariantCulture, $" \"{Words(name)}\"");
        var values = Values(trace, rows || trace.Get<string>("orientation") == "h");
        var count = Count(values);
        line.Append(CultureInfo.InvariantCulture, $", {count} {(count == 1 ? "point" : "points")}");
        var numbers = Numbers(values).Where(double.IsFinite).ToArray();
        if (numbers is [var only])
            line.Append(CultureInfo.InvariantCulture, $", {only:G4}");
        else if (numbers.Length > 0)
            line.Append(CultureInfo.InvariantCulture, $", {numbers.Min():G4} to {numbers.Max():G4}");
        if (numbers is [var middle] && trace.Get<DynamicObj.DynamicObj>(rows ? "error_x" : "error_y") is { } error
            && Numbers(error.Get<IEnumerable>("arrayminus")).ToArray() is [var down] && Numbers(error.Get<IEnumerable>("array")).ToArray() is [var up])
            line.Append(CultureInfo.InvariantCulture, $" ({middle - down:G4} to {middle + up:G4})");
        return line.ToString();
    }

    private static IEnumerable? Values(Trace trace, bool horizontal)
    {
        foreach (var attribute in horizontal ? ["x", "values", "y"] : new[] { "z", "y", "values", "x", "r" })
            if (trace.Get<IEnumerable>(attribute) is { } values and not string)
                return values;
        return null;
    }

    private static int Count(IEnumerable? data)
    {
        var count = 0;
        foreach (var item in data ?? Array.Empty<object>())
            count += item is IEnumerable inner and not string ? Count(inner) : 1;
        return count;
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
