using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>How plotly.js behaves: the third part of a figure. plotly.js's own names are in camel case here, unlike everywhere else.</summary>
public sealed record Config
{
    /// <summary>Whether the chart follows the size of its element; default true.</summary>
    [JsonPropertyName("responsive")]
    public bool? Responsive { get; init; } = true;

    /// <summary>Whether plotly's logo is in the mode bar; default false.</summary>
    [JsonPropertyName("displaylogo")]
    public bool? DisplayLogo { get; init; } = false;

    /// <summary>Whether the mode bar offers to send the figure's data to a server of Plotly's, as plotly.js 4 does by default; default false.</summary>
    [JsonPropertyName("showSendToCloud")]
    public bool? ShowSendToCloud { get; init; } = false;

    /// <summary>Whether the mode bar is always there (true) or never (false); null: on hover.</summary>
    [JsonPropertyName("displayModeBar")]
    public bool? DisplayModeBar { get; init; }

    /// <summary>Whether nothing reacts to the pointer.</summary>
    [JsonPropertyName("staticPlot")]
    public bool? StaticPlot { get; init; }

    /// <summary>Whether the wheel zooms.</summary>
    [JsonPropertyName("scrollZoom")]
    public bool? ScrollZoom { get; init; }

    /// <summary>Mode-bar buttons that are left out: "select2d", "lasso2d".</summary>
    [JsonPropertyName("modeBarButtonsToRemove")]
    public IReadOnlyList<string>? ModeBarButtonsToRemove { get; init; }
}
