using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Figures;

/// <summary>A Plotly figure: traces, layout and configuration. A value; the <c>With…</c> methods of <see cref="GenericChartExtensions"/> return changed copies.</summary>
public sealed record GenericChart
{
    /// <summary>The MIME type of <see cref="ToJson"/>, as Jupyter and VS Code know it.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The traces, drawn in this order.</summary>
    [JsonPropertyName("data")]
    public IReadOnlyList<Trace> Traces { get; init; } = [];

    /// <summary>The layout.</summary>
    public Layout Layout { get; init; } = new();

    /// <summary>How plotly.js behaves.</summary>
    public Config Config { get; init; } = new();

    /// <summary>The figure as plotly.js reads it: one object with data, layout and config.</summary>
    /// <param name="indented">Whether it is laid out for reading; default false.</param>
    public string ToJson(bool indented = false) => JsonSerializer.Serialize(this, indented ? FigureJson.Indented : FigureJson.Options);

    /// <summary>A page of its own, with one copy of plotly.js inside: opens offline.</summary>
    public string ToHtml() => FigurePage.Single(this);

    /// <summary>The figure's element and data without plotly.js: for a page that has <see cref="PlotlyJs.ScriptElement"/> once and <see cref="PlotlyJs.DrawElement"/> at its end.</summary>
    /// <param name="id">The element's id, unique on the page: a letter, then letters, digits and hyphens.</param>
    /// <exception cref="InvalidInputException">The id has other characters.</exception>
    public string ToHtmlFragment(string id) => FigurePage.Fragment(this, id);

    /// <summary>What is drawn, in words: for terminals and for <c>text/plain</c>.</summary>
    public override string ToString() => PlainText.Of(this);
}
