using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Reporting;

/// <summary>Images of figures, rendered by plotly.js in a headless Chromium.</summary>
internal static partial class FigurePictures
{
    private const int DefaultWidth = 900;
    private const int DefaultHeight = 450;

    /// <summary>Figures as PNG images.</summary>
    /// <param name="figures">The figures as JSON, with data, layout and config.</param>
    /// <param name="chromium">The browser.</param>
    /// <param name="pixelRatio">Device pixels per CSS pixel. Default: 2.</param>
    /// <exception cref="InvalidInputException">The browser fails, or a figure cannot be rendered.</exception>
    internal static IReadOnlyList<byte[]> Png(IReadOnlyList<string> figures, Chromium chromium, int pixelRatio = 2) =>
        [
            .. Drawn(figures, chromium, "png", pixelRatio)
                .Select(url => Convert.FromBase64String(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..])),
        ];

    /// <summary>A figure as an SVG image.</summary>
    /// <inheritdoc cref="Png"/>
    internal static byte[] Svg(string figure, Chromium chromium)
    {
        var url = Drawn([figure], chromium, "svg", pixelRatio: 1)[0];
        return Encoding.UTF8.GetBytes(Uri.UnescapeDataString(url[(url.IndexOf(',', StringComparison.Ordinal) + 1)..]));
    }

    /// <summary>A figure as a PDF with one page of vector graphics.</summary>
    /// <inheritdoc cref="Png"/>
    internal static byte[] Pdf(string figure, Chromium chromium)
    {
        var svg = Encoding.UTF8.GetString(Svg(figure, chromium));
        if (Size().Match(svg) is not { Success: true } size)
            throw new InvalidInputException("plotly.js returned an SVG without width and height", svg[..Math.Min(100, svg.Length)]);
        return chromium.Pdf(
            $$"""
            <!DOCTYPE html><html><head><meta charset="utf-8"><style>
            @page { size: {{size.Groups[1].Value}}px {{size.Groups[2].Value}}px; margin: 0 } body { margin: 0 } svg { display: block }
            </style></head><body>{{svg}}</body></html>
            """
        );
    }

    private static List<string> Drawn(IReadOnlyList<string> figures, Chromium chromium, string format, int pixelRatio)
    {
        var dom = chromium.Dom(Page(figures, format, pixelRatio));
        if (Failure().Match(dom) is { Success: true } failure)
            throw new InvalidInputException(
                "plotly.js could not draw the figure",
                System.Net.WebUtility.HtmlDecode(failure.Groups[1].Value)
            );
        var pictures = Picture().Matches(dom).Select(match => System.Net.WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
        return pictures.Count == figures.Count
            ? pictures
            : throw new InvalidInputException(
                "Chromium did not render every figure",
                $"{pictures.Count} of {figures.Count}",
                nextStep: "Try again, or leave the image out."
            );
    }

    /// <summary>The width of a PNG image in pixels.</summary>
    // The first chunk of a PNG, after the 8-byte signature and the 8-byte chunk header, begins with the width.
    internal static int WidthOf(ReadOnlySpan<byte> png) => BinaryPrimitives.ReadInt32BigEndian(png[16..]);

    private static string Page(IReadOnlyList<string> figures, string format, int pixelRatio) =>
        $$"""
            <!DOCTYPE html><html><head><meta charset="utf-8">{{PlotlyJs.ScriptElement}}</head><body>
            <script type="application/json" id="figures">[{{FigureJson.ForScript(string.Join(',', figures))}}]</script>
            <script>
            (async function () {
              function put(tag, name, value) { document.body.appendChild(document.createElement(tag)).setAttribute(name, value); }
              try {
                await WorkbenchPlotlyReady;
                for (var figure of JSON.parse(document.getElementById('figures').textContent)) {
                  var layout = figure.layout || {};
                  var size = { width: layout.width || {{DefaultWidth}}, height: layout.height || {{DefaultHeight}}, scale: {{pixelRatio}} };
                  put('p', 'data-picture', await WorkbenchPlotly.toImage(figure, Object.assign({ format: '{{format}}' }, size)));
                }
              } catch (error) { put('p', 'data-failure', String(error && error.message || error)); }
            })();
            </script></body></html>
            """;

    [GeneratedRegex("data-picture=\"(data:image/[^\"]+)\"")]
    private static partial Regex Picture();

    [GeneratedRegex("<svg[^>]* width=\"([0-9.]+)\" height=\"([0-9.]+)\"")]
    private static partial Regex Size();

    [GeneratedRegex("data-failure=\"([^\"]*)\"")]
    private static partial Regex Failure();
}
