using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Workbench.Tests.Reporting;

/// <summary>Headless Chromium: draws a page and says what is on it.</summary>
internal static class Browser
{
    /// <summary>What a page looked like once its figures were drawn.</summary>
    public sealed record Page(
        IReadOnlyList<Figure> Figures,
        IReadOnlyList<string> Errors,
        int Resources,
        int Width,
        int Overflow,
        IReadOnlyList<double> PrintedWidths,
        IReadOnlyList<string> Texts
    );

    /// <summary>One figure on the page; Faults are Plotly.validate's.</summary>
    public sealed record Figure(
        string Id,
        string Drawn,
        int Surfaces,
        int Traces,
        int Expected,
        double Width,
        IReadOnlyList<string> Faults
    );

    // "unused" is no fault: an attribute that is valid and has no effect here, such as the grid's colour of an axis without a grid.
    // Errors are caught from before the first script on; the probe waits for the figures and reports.
    private const string Listener = """
        <script>window.seen = []; addEventListener('error', function (e) { seen.push(e.message); }); addEventListener('unhandledrejection', function (e) { seen.push(String(e.reason)); });
        console.error = function () { seen.push([].join.call(arguments, ' ')); };</script>
        """;

    private const string Probe = """
        <script>function faults(source) {
          try { return (Plotly.validate(source.data, source.layout) || []).filter(function (f) { return f.code !== 'unused'; }).map(function (f) { return f.msg; }); }
          catch (error) { return ['validation failed: ' + error.message]; }
        }
        (function probe(tries) { try {
          var all = [].slice.call(document.querySelectorAll('.plotly-figure'));
          if (tries > 0 && !all.every(function (e) { return e.dataset.drawn === 'yes' || e.dataset.drawn === 'no'; })) return setTimeout(function () { probe(tries - 1); }, 50);
          var page = { figures: all.map(function (e) {
            var source = JSON.parse(document.getElementById(e.id + '-json').textContent);
            return { id: e.id, drawn: e.dataset.drawn || '', surfaces: e.querySelectorAll('.main-svg').length, width: e.getBoundingClientRect().width,
              traces: e.querySelectorAll('.cartesianlayer g.trace, .cartesianlayer g.hm, .pielayer g.trace, .gl-container .gl-canvas-focus, div[id=scene] canvas').length,
              expected: source.data.filter(function (t) { return (t.y || t.x || t.z || t.values).length > 0; }).length,
              faults: faults(source) }; }),
            errors: seen.slice(), resources: performance.getEntriesByType('resource').length, width: document.documentElement.clientWidth, overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
            texts: [].map.call(document.querySelectorAll('.main-svg text'), function (t) { return t.textContent; }), printedWidths: [] };
          dispatchEvent(new Event('beforeprint'));
          page.printedWidths = [].map.call(document.querySelectorAll('.plot-container .svg-container'), function (s) { return s.getBoundingClientRect().width; });
          dispatchEvent(new Event('afterprint'));
          parent.postMessage(JSON.stringify(page), '*');
          } catch (error) { parent.postMessage('the probe failed: ' + error.stack, '*'); }
        })(200);</script>
        """;

    /// <summary>Opens a page in a frame of this width (CSS pixels) and waits until its figures are drawn.</summary>
    public static Page Open(string html, int width)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-browser-").FullName;
        try
        {
            File.WriteAllText(
                Path.Combine(folder, "page.html"),
                html.Replace("<head>", "<head>" + Listener).Replace("</body>", Probe + "</body>")
            );
            // A frame, because a headless window is never narrower than 500 pixels.
            File.WriteAllText(
                Path.Combine(folder, "frame.html"),
                $$"""
                <!DOCTYPE html><body><iframe src="page.html" style="width:{{width}}px;height:4000px;border:0"></iframe><pre id="found"></pre>
                <script>addEventListener('message', function (e) { document.getElementById('found').textContent = e.data; });</script></body>
                """
            );
            var dom = Run(folder, "--dump-dom", "--virtual-time-budget=20000", new Uri(Path.Combine(folder, "frame.html")).AbsoluteUri);
            var found = WebUtility.HtmlDecode(Regex.Match(dom, "<pre id=\"found\">(.*?)</pre>", RegexOptions.Singleline).Groups[1].Value);
            Assert.True(
                found.StartsWith('{'),
                $"the page did not report: {(found.Length > 0 ? found : "its scripts did not run to the end")}"
            );
            return JsonSerializer.Deserialize<Page>(found, JsonSerializerOptions.Web)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Prints a page to PDF.</summary>
    public static byte[] Print(string html)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-browser-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "page.html"), html);
            var pdf = Path.Combine(folder, "page.pdf");
            Run(
                folder,
                $"--print-to-pdf={pdf}",
                "--no-pdf-header-footer",
                "--virtual-time-budget=8000",
                new Uri(Path.Combine(folder, "page.html")).AbsoluteUri
            );
            return File.ReadAllBytes(pdf);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Run(string folder, params string[] arguments)
    {
        string[] quiet =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1400,1000",
            "--hide-scrollbars",
            $"--user-data-dir={Path.Combine(folder, "profile")}",
        ];
        using var process = Process.Start(
            new ProcessStartInfo(Executable(), [.. quiet, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(120)))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"Chromium did not end within 120 s: {errors.Result}");
        }
        return output.Result;
    }

    private static string Executable() =>
        (
            from name in new[] { "chromium", "chromium-browser", "google-chrome" }
            from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            let path = Path.Combine(folder, name)
            where File.Exists(path)
            select path
        ).FirstOrDefault()
        ?? throw new InvalidOperationException(
            "no Chromium on the PATH, and the figures are tested in a real browser: ./workbench test installs it, or apt-get "
                + "install chromium"
        );
}
