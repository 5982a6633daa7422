using System.Globalization;
using System.Text.RegularExpressions;
using DynamicObj;
using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>Figures as HTML.</summary>
internal static partial class FigurePage
{
    // The default of plotly.js.
    private const int DefaultHeight = 450;

    internal static string Fragment(GenericChart chart, string id, string? data = null)
    {
        if (!Id().IsMatch(id))
            throw new InvalidInputException("an element's id must start with a letter and contain only letters, digits and hyphens", id);
        var height = Convert.ToInt32(
            GenericChart.getLayout(chart).TryGetPropertyValue("height")?.Value ?? DefaultHeight,
            CultureInfo.InvariantCulture
        );
        return $"""
            <div class="plotly-figure" id="{id}" style="height:{height}px"></div>
            <script type="application/json" id="{id}-json">{FigureJson.ForScript(
                data is null ? FigureJson.Of(chart) : FigureJson.Of(chart, data)
            )}</script>
            """;
    }

    internal static string Single(GenericChart chart) =>
        $$"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{{Html.Escape(FigureWords.TitleOf(chart) ?? "Figure")}}</title>
            <style>body { margin: 1rem auto; max-width: 60rem; padding: 0 1rem; font-family: system-ui, sans-serif; }</style>
            </head>
            <body>
            {{Fragment(chart, "figure")}}
            {{PlotlyJs.ScriptElement}}
            {{PlotlyJs.DrawElement}}
            </body>
            </html>

            """;

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9-]*$")]
    private static partial Regex Id();
}
