using System.Globalization;

namespace Workbench.Figures;

#pragma warning disable CA1724 // Plotly.NET's name.

/// <summary>A colour in CSS notation, made as Plotly.NET makes it (<c>Color.fromHex("#0072B2")</c>), or from a string.</summary>
/// <param name="Css">"#0072B2", "rgba(0,114,178,0.2)", "red".</param>
public readonly record struct Color(string Css)
{
    /// <summary>From a CSS colour: a name, hex or rgb() text.</summary>
    public static Color fromString(string css) => new(css);

    /// <summary>From hex text, "#RRGGBB".</summary>
    public static Color fromHex(string hex) => new(hex);

    /// <summary>From red, green and blue, each 0 to 255.</summary>
    public static Color fromRGB(int r, int g, int b) => new(string.Create(CultureInfo.InvariantCulture, $"rgb({r},{g},{b})"));

    /// <summary>From opacity (0 to 255) and red, green and blue, each 0 to 255.</summary>
    public static Color fromARGB(int a, int r, int g, int b) =>
        new(string.Create(CultureInfo.InvariantCulture, $"rgba({r},{g},{b},{a / 255.0:0.###})"));

    /// <summary>This colour, given as "#RRGGBB", at an opacity from 0 to 1; other notations are returned as they are.</summary>
    public Color WithOpacity(double opacity)
    {
        if (Css is not { Length: 7 } || Css[0] != '#')
            return this;
        var rgb = int.Parse(Css.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return new(string.Create(CultureInfo.InvariantCulture, $"rgba({rgb >> 16},{(rgb >> 8) & 255},{rgb & 255},{opacity:0.###})"));
    }

    /// <summary>A CSS colour.</summary>
    public static implicit operator Color(string css) => new(css);

    /// <inheritdoc/>
    public override string ToString() => Css;
}
