using Microsoft.Playwright;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>
/// Figures and pages follow the reader's dark theme, and change with it; on paper and on white pages they are what they are.
/// </summary>
public sealed class ThemeTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    // What a reader sees of a figure: its ground, a label, its title, a line, a point.
    private const string Colours = """
        () => [...document.querySelectorAll('.js-plotly-plot')].map(p => {
          const fill = e => getComputedStyle(e).fill, ticks = p.querySelector('.xtick text'), title = p.querySelector('.gtitle'), line = p.querySelector('.js-line'), point = p.querySelector('path.point');
          return [getComputedStyle(p.querySelector('.main-svg')).backgroundColor, fill(ticks), title ? fill(title) : '', line ? getComputedStyle(line).stroke : '', point ? fill(point) : ''].join(' | ');
        })
        """;

    static ThemeTests() => FigureFormatters.Register();

    [Theory]
    [InlineData(FrontEnd.JupyterLab, "rgb(17, 17, 17)")]
    [InlineData(FrontEnd.VsCode, "rgb(31, 31, 31)")]
    public async Task A_figure_takes_the_ground_of_a_dark_front_end_and_gives_it_back(FrontEnd kind, string ground)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        page.Cell("a").Send(new DisplayOutput(TestFigure.AsHtml("figure")));
        await page.SeesAsync("figure");
        var light = await SeenAsync(page.Page);
        Assert.StartsWith("rgb(255, 255, 255) | ", light);
        await page.Page.EvaluateAsync("() => frontEnd.theme(true)");
        await page.Page.WaitForFunctionAsync($"ground => ({Colours})()[0].startsWith(ground)", ground);
        await page.Opened.LookAsync($"dark-{kind}");
        await AssertReadableAsync(page.Page);
        await page.Page.EvaluateAsync("() => frontEnd.theme(false)");
        await page.Page.WaitForFunctionAsync($"light => ({Colours})()[0] === light", light);
        Assert.Empty(page.Opened.Errors);
    }

    [Fact]
    public async Task The_report_is_dark_for_who_prefers_that_and_white_on_paper()
    {
        await using var page = await frontEnds.Browser.OpenHtmlAsync(Report.ToHtml(SampleStudy.Data), dark: true);
        await page.Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.plotly-figure')].every(f => f.dataset.drawn === 'yes')"
        );
        await page.LookAsync("dark-report");
        await AssertReadableAsync(page.Page);
        Assert.All(await page.Page.EvaluateAsync<string[]>(Colours), colours => Assert.StartsWith("rgb(20, 24, 29) | ", colours));
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await page.Page.WaitForFunctionAsync($"() => ({Colours})().every(c => c.startsWith('rgb(255, 255, 255)'))");
        await page.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark, Media = Media.Print });
        await page.Page.EvaluateAsync("() => dispatchEvent(new Event('beforeprint'))");
        await page.Page.WaitForFunctionAsync($"() => ({Colours})().every(c => c.startsWith('rgb(255, 255, 255)'))");
        Assert.Equal("rgb(255, 255, 255)", await page.Page.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor"));
        Assert.Empty(page.Errors);
    }

    [Theory]
    // A white page stays white, whatever its reader prefers: nbconvert's, Jupyter Notebook 6.
    [InlineData("<body style='background:#fff'>", "rgb(255, 255, 255)")]
    [InlineData("<body>", "rgb(255, 255, 255)")]
    [InlineData("<meta name='color-scheme' content='light dark'><body>", "rgb(20, 24, 29)")]
    [InlineData("<body style='background:#202020'>", "rgb(32, 32, 32)")]
    public async Task On_any_other_page_the_ground_that_is_painted_decides(string body, string ground)
    {
        var html = FigureFormatters.Scripts.Carrier("plotly") + TestFigure.AsHtml("figure").Text("text/html");
        await using var page = await frontEnds.Browser.OpenHtmlAsync($"<!DOCTYPE html>{body}{html}</body>", dark: true);
        await page.FiguresAsync(1);
        Assert.StartsWith(ground, await SeenAsync(page.Page));
        await AssertReadableAsync(page.Page);
    }

    [Fact]
    public async Task A_figure_whose_author_made_it_dark_stays_as_it_is()
    {
        const string layout = """
            "paper_bgcolor":"#101820","plot_bgcolor":"#101820","font":{"color":"#ff8800"}
            """;
        await using var page = await frontEnds.OpenAsync(FrontEnd.JupyterLab, dark: true);
        page.Cell("a").Send(new DisplayOutput(TestFigure.AsHtml("figure", layout)));
        await page.SeesAsync("figure");
        Assert.StartsWith("rgb(16, 24, 32) | rgb(255, 136, 0)", await SeenAsync(page.Page));
    }

    private static async Task<string> SeenAsync(IPage page) => Assert.Single(await page.EvaluateAsync<string[]>(Colours));

    /// <summary>
    /// Every text of every figure that does not stand on a bar is at least 4.5 : 1 against the ground, every line and whisker 3 : 1.
    /// </summary>
    private static async Task AssertReadableAsync(IPage page)
    {
        var faults = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.js-plotly-plot')].flatMap(plot => {
              const rgb = c => (c.match(/[\d.]+/g) || []).map(Number), ground = rgb(getComputedStyle(plot.querySelector('.main-svg')).backgroundColor);
              const light = c => { const l = c.slice(0, 3).map(v => v <= 10.3 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4); return 0.2126 * l[0] + 0.7152 * l[1] + 0.0722 * l[2]; };
              const ratio = c => { const [a, b] = [light(c), light(ground)].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); };
              const check = (selector, property, least) => [...plot.querySelectorAll(selector)].map(e => [selector, e.textContent.slice(0, 20), getComputedStyle(e)[property]])
                .filter(([, , c]) => c !== 'none' && rgb(c)[3] !== 0 && ratio(rgb(c)) < least).map(f => f.join(' '));
              return [...check('.main-svg text:not(.bartext-inside)', 'fill', 4.5), ...check('.js-line', 'stroke', 3), ...check('.errorbars path', 'stroke', 3)];
            })
            """
        );
        Assert.Equal("", string.Join('\n', faults));
    }
}
