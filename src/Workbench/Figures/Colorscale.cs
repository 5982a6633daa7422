namespace Workbench.Figures;

/// <summary>A colour scale: one of plotly.js's by name, or stops of one's own.</summary>
public sealed class Colorscale
{
    private Colorscale(string? name, IReadOnlyList<(double Position, Color Color)> stops) => (Name, Stops) = (name, stops);

    internal string? Name { get; }

    internal IReadOnlyList<(double Position, Color Color)> Stops { get; }

    /// <summary>Viridis: perceptually even, safe for colour-blind readers. The default of heat maps here.</summary>
    public static Colorscale Viridis { get; } = new("Viridis", []);

    /// <summary>Cividis: like Viridis, made for the commonest colour blindness.</summary>
    public static Colorscale Cividis { get; } = new("Cividis", []);

    /// <summary>White to blue.</summary>
    public static Colorscale Blues { get; } = new("Blues", []);

    /// <summary>Greys.</summary>
    public static Colorscale Greys { get; } = new("Greys", []);

    /// <summary>Blue to red through grey: for signed values.</summary>
    public static Colorscale RdBu { get; } = new("RdBu", []);

    /// <summary>Stops of one's own, from position 0 to position 1.</summary>
    public static Colorscale Custom(IEnumerable<(double Position, Color Color)> stops) => new(null, [.. stops]);
}

/// <summary>Whether a trace is drawn.</summary>
public enum Visible
{
    /// <summary>Drawn.</summary>
    True,
    /// <summary>Not drawn, and not in the legend.</summary>
    False,
    /// <summary>In the legend only, until the reader clicks it.</summary>
    LegendOnly,
}
