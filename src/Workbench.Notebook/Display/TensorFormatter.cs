using static TorchSharp.torch;

namespace Workbench.Notebook.Display;

/// <summary>Formats tensors.</summary>
internal static class TensorFormatter
{
    private const int MostLines = 12;

    internal static Html Html(Tensor tensor)
    {
        var summary = TensorSummary.Of(tensor);
        var statistics = summary.Statistics is null
            ? Workbench.Html.Empty
            : Workbench.Html.Of($"""<div style="{TableHtml.Faint}">{summary.Statistics}</div>""");
        var values = summary.Values is null
            ? Workbench.Html.Empty
            : Workbench.Html.Of($"""<pre style="margin:.3em 0">{summary.Values}</pre>""");
        // Many lines of values are collapsed; the heat map shows more.
        if (summary.Values?.Count(letter => letter == '\n') >= MostLines)
            values = Workbench.Html.Of($"<details><summary>values</summary>{values}</details>");
        var map = summary.Map is null
            ? Workbench.Html.Empty
            : Workbench.Html.Of(
                $"""<div>{HeatMap.Of(summary.Map, $"heat map of {summary.MapText}; {summary.Statistics}")}<div """
                    + $"""style="{TableHtml.Faint};font-size:.85em">{summary.MapText}; red above zero, blue below</div></div>"""
            );
        return Workbench.Html.Of($"""<div><div><b>tensor</b> {summary.Head}</div>{statistics}{values}{map}</div>""");
    }

    internal static string Text(Tensor tensor)
    {
        var summary = TensorSummary.Of(tensor);
        return string.Join(
            '\n',
            new[] { $"{summary.Head}{(summary.Statistics is null ? "" : $"; {summary.Statistics}")}", summary.Values }.Where(line =>
                line is not null
            )
        );
    }
}
