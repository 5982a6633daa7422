using Plotly.NET;

namespace Workbench.Reporting;

/// <summary>
/// Extensions of Plotly.NET for C#: titles, layouts and attributes by name, which Plotly.NET.CSharp has no methods for, and output to files
/// and text without network access.
/// </summary>
public static class ChartExtensions
{
    /// <summary>
    /// Sets an attribute of a layout, an axis, a trace or another object by its plotly.js name, in place:
    /// <c>new Plotly.NET.Layout().With("bargap", 0.3)</c>.
    /// </summary>
    /// <param name="target">A Plotly.NET object.</param>
    /// <param name="attribute">The attribute's name in the plotly.js reference. plotly.js ignores unknown names.</param>
    /// <param name="value">A number, a string, an array or another object; null sets nothing.</param>
    public static T With<T>(this T target, string attribute, object? value)
        where T : DynamicObj.DynamicObj
    {
        ArgumentNullException.ThrowIfNull(target);
        if (value is not null)
            target.SetProperty(attribute, value);
        return target;
    }

    /// <summary>The chart with a title.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="title">The text; plotly.js interprets &lt;b&gt;, &lt;i&gt;, &lt;br&gt;, &lt;sub&gt;, &lt;sup&gt;.</param>
    public static GenericChart WithTitle(this GenericChart gChart, string title) =>
        gChart.WithLayout(new Layout().With("title", PlotlyObjects.Title(title)));

    /// <summary>The chart with a layout merged into its own.</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="layout">The layout; its attributes override those of the chart.</param>
    public static GenericChart WithLayout(this GenericChart gChart, Layout layout)
    {
        ArgumentNullException.ThrowIfNull(gChart);
        ArgumentNullException.ThrowIfNull(layout);
        // Copies, because Plotly.NET would modify the chart's layout, and the title of the given layout.
        var own = (Layout)PlotlyObjects.Copy(GenericChart.getLayout(gChart));
        var over = (Layout)PlotlyObjects.Copy(layout);
        return GenericChart.addLayout(Titled(over), GenericChart.setLayout(Titled(own), gChart));
    }

    // plotly.js accepts a string as a title, Plotly.NET only an object.
    private static Layout Titled(Layout layout) =>
        layout.Get<string>("title") is { } text ? layout.With("title", PlotlyObjects.Title(text)) : layout;

    /// <summary>The MIME type of <see cref="ToJson"/> in Jupyter and VS Code.</summary>
    public const string MimeType = "application/vnd.plotly.v1+json";

    /// <summary>The figure as JSON for plotly.js: an object with data, layout and config. NaN and infinities are null (gaps).</summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="indented">Whether to indent the JSON. Default: false.</param>
    public static string ToJson(this GenericChart gChart, bool indented = false) => FigureJson.Of(gChart, indented);

    /// <summary>A self-contained HTML page with a copy of plotly.js, which opens offline.</summary>
    /// <param name="gChart">The chart.</param>
    public static string ToHtml(this GenericChart gChart) => FigurePage.Single(gChart);

    /// <summary>
    /// The figure's HTML element and data without plotly.js, for a page that contains <see cref="PlotlyJs.ScriptElement"/> once and
    /// <see cref="PlotlyJs.DrawElement"/> at the end.
    /// </summary>
    /// <param name="gChart">The chart.</param>
    /// <param name="id">The element's id, unique on the page: a letter, then letters, digits and hyphens.</param>
    /// <exception cref="InvalidInputException">The id has other characters.</exception>
    public static string ToHtmlFragment(this GenericChart gChart, string id) => FigurePage.Fragment(gChart, id);

    /// <summary>
    /// Writes a self-contained HTML page, which opens offline; the page of Plotly.NET's method of the same name loads plotly.js from the
    /// network. ".html" is added to the path if it is missing.
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
    /// The figure as a PNG image, rendered by headless Chromium with a device pixel ratio of 2. 900 x 450 CSS pixels unless the layout has
    /// a size.
    /// </summary>
    /// <param name="gChart">The chart.</param>
    /// <exception cref="InvalidInputException">Chromium was not found (on the PATH, or in WORKBENCH_CHROMIUM), or rendered no image within
    /// two minutes.</exception>
    public static byte[] ToPng(this GenericChart gChart) => ToPngs([gChart])[0];

    /// <summary>Several figures as PNG images, rendered by one Chromium process.</summary>
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

    /// <summary>Writes an SVG file; ".svg" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SaveSvg(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var svg = FigurePictures.Svg(gChart.ToJson(), Chromium.Find(Environment.GetEnvironmentVariable));
        AtomicFile.Save(path.EndsWith(".svg", StringComparison.OrdinalIgnoreCase) ? path : path + ".svg", svg);
    }

    /// <summary>Writes a PDF file with one page of vector graphics; ".pdf" is added to the path if it is missing.</summary>
    /// <inheritdoc cref="ToPng"/>
    public static void SavePdf(this GenericChart gChart, string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var pdf = FigurePictures.Pdf(gChart.ToJson(), Chromium.Find(Environment.GetEnvironmentVariable));
        AtomicFile.Save(path.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) ? path : path + ".pdf", pdf);
    }

    /// <summary>A text description of the figure, for terminals and for <c>text/plain</c>.</summary>
    /// <param name="gChart">The chart.</param>
    public static string ToText(this GenericChart gChart) => FigureWords.Of(gChart.ToJson());
}
