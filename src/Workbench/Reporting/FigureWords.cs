using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>Describes a figure in words, from its JSON: for terminals, for <c>text/plain</c>, and for screen readers.</summary>
internal static partial class FigureWords
{
    /// <summary>
    /// The first line has the titles of the figure and its axes. Each trace follows in a line with its type, its name, the number of points
    /// and the range of values.
    /// </summary>
    /// <param name="json">A figure with data and layout.</param>
    internal static string Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var layout = Member(document.RootElement, "layout");
        var text = new StringBuilder(TitleIn(layout) ?? "Chart");
        foreach (var name in new[] { "x", "y" })
        {
            if (TitleIn(Member(layout, $"{name}axis")) is { } title)
                text.Append(CultureInfo.InvariantCulture, $"; {name}: {title}");
        }
        foreach (var trace in Items(Member(document.RootElement, "data")).Where(IsRead))
            text.Append("\n  ").Append(Line(trace, layout));
        return text.ToString();
    }

    // Skips the edges of bands (hoverinfo "skip") and the placeholders of empty grid cells (not visible).
    private static bool IsRead(JsonElement trace) =>
        Text(trace, "hoverinfo") != "skip" && Member(trace, "visible") is not { ValueKind: JsonValueKind.False };

    /// <summary>A chart's title as plain text; null when it has none.</summary>
    internal static string? TitleOf(GenericChart chart) =>
        GenericChart.getLayout(chart).Get<Plotly.NET.Title>("title")?.Get<string>("text") is { } title ? ReportWords(title) : null;

    private static string Line(JsonElement trace, JsonElement? layout)
    {
        var line = new StringBuilder(Text(trace, "type") ?? "scatter");
        if (Text(trace, "name") is { } name)
            line.Append(CultureInfo.InvariantCulture, $" \"{ReportWords(name)}\"");
        var place = Place(trace, layout);
        var values = Member(trace, place);
        var points = Points(values);
        line.Append(CultureInfo.InvariantCulture, $", {points} {(points == 1 ? "point" : "points")}");
        var numbers = Numbers(values).ToArray();
        if (numbers is [var only] && Interval(trace, place) is var (less, more))
            line.Append(CultureInfo.InvariantCulture, $", {only:G4} ({only - less:G4} to {only + more:G4})");
        else if (numbers is [var single])
            line.Append(CultureInfo.InvariantCulture, $", {single:G4}");
        else if (numbers.Length > 0)
            line.Append(CultureInfo.InvariantCulture, $", {numbers.Min():G4} to {numbers.Max():G4}");
        return line.ToString();
    }

    /// <summary>
    /// The attribute with a trace's values: its own kind's (z, values, r, value), or x for horizontal traces, histograms and plots whose y
    /// axis has named rows, or else y.
    /// </summary>
    private static string Place(JsonElement trace, JsonElement? layout)
    {
        if (new[] { "z", "values", "r", "value" }.FirstOrDefault(name => Member(trace, name) is not null) is { } own)
            return own;
        var rows = Member(layout, (Text(trace, "yaxis") ?? "y").Replace("y", "yaxis", StringComparison.Ordinal));
        var across = Text(trace, "orientation") == "h" || Text(trace, "type") == "histogram" || Member(rows, "ticktext") is not null;
        return Member(trace, "y") is null || across && Member(trace, "x") is not null ? "x" : "y";
    }

    private static (double Less, double More)? Interval(JsonElement trace, string place)
    {
        var error = Member(trace, $"error_{place}");
        return Numbers(Member(error, "array")).ToArray() is [var more]
            ? (Numbers(Member(error, "arrayminus")).DefaultIfEmpty(more).First(), more)
            : null;
    }

    // A title is a string, or an object with a text.
    private static string? TitleIn(JsonElement? owner) =>
        Member(owner, "title") switch
        {
            { ValueKind: JsonValueKind.String } title => ReportWords(title.GetString()!),
            { ValueKind: JsonValueKind.Object } title => Text(title, "text") is { } text ? ReportWords(text) : null,
            _ => null,
        };

    // plotly.js interprets text as HTML.
    private static string ReportWords(string text) => WebUtility.HtmlDecode(Tag().Replace(Break().Replace(text, " "), ""));

    private static JsonElement? Member(JsonElement? owner, string name) =>
        owner is { ValueKind: JsonValueKind.Object } members
        && members.TryGetProperty(name, out var value)
        && value.ValueKind != JsonValueKind.Null
            ? value
            : null;

    private static string? Text(JsonElement? owner, string name) =>
        Member(owner, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static IEnumerable<JsonElement> Items(JsonElement? list) =>
        list is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray() : [];

    // For nested arrays (surfaces, heat maps), the number of cells.
    private static int Points(JsonElement? values) =>
        values is { ValueKind: JsonValueKind.Number }
            ? 1
            : Items(values).Sum(item => item.ValueKind == JsonValueKind.Array ? Points(item) : 1);

    private static IEnumerable<double> Numbers(JsonElement? value) =>
        value switch
        {
            { ValueKind: JsonValueKind.Array } => Items(value).SelectMany(item => Numbers(item)),
            { ValueKind: JsonValueKind.Number } number when double.IsFinite(number.GetDouble()) => [number.GetDouble()],
            _ => [],
        };

    [GeneratedRegex("</?(b|i|em|sub|sup|span|a)( [^>]*)?>")]
    private static partial Regex Tag();

    [GeneratedRegex("<br ?/?>")]
    private static partial Regex Break();
}
