using System.Buffers.Binary;
using System.Text.RegularExpressions;

namespace Workbench.Reporting;

/// <summary>Pictures of figures, drawn by plotly.js in one headless Chromium.</summary>
internal static partial class FigurePng
{
    private const int DefaultWidth = 900;
    private const int DefaultHeight = 450;

    /// <summary>PNG files of figures.</summary>
    /// <param name="figures">Figures as JSON: data, layout, config.</param>
    /// <param name="chromium">The browser.</param>
    /// <param name="pixelRatio">Pixels to a CSS pixel; default 2.</param>
    /// <exception cref="InvalidInputException">The browser fails, or a figure cannot be drawn.</exception>
    internal static IReadOnlyList<byte[]> Of(IReadOnlyList<string> figures, Chromium chromium, int pixelRatio = 2)
    {
        var dom = chromium.Dom(Page(figures, pixelRatio));
        if (Failure().Match(dom) is { Success: true } failure)
            throw new InvalidInputException("plotly.js draws the figure", System.Net.WebUtility.HtmlDecode(failure.Groups[1].Value));
        var pictures = Picture().Matches(dom).Select(match => Convert.FromBase64String(match.Groups[1].Value)).ToList();
        return pictures.Count == figures.Count ? pictures : throw new InvalidInputException(
            "Chromium gives a picture of every figure", $"{pictures.Count} of {figures.Count}", nextStep: "Try again, or leave out image/png.");
    }

    /// <summary>The width of a picture in pixels.</summary>
    internal static int WidthOf(ReadOnlySpan<byte> png) => BinaryPrimitives.ReadInt32BigEndian(png[16..]); // PNG's first chunk begins with the width

    private static string Page(IReadOnlyList<string> figures, int pixelRatio) => $$"""
        <!DOCTYPE html><html><head><meta charset="utf-8">{{PlotlyJs.ScriptElement}}</head><body>
        <script type="application/json" id="figures">[{{FigureJson.ForScript(string.Join(',', figures))}}]</script>
        <script>
        (async function () {
          function put(tag, name, value) { document.body.appendChild(document.createElement(tag)).setAttribute(name, value); }
          try {
            await WorkbenchPlotlyReady;
            for (var figure of JSON.parse(document.getElementById('figures').textContent)) {
              var layout = figure.layout || {};
              put('img', 'data-png', await WorkbenchPlotly.toImage(figure, { format: 'png', width: layout.width || {{DefaultWidth}}, height: layout.height || {{DefaultHeight}}, scale: {{pixelRatio}} }));
            }
          } catch (error) { put('p', 'data-failure', String(error && error.message || error)); }
        })();
        </script></body></html>
        """;

    [GeneratedRegex("data-png=\"data:image/png;base64,([^\"]+)\"")]
    private static partial Regex Picture();

    [GeneratedRegex("data-failure=\"([^\"]*)\"")]
    private static partial Regex Failure();
}
