using System.Text.RegularExpressions;

namespace Workbench.Figures;

/// <summary>Figures as HTML.</summary>
internal static partial class FigurePage
{
    internal static string Fragment(GenericChart chart, string id)
    {
        if (!Id().IsMatch(id))
            throw new InvalidInputException("an element's id starts with a letter and has letters, digits and hyphens", id);
        var height = chart.Layout.Height ?? 450;
        return $"""
            <div class="plotly-figure" id="{id}" style="height:{height}px"></div>
            <script type="application/json" id="{id}-json">{FigureJson.ForScript(chart.ToJson())}</script>
            """;
    }

    internal static string Single(GenericChart chart) => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>{{Html.Escape(chart.Layout.Title?.Text ?? "Figure")}}</title>
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
