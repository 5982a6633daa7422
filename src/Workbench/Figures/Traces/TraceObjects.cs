using System.Collections;

namespace Workbench.Figures;

/// <summary>A line's style.</summary>
public sealed record Line
{
    /// <summary>The colour.</summary>
    public Color? Color { get; init; }

    /// <summary>The width in pixels.</summary>
    public double? Width { get; init; }

    /// <summary>The dashes.</summary>
    public StyleParam.DrawingStyle? Dash { get; init; }

    /// <summary>How it goes from point to point; scatter only.</summary>
    public StyleParam.Shape? Shape { get; init; }
}

/// <summary>A marker's style.</summary>
public sealed record Marker
{
    /// <summary>The colour, of all or of each.</summary>
    public ArrayOk<Color>? Color { get; init; }

    /// <summary>The size in pixels, of all or of each; scatter only.</summary>
    public ArrayOk<double>? Size { get; init; }

    /// <summary>The symbol, of all or of each; scatter only.</summary>
    public ArrayOk<StyleParam.MarkerSymbol>? Symbol { get; init; }

    /// <summary>The opacity, of all or of each.</summary>
    public ArrayOk<double>? Opacity { get; init; }

    /// <summary>The outline.</summary>
    public Line? Line { get; init; }

    /// <summary>The fill pattern; bars only.</summary>
    public Pattern? Pattern { get; init; }
}

/// <summary>A fill pattern of bars, for readers who do not tell colours apart.</summary>
public sealed record Pattern
{
    /// <summary>"", "/", "\", "x", "-", "|", "+" or ".", of all or of each.</summary>
    public ArrayOk<string>? Shape { get; init; }

    /// <summary>The pattern's opacity, 0 to 1.</summary>
    public double? FgOpacity { get; init; }

    /// <summary>The spacing in pixels.</summary>
    public double? Size { get; init; }
}

/// <summary>Error bars from data.</summary>
public sealed record Error
{
    /// <summary>Always "data": the lengths are given.</summary>
    public string Type => "data";

    /// <summary>The lengths upward (or to the right).</summary>
    public IEnumerable? Array { get; init; }

    /// <summary>The lengths downward (or to the left); null takes <see cref="Array"/>.</summary>
    public IEnumerable? ArrayMinus { get; init; }

    /// <summary>Whether upward and downward lengths are the same; set to false with <see cref="ArrayMinus"/>.</summary>
    public bool? Symmetric { get; init; }

    /// <summary>The colour.</summary>
    public Color? Color { get; init; }

    /// <summary>The thickness in pixels.</summary>
    public double? Thickness { get; init; }

    /// <summary>The width of the end caps in pixels.</summary>
    public double? Width { get; init; }
}

/// <summary>A colour bar.</summary>
public sealed record ColorBar
{
    /// <summary>The title.</summary>
    public Title? Title { get; init; }

    /// <summary>The thickness in pixels.</summary>
    public double? Thickness { get; init; }

    /// <summary>The length as a fraction of the plot.</summary>
    public double? Len { get; init; }
}
