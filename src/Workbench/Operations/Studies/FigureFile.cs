using Plotly.NET;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>
/// Figures as files, by their ending: .html opens offline, .json is what plotly.js reads, .png, .svg and .pdf are pictures, drawn by
/// Chromium.
/// </summary>
internal static class FigureFile
{
    private static readonly IReadOnlyDictionary<string, Func<GenericChart, Func<string, string?>, byte[]>> Forms = new Dictionary<
        string,
        Func<GenericChart, Func<string, string?>, byte[]>
    >(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = (chart, _) => Text(chart.ToHtml()),
        [".json"] = (chart, _) => Text(chart.ToJson() + "\n"),
        [".png"] = (chart, variable) => FigurePictures.Png([chart.ToJson()], Chromium.Find(variable))[0],
        [".svg"] = (chart, variable) => FigurePictures.Svg(chart.ToJson(), Chromium.Find(variable)),
        [".pdf"] = (chart, variable) => FigurePictures.Pdf(chart.ToJson(), Chromium.Find(variable)),
    };

    /// <summary>What is wrong with a path, asked before anything is computed; null when nothing is.</summary>
    /// <param name="path">The path; null for none.</param>
    /// <param name="variable">Reads an environment variable, by which Chromium is found for a picture.</param>
    public static Fault? Check(string? path, Func<string, string?> variable) =>
        path is null ? null
        : !Forms.ContainsKey(Path.GetExtension(path))
            ? new("a figure's file is known by its ending", path, string.Join(", ", Forms.Keys), null, "--out")
        : Path.GetExtension(path).ToLowerInvariant() is ".html" or ".json" ? null
        : Chromium.Missing(variable) is { } missing ? missing with { Path = "--out" }
        : null;

    /// <summary>Writes a figure: whole or not at all.</summary>
    /// <param name="chart">The figure.</param>
    /// <param name="path">Absolute.</param>
    /// <param name="variable">Reads an environment variable, by which Chromium is found for a picture.</param>
    public static void Write(GenericChart chart, string path, Func<string, string?> variable) =>
        AtomicFile.Save(path, Forms[Path.GetExtension(path)](chart, variable));

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
