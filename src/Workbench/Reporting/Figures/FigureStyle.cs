using System.Net;
using System.Text;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>What the figures of a study have in common: palette, fonts, and one style for each cell.</summary>
internal sealed class FigureStyle
{
    private static readonly string[] Dashes = ["solid", "dash", "dot", "dashdot", "longdash", "longdashdot"];

    private static readonly string[] Symbols = ["circle", "diamond", "square", "triangle-up", "cross", "star"];

    private readonly Dictionary<string, CellStyle> _styles;

    private readonly Dictionary<string, string> _labels;

    internal FigureStyle(IReadOnlyList<ReportVariant> variants)
    {
        _styles = Assign(variants);
        var axes = variants[0].Values.Select(value => value.Path).ToArray();
        var shortened = variants.ToDictionary(
            variant => variant.Name,
            variant => string.Join(" · ", variant.Values.Select(value => value.Value))
        );
        var tells =
            axes.Length > 0
            && shortened.Values.Distinct().Count() == variants.Count
            && variants.All(variant => variant.Values.Select(value => value.Path).SequenceEqual(axes));
        _labels = tells ? shortened : [];
        LabelTitle = tells ? string.Join(" · ", axes) : null;
    }

    internal sealed record CellStyle(string Color, string Dash, string Symbol);

    internal CellStyle this[ReportVariant variant] => _styles[variant.Name];

    /// <summary>The layout under every figure.</summary>
    internal static Layout Base(string title, int height) =>
        new Layout()
            .With("template", FigureTemplate.Template)
            .With("title", PlotlyObjects.Title(Text(title)))
            .With("height", height)
            .With("autosize", true);

    /// <summary>
    /// The legend, titled with what the cells differ in. It lies under the plot: beside it, on a page of 420 pixels, it would leave the
    /// plot 174 of them, and the plotly.js of other programs lays out nothing anew.
    /// </summary>
    internal Legend Legend =>
        new Legend()
            .With("tracegroupgap", 0)
            .With("orientation", "h")
            .With("x", 0)
            .With("xref", "container")
            .With("xanchor", "left")
            .With("y", 0)
            .With("yref", "container")
            .With("yanchor", "bottom")
            .With("title", LabelTitle is null ? null : PlotlyObjects.Title(Text(LabelTitle), 12, FigureTemplate.Muted).With("side", "top"));

    internal static LinearAxis Axis(string? title = null) =>
        new LinearAxis().With("title", title is null ? null : PlotlyObjects.Title(Text(title)));

    /// <summary>A colour of the palette that lets through what lies below it.</summary>
    /// <param name="color">As "#rrggbb".</param>
    /// <param name="opacity">From 0 to 1.</param>
    internal static string WithOpacity(string color, double opacity)
    {
        var rgb = Convert.FromHexString(color.AsSpan(1));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rgba({rgb[0]},{rgb[1]},{rgb[2]},{opacity})");
    }

    /// <summary>Text that plotly.js shows as it is: it would read tags and entities in it.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A cell's name in a legend.</summary>
    internal string LegendName(ReportVariant variant) => Wrapped(Label(variant.Name), 32);

    /// <summary>
    /// A cell's name in a figure: its values alone, "pre · rope", where these tell the cells apart; any other text as it is.
    /// </summary>
    internal string Label(string name) => _labels.GetValueOrDefault(name, name);

    /// <summary>What the values of <see cref="Label"/> belong to: "placement · position"; null where names are given in full.</summary>
    internal string? LabelTitle { get; }

    /// <summary>A label in lines of about this many characters, broken at spaces.</summary>
    internal static string Wrapped(string label, int width = 22)
    {
        var lines = new StringBuilder();
        var length = 0;
        // A separator stays with what it follows.
        foreach (var word in label.Replace(" · ", "\u00a0· ", StringComparison.Ordinal).Split(' '))
        {
            if (length > 0 && length + 1 + word.Length > width)
            {
                lines.Append("<br>");
                length = 0;
            }
            else if (length > 0)
            {
                lines.Append(' ');
                length++;
            }
            lines.Append(Text(word));
            length += word.Length;
        }
        return lines.ToString();
    }

    // The axis with the most values takes the colours, the combinations of the others take dashes and symbols: two questions are two
    // channels.
    private static Dictionary<string, CellStyle> Assign(IReadOnlyList<ReportVariant> variants)
    {
        var axes = variants.SelectMany(variant => variant.Values.Select(value => value.Path)).Distinct().ToArray();
        var complete = axes.Length > 1 && variants.All(variant => variant.Values.Count == axes.Length);
        var main = complete ? axes.MaxBy(axis => variants.Select(variant => Value(variant, axis)).Distinct().Count())! : null;
        var colours = new List<string>();
        var dashes = new List<string>();
        return variants.ToDictionary(
            variant => variant.Name,
            variant =>
            {
                var colour = Index(colours, main is null ? variant.Name : Value(variant, main));
                var dash = main is null
                    ? 0
                    : Index(dashes, string.Join('\n', axes.Where(axis => axis != main).Select(axis => Value(variant, axis))));
                dash += colour / FigureTemplate.Palette.Length;
                return new CellStyle(
                    FigureTemplate.Palette[colour % FigureTemplate.Palette.Length],
                    Dashes[dash % Dashes.Length],
                    Symbols[dash % Symbols.Length]
                );
            }
        );
    }

    private static string Value(ReportVariant variant, string axis) => variant.Values.First(value => value.Path == axis).Value;

    private static int Index(List<string> known, string value)
    {
        if (!known.Contains(value))
            known.Add(value);
        return known.IndexOf(value);
    }
}
