using System.Net;
using System.Text;
using Plotly.NET;
using Plotly.NET.LayoutObjects;

namespace Workbench.Reporting;

/// <summary>The common style of a study's figures: layout, labels, and the colour, dash and symbol of each cell.</summary>
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
        var isUnambiguous =
            axes.Length > 0
            && shortened.Values.Distinct().Count() == variants.Count
            && variants.All(variant => variant.Values.Select(value => value.Path).SequenceEqual(axes));
        _labels = isUnambiguous ? shortened : [];
        LabelTitle = isUnambiguous ? string.Join(" · ", axes) : null;
    }

    internal sealed record CellStyle(string Color, string Dash, string Symbol);

    internal CellStyle this[ReportVariant variant] => _styles[variant.Name];

    /// <summary>The base layout of every figure.</summary>
    internal static Layout Base(string title, int height) =>
        new Layout()
            .With("template", FigureTemplate.Template)
            .With("title", PlotlyObjects.Title(Text(title)))
            .With("height", height)
            .With("autosize", true);

    /// <summary>
    /// The legend, with the names of the axes as its title. It is below the plot, because beside the plot it would leave only 174 pixels on
    /// a page of 420, and other programs do not rearrange a figure for narrow pages.
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

    /// <summary>A colour with an opacity, as "rgba(…)".</summary>
    /// <param name="color">The colour as "#rrggbb".</param>
    /// <param name="opacity">The opacity, 0 to 1.</param>
    internal static string WithOpacity(string color, double opacity)
    {
        var rgb = Convert.FromHexString(color.AsSpan(1));
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"rgba({rgb[0]},{rgb[1]},{rgb[2]},{opacity})");
    }

    /// <summary>Escapes text for plotly.js, which interprets HTML tags and entities.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A cell's name in a legend.</summary>
    internal string LegendName(ReportVariant variant) => Wrapped(Label(variant.Name), 32);

    /// <summary>
    /// A cell's label in a figure: its values, "pre · rope", when these are unique, else the cell's name. Any other text is returned
    /// unchanged.
    /// </summary>
    internal string Label(string name) => _labels.GetValueOrDefault(name, name);

    /// <summary>The names of the axes for <see cref="Label"/>: "placement · position"; null when labels are full names.</summary>
    internal string? LabelTitle { get; }

    /// <summary>Wraps a label at spaces to lines of about a number of characters, and escapes it.</summary>
    internal static string Wrapped(string label, int width = 22)
    {
        var lines = new StringBuilder();
        var length = 0;
        // A non-breaking space keeps a separator at the end of its line.
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

    // The axis with the most values selects the colour; the combination of the other axes selects dash and symbol.
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
