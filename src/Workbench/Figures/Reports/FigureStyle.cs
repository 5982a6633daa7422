using System.Net;
using System.Text;

namespace Workbench.Figures;

/// <summary>What the figures of a study have in common: palette, fonts, and one style for each cell.</summary>
internal sealed class FigureStyle
{
    internal const string Ink = "#1f2933";
    internal const string Muted = "#5f6b7a";
    private const string GridLine = "#e4e8ee";

    // Okabe and Ito's palette, which colour-blind readers tell apart; without its yellow, too pale on white, and with grey for black.
    private static readonly Color[] Palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#5b5b5b", "#882255"];

    private static readonly StyleParam.DrawingStyle[] Dashes =
        [StyleParam.DrawingStyle.Solid, StyleParam.DrawingStyle.Dash, StyleParam.DrawingStyle.Dot, StyleParam.DrawingStyle.DashDot, StyleParam.DrawingStyle.LongDash, StyleParam.DrawingStyle.LongDashDot];

    private static readonly StyleParam.MarkerSymbol[] Symbols =
        [StyleParam.MarkerSymbol.Circle, StyleParam.MarkerSymbol.Diamond, StyleParam.MarkerSymbol.Square, StyleParam.MarkerSymbol.TriangleUp, StyleParam.MarkerSymbol.Cross, StyleParam.MarkerSymbol.Star];

    private readonly Dictionary<string, CellStyle> _styles;

    private readonly Dictionary<string, string> _labels;

    internal FigureStyle(IReadOnlyList<ReportVariant> variants)
    {
        _styles = Assign(variants);
        var axes = variants[0].Values.Select(value => value.Path).ToArray();
        var shortened = variants.ToDictionary(variant => variant.Name, variant => string.Join(" · ", variant.Values.Select(value => value.Value)));
        var tells = axes.Length > 0 && shortened.Values.Distinct().Count() == variants.Count
            && variants.All(variant => variant.Values.Select(value => value.Path).SequenceEqual(axes));
        _labels = tells ? shortened : [];
        LabelTitle = tells ? string.Join(" · ", axes) : null;
    }

    internal sealed record CellStyle(Color Color, StyleParam.DrawingStyle Dash, StyleParam.MarkerSymbol Symbol);

    internal CellStyle this[ReportVariant variant] => _styles[variant.Name];

    /// <summary>The font of every figure and page: the system's own, nothing is loaded.</summary>
    internal const string Fonts = "system-ui, -apple-system, \"Segoe UI\", Roboto, \"Helvetica Neue\", Arial, sans-serif";

    /// <summary>The layout under every figure.</summary>
    internal static Layout Base(string title, int height) => new()
    {
        Title = new Title { Text = Text(title), X = 0, XAnchor = StyleParam.XAnchorPosition.Left, Font = new Font { Size = 16 } },
        Height = height,
        AutoSize = true,
        Font = new Font { Family = Fonts, Size = 13, Color = Ink },
        PaperBGColor = "#ffffff",
        PlotBGColor = "#ffffff",
        Margin = new Margin { Left = 64, Right = 16, Top = 48, Bottom = 52 },
        HoverLabel = new HoverLabel { NameLength = -1, BGColor = "#ffffff", Font = new Font { Color = Ink } },
    };

    /// <summary>The legend, titled with what the cells differ in.</summary>
    internal Legend Legend => LabelTitle is null ? new Legend() : new Legend { Title = new Title { Text = Text(LabelTitle), Font = new Font { Size = 12, Color = Muted } } };

    internal static LinearAxis Axis(string? title = null) => new()
    {
        Title = title is null ? null : new Title { Text = Text(title), Standoff = 10 },
        GridColor = GridLine,
        ZeroLine = false,
        ShowLine = true,
        LineColor = "#9aa5b1",
        AutoMargin = true,
    };

    /// <summary>Text that plotly.js shows as it is: it would read tags and entities in it.</summary>
    internal static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A cell's name in a legend.</summary>
    internal string LegendName(ReportVariant variant) => Wrapped(Label(variant.Name), 32);

    /// <summary>A cell's name in a figure: its values alone, "pre · rope", where these tell the cells apart; any other text as it is.</summary>
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

    // The axis with the most values takes the colours, the combinations of the others take dashes and symbols: two questions are two channels.
    private static Dictionary<string, CellStyle> Assign(IReadOnlyList<ReportVariant> variants)
    {
        var axes = variants.SelectMany(variant => variant.Values.Select(value => value.Path)).Distinct().ToArray();
        var complete = axes.Length > 1 && variants.All(variant => variant.Values.Count == axes.Length);
        var main = complete ? axes.MaxBy(axis => variants.Select(variant => Value(variant, axis)).Distinct().Count())! : null;
        var colours = new List<string>();
        var dashes = new List<string>();
        return variants.ToDictionary(variant => variant.Name, variant =>
        {
            var colour = Index(colours, main is null ? variant.Name : Value(variant, main));
            var dash = main is null ? 0 : Index(dashes, string.Join('\n', axes.Where(axis => axis != main).Select(axis => Value(variant, axis))));
            dash += colour / Palette.Length;
            return new CellStyle(Palette[colour % Palette.Length], Dashes[dash % Dashes.Length], Symbols[dash % Symbols.Length]);
        });
    }

    private static string Value(ReportVariant variant, string axis) => variant.Values.First(value => value.Path == axis).Value;

    private static int Index(List<string> known, string value)
    {
        if (!known.Contains(value))
            known.Add(value);
        return known.IndexOf(value);
    }
}
