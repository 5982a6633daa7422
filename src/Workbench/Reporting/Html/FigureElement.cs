using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// A figure as the HTML of a notebook's output: a custom element with its data and no script to run. It is drawn once
/// <see cref="PlotlyJs.ScriptElement"/> and <see cref="PlotlyJs.DrawElement"/> are on the page, which another output may bring, before or
/// after; until then, and where scripts are stripped, it shows its fallback.
/// </summary>
internal static class FigureElement
{
    /// <summary>The name by which outputs ask for plotly.js.</summary>
    internal const string Script = "plotly";

    internal static Html Of(GenericChart chart, byte[]? png = null)
    {
        var json = chart.ToJson();
        return Of(json, FigureWords.Of(json), png);
    }

    /// <param name="json">The figure: data, layout, config.</param>
    /// <param name="words">What is drawn, in words.</param>
    /// <param name="png">The same as a picture; null when there is none.</param>
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
