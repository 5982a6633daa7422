using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// A figure as the HTML of a notebook output: a custom element with the figure's data, without executable script. It is drawn as soon as
/// <see cref="PlotlyJs.ScriptElement"/> and <see cref="PlotlyJs.DrawElement"/> are on the page; any output can add them, earlier or later.
/// Until then, and where scripts are removed, the element shows its fallback.
/// </summary>
internal static class FigureElement
{
    /// <summary>The name of plotly.js in the data-needs attribute of outputs.</summary>
    internal const string Script = "plotly";

    internal static Html Of(GenericChart chart, byte[]? png = null)
    {
        var json = chart.ToJson();
        return Of(json, FigureWords.Of(json), png);
    }

    /// <param name="json">The figure, with data, layout and config.</param>
    /// <param name="words">The text description of the figure.</param>
    /// <param name="png">The figure as a PNG image, for the fallback; null shows the text instead.</param>
    internal static Html Of(string json, string words, byte[]? png)
    {
        var data = new Html(FigureJson.ForScript(json));
        return Html.Of(
            $"""
            <workbench-figure data-needs="{Script}" role="figure" aria-label="{words.Split('\n')[
                0
            ]}" style="display:block"><script type="application/json">{data}</script><div class="workbench-fallback">{Fallback(
                words,
                png
            )}</div></workbench-figure>
            """
        );
    }

    private static Html Fallback(string words, byte[]? png) =>
        png is null
            ? Html.Of($"""<pre style="white-space:pre-wrap;opacity:.75">{words}</pre>""")
            : Html.Of(
                $"""<img src="data:image/png;base64,{Convert.ToBase64String(png)}" alt="{words}" width="{FigurePictures.WidthOf(png)}" """
                    + $"""style="max-width:100%">"""
            );
}
