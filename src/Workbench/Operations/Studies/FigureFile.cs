using Plotly.NET;
using Workbench.Reporting;

namespace Workbench.Operations;

/// <summary>
/// Writes figures to files. The extension selects the format: .html is a self-contained page, .json is the input of plotly.js, and .png,
/// .svg and .pdf are rendered by Chromium.
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

    /// <summary>The fault of a path, checked before anything is computed; null when the path is valid.</summary>
    /// <param name="path">The path; null for no file.</param>
    /// <param name="variable">Reads an environment variable, to find Chromium for .png, .svg and .pdf.</param>
    public static Fault? Check(string? path, Func<string, string?> variable) =>
        path is null ? null
        : !Forms.ContainsKey(Path.GetExtension(path))
            ? new("unknown file extension of a figure", path, string.Join(", ", Forms.Keys), null, "--out")
        : Path.GetExtension(path).ToLowerInvariant() is ".html" or ".json" ? null
        : Chromium.Missing(variable) is { } missing ? missing with { Path = "--out" }
        : null;

    /// <summary>Writes a figure atomically.</summary>
    /// <param name="chart">The figure.</param>
    /// <param name="path">The absolute path.</param>
    /// <param name="variable">Reads an environment variable, to find Chromium for .png, .svg and .pdf.</param>
    public static void Write(GenericChart chart, string path, Func<string, string?> variable) =>
        AtomicFile.Save(path, Forms[Path.GetExtension(path)](chart, variable));

    private static byte[] Text(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
