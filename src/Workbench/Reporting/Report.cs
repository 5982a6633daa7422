using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>Writes a study's report.</summary>
public static class Report
{
    /// <summary>
    /// Writes report.html (self-contained: opens offline, one copy of plotly.js) and figures/*.json (Plotly figures) into a folder, which
    /// is made if it is missing. Each file appears whole or not at all, report.html last; files that are not the report's are left alone.
    /// </summary>
    /// <param name="data">What to show.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>The paths that were written.</returns>
    /// <exception cref="InvalidInputException">The data contradict themselves (all faults at once), or the folder cannot be written
    /// to.</exception>
    public static ReportFiles Write(ReportData data, string folder)
    {
        var charts = Figures(data);
        var html = new ReportPage(data, charts).Render();
        var figures = new List<string>();
        foreach (var (name, (chart, traces)) in charts)
        {
            var path = Path.Combine(folder, "figures", $"{name}.json");
            AtomicFile.Save(path, FigureJson.Of(chart, traces) + "\n");
            figures.Add(path);
        }
        var page = Path.Combine(folder, "report.html");
        AtomicFile.Save(page, html);
        return new ReportFiles(page, figures);
    }

    /// <summary>The report as one self-contained page.</summary>
    /// <param name="data">What to show.</param>
    /// <exception cref="InvalidInputException">The data contradict themselves; all faults at once.</exception>
    public static string ToHtml(ReportData data) => new ReportPage(data, Figures(data)).Render();

    private static OrderedDictionary<string, ReportFigure> Figures(ReportData data) =>
        new(
            new StudyFigures(data).All.Select(one =>
                KeyValuePair.Create(one.Name, new ReportFigure(one.Chart, FigureJson.DataOf(one.Chart)))
            )
        );
}

/// <summary>A figure that the page and a file have, under layouts of their own.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Traces">Its traces as JSON.</param>
internal sealed record ReportFigure(GenericChart Chart, string Traces);

/// <summary>What a report wrote.</summary>
/// <param name="Html">The path of report.html.</param>
/// <param name="Figures">The paths of the figures' JSON files.</param>
public sealed record ReportFiles(string Html, IReadOnlyList<string> Figures);
