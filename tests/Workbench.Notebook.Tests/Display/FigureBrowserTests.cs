using System.Diagnostics;
using System.Text.Json.Nodes;
using Plotly.NET;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Tests.Display;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Display;

/// <summary>
/// Figures of a notebook in a real browser: what is saved is opened again, in every order, with and without RequireJS, in nbconvert's page.
/// </summary>
public sealed class FigureBrowserTests(Browser browser) : IClassFixture<Browser>
{
    private static readonly GenericChart First = SampleCharts.Line([1, 2, 3], [3, 1, 2], "a", "first");
    private static readonly GenericChart Second = GenericChart
        .combine([SampleCharts.Line([1, 2], [1, 2], "b"), SampleCharts.Line([1, 2], [2, 1], "c")])
        .WithTitle("second");

    static FigureBrowserTests() => FigureFormatters.Register();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_saved_notebook_draws_its_figures_wherever_the_script_stands(bool reversed)
    {
        var outputs = Shown(First, Second);
        await using var page = await browser.OpenHtmlAsync(Page(reversed ? outputs.Reverse() : outputs));
        AssertDrawn(await page.FiguresAsync(2), reversed ? [("second", 2), ("first", 1)] : [("first", 1), ("second", 2)]);
        Assert.Empty(page.Errors);
        await page.LookAsync($"saved-{(reversed ? "reversed" : "in-order")}");
    }

