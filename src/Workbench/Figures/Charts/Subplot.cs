using System.Collections.Immutable;

namespace Workbench.Figures;

/// <summary>Moves a chart from the first pair of axes to another one.</summary>
internal static class Subplot
{
    /// <summary>plotly.js numbers axes x, x2, x3 …: the first has no number.</summary>
    internal static string Id(char letter, int number) => number == 1 ? $"{letter}" : $"{letter}{number}";

    internal static string AttributeName(char letter, int number) => number == 1 ? $"{letter}axis" : $"{letter}axis{number}";

    internal static GenericChart Move(GenericChart chart, int x, int y) => chart with
    {
        Traces = [.. chart.Traces.Select(trace => trace with { XAxis = Id('x', x), YAxis = Id('y', y) })],
        Layout = chart.Layout with
        {
            Axes = chart.Layout.Axes.ToImmutableSortedDictionary(
                axis => axis.Key == "xaxis" ? AttributeName('x', x) : AttributeName('y', y), axis => axis.Value),
            Shapes = chart.Layout.Shapes?.Select(shape => shape with { XRef = Reference(shape.XRef, 'x', x), YRef = Reference(shape.YRef, 'y', y) }).ToArray(),
            Annotations = chart.Layout.Annotations?.Select(note => note with { XRef = Reference(note.XRef, 'x', x), YRef = Reference(note.YRef, 'y', y) }).ToArray(),
        },
    };

    internal static Annotation TitleOf(string text, int x, int y) => new()
    {
        Text = text,
        ShowArrow = false,
        XRef = $"{Id('x', x)} domain",
        YRef = $"{Id('y', y)} domain",
        X = 0.5,
        Y = 1.0,
        XAnchor = StyleParam.XAnchorPosition.Center,
        YAnchor = StyleParam.YAnchorPosition.Bottom,
        YShift = 6,
        Font = new Font { Size = 14 },
    };

    // What was measured on "paper" was measured on the only plot there was: on its own domain, now.
    private static string Reference(string? reference, char letter, int number) => reference switch
    {
        null => Id(letter, number),
        "paper" => $"{Id(letter, number)} domain",
        _ when reference.EndsWith(" domain", StringComparison.Ordinal) => $"{Id(letter, number)} domain",
        _ => Id(letter, number),
    };
}
