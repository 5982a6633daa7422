using System.Globalization;
using System.Net;
using System.Text;
using Workbench.Operations;

namespace Workbench.Notebook.Magics.Live;

/// <summary>The state of an operation as HTML. Styles are inline, because front ends strip style sheets.</summary>
internal static class LiveHtml
{
    private const string Grey = Display.TableHtml.Faint;
    private const string Cell = "padding:1px 12px 1px 0;text-align:left;white-space:nowrap";
    private const string Number = "padding:1px 12px 1px 0;text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap";

    /// <param name="view">The state.</param>
    /// <param name="figure">The HTML of the learning curves; null for none.</param>
    public static string Of(LiveView view, string? figure)
    {
        var html = new StringBuilder("<div class=\"workbench-live\" style=\"font-size:13px;line-height:1.5\">");
        if (view.Study is { } study)
        {
            AppendBar(html, study.Title, study.Share, LiveText.Headline(study, view.Phase), view.Phase);
            AppendRuns(html, study.Running, view.Phase);
        }
        foreach (var bar in view.Bars)
            AppendBar(html, bar.Task, bar.Share, $"{bar.Task}: {LiveText.Beside(bar)}", view.Phase);
        if (view.Text.Length > 0)
            html.Append("<pre style=\"white-space:pre-wrap;margin:4px 0\">").Append(Text(view.Text)).Append("</pre>");
        if (view.Step is { } step)
            html.Append($"<div style=\"{Grey}\">{Text(step)}</div>");
        html.Append(Warnings(view.Warnings));
        if (LiveText.Ending(view) is { } ending)
            html.Append($"<div><b>{Text(ending)}</b></div>");
        return html.Append(figure).Append("</div>").ToString();
    }

    /// <summary>The warnings, one per line; empty without warnings.</summary>
    public static string Warnings(IReadOnlyList<string> warnings) =>
        warnings.Count == 0
            ? ""
            : $"<div style=\"border-left:3px solid #d9a400;padding:0 8px;margin:4px "
                + $"0\">{string.Concat(warnings.Select(warning => $"<div>warning: {Text(warning)}</div>"))}</div>";

    private static void AppendBar(StringBuilder html, string name, double share, string caption, LivePhase phase)
    {
        var colour = phase is LivePhase.Interrupted or LivePhase.Failed ? "#d9a400" : "#3b78c4";
        html.Append(
                CultureInfo.InvariantCulture,
                $"<div style=\"margin:2px 0\" role=\"progressbar\" aria-label=\"{Text(name)}\" aria-valuemin=\"0\" "
                    + $"aria-valuemax=\"100\" aria-valuenow=\"{share * 100:0}\"><div "
                    + $"style=\"display:inline-block;vertical-align:middle;width:200px;height:10px;border-radius:5px;"
                    + $"background:rgba(128,128,128,.25);overflow:hidden;margin-right:10px\"><div "
                    + $"style=\"width:{share * 100:0.#}%;height:100%;background:{colour}\"></div></div>"
            )
            .Append($"<span>{Text(caption)}</span></div>");
    }

    private static void AppendRuns(StringBuilder html, IReadOnlyList<LiveRun> runs, LivePhase phase)
    {
        if (runs.Count == 0 || phase != LivePhase.Running)
            return;
        html.Append(
            $"<div {Display.TableHtml.Scrolls}><table style=\"border-collapse:collapse;margin:4px 0\"><tr style=\"{Grey}\"><th "
                + $"scope=\"col\" style=\"{Cell}\">running</th><th scope=\"col\" style=\"{Number}\">seed</th><th scope=\"col\" "
                + $"style=\"{Number}\">step</th><th scope=\"col\" style=\"{Number}\">loss</th><th scope=\"col\" "
                + $"style=\"{Number}\">validation</th><th scope=\"col\" style=\"{Number}\">tokens/s</th></tr>"
        );
        foreach (var run in runs)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<tr><td style=\"{Cell}\">{Text(run.Cell)}</td><td style=\"{Number}\">{run.Seed}</td><td "
                    + $"style=\"{Number}\">{run.Step} / {run.Steps}</td><td style=\"{Number}\">{run.Loss:0.000}</td><td "
                    + $"style=\"{Number}\">{run.Metric:0.000}</td><td style=\"{Number}\">{run.TokensPerSecond:0}</td></tr>"
            );
        }
        html.Append("</table></div>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
