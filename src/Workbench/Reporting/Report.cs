using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>Writes a study's report.</summary>
public static class Report
{
    /// <summary>
    /// Writes report.html (self-contained, opens offline, one copy of plotly.js) and figures/*.json (Plotly figures) into a folder, which
    /// is created if it is missing. Each file is written atomically, report.html last. Other files in the folder are not touched.
    /// </summary>
    /// <param name="data">The report's data.</param>
    /// <param name="folder">The folder.</param>
    /// <returns>The paths of the files.</returns>
    /// <exception cref="InvalidInputException">The data are inconsistent (all faults are listed), or the folder is not
    /// writable.</exception>
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
        var page = PageIn(folder);
        AtomicFile.Save(page, html);
        return new ReportFiles(page, figures);
    }

    /// <summary>The path of the report in a folder.</summary>
    internal static string PageIn(string folder) => Path.Combine(folder, "report.html");

    /// <summary>Whether the report in a folder was written with this stamp.</summary>
    internal static bool IsCurrent(string folder, string stamp)
    {
        try
        {
            return File.ReadLines(PageIn(folder)).Take(10).Contains(ReportPage.StampElement(stamp));
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The report as a self-contained HTML page.</summary>
    /// <param name="data">The report's data.</param>
    /// <exception cref="InvalidInputException">The data are inconsistent; all faults are listed.</exception>
    public static string ToHtml(ReportData data) => new ReportPage(data, Figures(data)).Render();

    private static OrderedDictionary<string, ReportFigure> Figures(ReportData data) =>
        new(
            new StudyFigures(data).All.Select(one =>
                KeyValuePair.Create(one.Name, new ReportFigure(one.Chart, FigureJson.DataOf(one.Chart)))
            )
        );
}

/// <summary>A figure for the page and for a file, which share the traces but have different layouts.</summary>
/// <param name="Chart">The chart.</param>
/// <param name="Traces">The traces as JSON.</param>
internal sealed record ReportFigure(GenericChart Chart, string Traces);

/// <summary>The files of a report.</summary>
/// <param name="Html">The path of report.html.</param>
/// <param name="Figures">The paths of the figures' JSON files.</param>
public sealed record ReportFiles(string Html, IReadOnlyList<string> Figures);