    [Fact]
    public async Task A_script_that_is_carried_twice_does_no_harm()
    {
        var again = Shown(First);
        await using var page = await browser.OpenHtmlAsync(Page([.. Shown(First, Second), .. again]));
        AssertDrawn(await page.FiguresAsync(3), [("first", 1), ("second", 2), ("first", 1)]);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task RequireJS_and_a_plotly_of_the_page_itself_are_left_alone()
    {
        const string page =
            "<script>var asked = []; function define() { asked.push(arguments); } define.amd = {}; function require() {} "
            + "window.Plotly = { version: 'theirs' };</script>";
        await using var opened = await browser.OpenHtmlAsync(Page([page, .. Shown(First)]));
        AssertDrawn(await opened.FiguresAsync(1), [("first", 1)]);
        Assert.Equal(0, await opened.Page.EvaluateAsync<int>("asked.length"));
        Assert.Equal("theirs", await opened.Page.EvaluateAsync<string>("Plotly.version"));
        Assert.Empty(opened.Errors);
    }

    [Fact]
    public async Task An_update_in_place_takes_the_old_figure_away_and_draws_the_new_one()
    {
        var host = new RecordingFrontEnd();
        var cell = new DisplaySession(FigureFormatters.Scripts).FrontEndFor(new CellRequest("live", "a"), host);
        cell.Send(new DisplayOutput(Formatting.BundleOf(First), "live"));
        cell.Send(new DisplayOutput(Formatting.BundleOf(Second), "live", Update: true));
        Assert.Equal(3, host.Html.Count);
        await using var page = await browser.OpenHtmlAsync(Page([]));
        // As JupyterLab does: the text becomes elements, then each script element is made anew so that it runs.
        await page.Page.EvaluateAsync(
            """
            ([carrier, figure]) => {
              window.put = (id, html) => {
                let output = document.getElementById(id);
                if (!output) { output = document.createElement('div'); output.id = id; }
                output.innerHTML = html;
                document.body.appendChild(output);
                output.querySelectorAll('script').forEach(old => {
                  const script = document.createElement('script');
                  [...old.attributes].forEach(a => script.setAttribute(a.name, a.value));
                  script.textContent = old.textContent;
                  old.replaceWith(script);
                });
              };
              put('carrier', carrier);
              put('live', figure);
            }
            """,
            new[] { host.Html[0], host.Html[1] }
        );
        AssertDrawn(await page.FiguresAsync(1), [("first", 1)]);
        for (var i = 0; i < 5; i++)
            await page.Page.EvaluateAsync("html => put('live', html)", i % 2 == 0 ? host.Html[2] : host.Html[1]);
        await page.Page.EvaluateAsync("html => put('live', html)", host.Html[2]);
        AssertDrawn(await page.FiguresAsync(1), [("second", 2)]);
        // Moved elsewhere on the page, as front ends do with cells.
        await page.Page.EvaluateAsync("() => document.body.prepend(document.getElementById('live'))");
        AssertDrawn(await page.FiguresAsync(1), [("second", 2)]);
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task An_output_that_is_hidden_when_it_comes_is_drawn_to_the_width_it_gets()
    {
        await using var page = await browser.OpenHtmlAsync(
            $"<!DOCTYPE html><body><div id=\"out\" style=\"display:none\">{string.Concat(Shown(First))}</div></body>"
        );
        await page.FiguresAsync(1);
        await page.Page.EvaluateAsync(
            "() => { const out = document.getElementById('out'); out.style.width = '700px'; out.style.display = 'block'; }"
        );
        await page.Page.WaitForFunctionAsync("() => Math.round(document.querySelector('.main-svg').getBoundingClientRect().width) === 700");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Without_its_script_a_figure_is_its_words_or_its_picture()
    {
        var words = Formatting.BundleOf(First).Text("text/html")!;
        var picture = FigureElement
            .Of(
                Second,
                Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
            )
            .Text;
        await using var page = await browser.OpenHtmlAsync(Page([words, picture]));
        Assert.Contains("first", await page.Page.InnerTextAsync("workbench-figure >> nth=0"));
        Assert.True(await page.Page.IsVisibleAsync("workbench-figure >> nth=1 >> img"));
        await page.LookAsync("without-script");
    }

    [Fact]
    public async Task A_kind_of_trace_that_plotly_js_lacks_is_named()
    {
        var html = FigureElement.Of("""{"data":[{"type":"hologram","z":[[1,2],[3,4]]}],"layout":{}}""", "a hologram", null).Text;
        await using var page = await browser.OpenHtmlAsync(Page([FigureFormatters.Scripts.Carrier("plotly"), html]));
        await page.Page.WaitForSelectorAsync("text=does not draw: hologram");
        Assert.Empty(page.Errors);
    }

    [Fact]
    public async Task Nbconverts_static_page_draws_them()
    {
        var folder = Directory.CreateTempSubdirectory("workbench-nbconvert-").FullName;
        try
        {
            var cells = new JsonArray([.. Shown(First, Second).Select(html => Cell(html))]);
            var notebook = new JsonObject
            {
                ["nbformat"] = 4,
                ["nbformat_minor"] = 5,
                ["metadata"] = new JsonObject { ["language_info"] = new JsonObject { ["name"] = "C#" } },
                ["cells"] = cells,
            };
            var path = Path.Combine(folder, "saved.ipynb");
            await File.WriteAllTextAsync(path, notebook.ToJsonString(), TestContext.Current.CancellationToken);
            var start = new ProcessStartInfo("/usr/bin/python3", ["-m", "nbconvert", "--to", "html", path])
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            using var nbconvert = Process.Start(start)!;
            var errors = nbconvert.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await nbconvert.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(nbconvert.ExitCode == 0, await errors);
            await using var page = await browser.OpenAsync(new Uri(Path.Combine(folder, "saved.html")).AbsoluteUri);
            AssertDrawn(await page.FiguresAsync(2), [("first", 1), ("second", 2)]);
            await page.LookAsync("nbconvert");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The HTML of one cell after another whose values are figures, as a session sends it.</summary>
    private static IEnumerable<string> Shown(params GenericChart[] charts)
    {
        var session = new DisplaySession(FigureFormatters.Scripts);
        var host = new RecordingFrontEnd();
        for (var i = 0; i < charts.Length; i++)
            session
                .FrontEndFor(new CellRequest($"chart{i}", $"cell{i}"), host)
                .Send(new ResultOutput(Formatting.BundleOf(charts[i]), i + 1));
        return host.Html;
    }

    private static string Page(IEnumerable<string> outputs) =>
        $"<!DOCTYPE html><html><head><meta "
        + $"charset=\"utf-8\"></head><body>{string.Concat(outputs.Select(output => $"<div class=\"output\">{output}</div>"))}</body></html>";

    private static JsonObject Cell(string html) =>
        new()
        {
            ["cell_type"] = "code",
            ["id"] = Guid.NewGuid().ToString("n")[..8],
            ["execution_count"] = 1,
            ["metadata"] = new JsonObject(),
            ["source"] = "chart",
            ["outputs"] = new JsonArray(
                new JsonObject
                {
                    ["output_type"] = "execute_result",
                    ["execution_count"] = 1,
                    ["metadata"] = new JsonObject(),
                    ["data"] = new JsonObject { ["text/html"] = html, ["text/plain"] = "chart" },
                }
            ),
        };

    private static void AssertDrawn(IReadOnlyList<DrawnFigure> figures, IReadOnlyList<(string Title, int Traces)> expected)
    {
        Assert.Equal(expected, figures.Select(figure => (figure.Title, figure.Traces)));
        Assert.All(
            figures,
            figure =>
            {
                Assert.True(figure.Surfaces > 0);
                Assert.InRange(figure.Width, 300, 1200);
                Assert.InRange(figure.Height, 200, 900);
                Assert.False(figure.Fallback);
            }
        );
    }
}
