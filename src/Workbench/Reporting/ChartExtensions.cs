using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// Plotly.NET's charts from C#: what Plotly.NET.CSharp has no method for (a title, a layout, an attribute by its name), and files and text
/// that need no network. Everything else is Plotly.NET's own.
/// </summary>
public static class ChartExtensions
{
    /// <summary>
    /// Sets an attribute of a layout, an axis, a trace … under plotly.js's name, in place: <c>new Plotly.NET.Layout().With("bargap",
    /// 0.3)</c>.
    /// </summary>
    /// <param name="target">One of Plotly.NET's objects.</param>
    /// <param name="attribute">The name, as plotly.js's reference has it; what it does not know, it ignores.</param>
    /// <param name="value">A number, a text, an array, another object; null leaves the attribute out.</param>
    public static T With<T>(this T target, string attribute, object? value)
        where T : DynamicObj.DynamicObj
    {
        ArgumentNullException.ThrowIfNull(target);
        if (value is not null)
            target.SetProperty(attribute, value);
        return target;
    }

    /// <summary>The title.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="title">Its text; plotly.js reads &lt;b&gt;, &lt;i&gt;, &lt;br&gt;, &lt;sub&gt;, &lt;sup&gt; in it.</param>
    public static GenericChart WithTitle(this GenericChart gChart, string title) =>
        gChart.WithLayout(new Layout().With("title", PlotlyObjects.Title(title)));

    /// <summary>A layout over the one there is.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="layout">What it has takes the place of what was there.</param>
    public static GenericChart WithLayout(this GenericChart gChart, Layout layout)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        ArgumentNullException.ThrowIfNull(layout);
        // Plotly.NET would change the layout of the chart, and a title the one that is given.
        var own = (Layout)PlotlyObjects.Copy(GenericChart.getLayout(gChart));
        var over = (Layout)PlotlyObjects.Copy(layout);
        return GenericChart.addLayout(Titled(over), GenericChart.setLayout(Titled(own), gChart));
    }

    // plotly.js takes a text for a title, Plotly.NET does not.
    private static Layout Titled(Layout layout) =>
        layout.Get<string>("title") is { } text ? layout.With("title", PlotlyObjects.Title(text)) : layout;

    /// <summary>The MIME type of <see cref="ToJson"/>, as Jupyter and VS Code know it.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The figure as plotly.js reads it: one object with data, layout and config. NaN and infinities are gaps (null).</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="indented">Whether it is laid out for reading; default false.</param>
    public static string ToJson(this GenericChart gChart, bool indented = false) => FigureJson.Of(gChart, indented);

    /// <summary>A page of its own, with one copy of plotly.js inside: opens offline.</summary>
    /// <param name="gChart">The chart.</param>
    public static string ToHtml(this GenericChart gChart) => FigurePage.Single(gChart);

    /// <summary>
    /// The figure's element and data without plotly.js: for a page that has <see cref="PlotlyJs.ScriptElement"/> once and
    /// <see cref="PlotlyJs.DrawElement"/> at its end.
    /// </summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="id">The element's id, unique on the page: a letter, then letters, digits and hyphens.</param>
    /// <exception cref="InvalidInputException">The id has other characters.</exception>
    public static string ToHtmlFragment(this GenericChart gChart, string id) => FigurePage.Fragment(gChart, id);

    /// <summary>
    /// Writes a page of its own that opens offline, which Plotly.NET's method of this name needs the network for; ".html" is added to the
    /// path if it is missing.
    /// </summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The file cannot be written.</exception>
    public static void SaveHtml(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.Save(path.EndsWith(".html", StringComparison.OrdinalIgnoreCase) ? path : path + ".html", gChart.ToHtml());
    }

    /// <summary>
    /// The figure as a PNG file, drawn by a headless Chromium at two pixels to a CSS pixel; 900 x 450 CSS pixels unless the layout has a
    /// size.
    /// </summary>
    /// <param name="gChart">The chart.</param>
    /// <exception cref="InvalidInputException">There is no Chromium here (on the PATH, or named by WORKBENCH_CHROMIUM), or it gives no
    /// picture within two minutes.</exception>
    public static byte[] ToPng(this GenericChart gChart) => ToPngs([gChart])[0];

    /// <summary>Several figures as PNG files, drawn by one Chromium.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static IReadOnlyList<byte[]> ToPngs(this IEnumerable<GenericChart> gCharts) =>
        FigurePictures.Png([.. gCharts.Select(chart => chart.ToJson())], Chromium.Find(Environment.GetEnvironmentVariable));

    /// <summary>Writes a PNG file; ".png" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SavePng(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        AtomicFile.Save(path.EndsWith(".png", StringComparison.OrdinalIgnoreCase) ? path : path + ".png", gChart.ToPng());
    }

    /// <summary>Writes an SVG file, in vectors; ".svg" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SaveSvg(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var svg = FigurePictures.Svg(gChart.ToJson(), Chromium.Find(Environment.GetEnvironmentVariable));
        AtomicFile.Save(path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? path : path + ".svg", svg);
    }

    /// <summary>Writes a PDF file of one page, in vectors; ".pdf" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SavePdf(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var pdf = FigurePictures.Pdf(gChart.ToJson(), Chromium.Find(Environment.GetEnvironmentVariable));
        AtomicFile.Save(path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) ? path : path + ".pdf", pdf);
    }

    /// <summary>What is drawn, in words: for terminals and for <c>text/plain</c>.</summary>
    /// <param name="gChart">The chart.</param>
    public static string ToText(this GenericChart gChart) => FigureWords.Of(gChart.ToJson());
}
