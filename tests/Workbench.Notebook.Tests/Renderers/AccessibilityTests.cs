using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Workbench.Models;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Pages;
using Workbench.Notebook.Magics.Live;
using Workbench.Notebook.Tests.Documents;
using Workbench.Operations;
using Workbench.Operations.Views;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>
/// axe-core finds no violation in what we show: the report, the page of a notebook, outputs of a running cell; wide and narrow, light and
/// dark.
/// </summary>
public sealed class AccessibilityTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    static AccessibilityTests() => FigureFormatters.Register();

    [Fact]
    public async Task What_breaks_a_rule_is_noticed()
    {
        await using var page = await frontEnds.Browser.OpenHtmlAsync(
            """<!DOCTYPE html><html lang="en"><title>t</title><main><h1>t</h1><p style="color:#999">grey</p><div role="progressbar"></div><table><tr><th></th><th>a</th></tr><tr><td>1</td><td>2</td></tr></table></main></html>"""
        );
        var found = await ViolationsAsync(page.Page, "document");
        Assert.Equal(
            ["aria-progressbar-name", "color-contrast", "empty-table-header"],
            found.Split('\n').Select(line => line.Split(':')[0]).Order()
        );
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(390, true)]
    public async Task The_report_has_no_violation(int width, bool dark)
    {
        await using var page = await frontEnds.Browser.OpenHtmlAsync(Report.ToHtml(SampleStudy.Data), dark, width);
        await page.Page.WaitForFunctionAsync(
            "() => [...document.querySelectorAll('.plotly-figure')].every(f => f.dataset.drawn === 'yes')"
        );
        await page.Page.EvaluateAsync("() => document.querySelectorAll('details').forEach(d => d.open = true)");
        await page.LookAsync($"axe-report-{width}");
        Assert.Equal("", await ViolationsAsync(page.Page, "document"));
    }

    [Theory]
    [InlineData(1280, false)]
    [InlineData(390, true)]
    public async Task The_index_of_experiments_has_no_violation(int width, bool dark)
    {
        var experiments = Experiments.ExperimentFolder.In(Path.Combine(Clone.Root, "experiments"));
        await using var page = await frontEnds.Browser.OpenHtmlAsync(ExperimentIndexPage.Of(experiments, Clone.Root), dark, width);
        await page.LookAsync($"axe-experiments-{width}");
        Assert.Equal("", await ViolationsAsync(page.Page, "document"));
        Assert.Equal(experiments.Count, await page.Page.Locator("section").CountAsync());
        Assert.Equal(
            0,
            await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        );
    }

    [Theory]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    public async Task A_notebooks_page_has_no_violation(int width, bool dark)
    {
        await using var page = await frontEnds.Browser.OpenHtmlAsync(NotebookHtml(), dark, width);
        await page.FiguresAsync(1);
        await page.LookAsync($"axe-notebook-{width}");
        Assert.Equal("", await ViolationsAsync(page.Page, "document"));
        Assert.Equal(
            0,
            await page.Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
        );
    }

    [Theory]
    [InlineData(FrontEnd.JupyterLab, false)]
    [InlineData(FrontEnd.JupyterLab, true)]
    [InlineData(FrontEnd.VsCode, false)]
    [InlineData(FrontEnd.VsCode, true)]
    public async Task Outputs_of_a_running_cell_have_no_violation(FrontEnd kind, bool dark)
    {
        await using var page = await frontEnds.OpenAsync(kind, dark, width: 420);
        var cell = new CellContext(new CellRequest("#!ablate", "live"), page.Cell("live"), CancellationToken.None);
        var live = new LiveOutput(cell, TimeProvider.System);
        live.Report(new StudyChanged(Running()));
        live.Report(new WarningRaised("rope has more parameters"));
        live.Close(CellStatus.Interrupted);
        var bar = new LiveOutput(
            new CellContext(new CellRequest("#!train", "bar"), page.Cell("bar"), CancellationToken.None),
            TimeProvider.System
        );
        bar.Report(new Advanced("run 1f3a", 3, 12, "loss 2.310"));
        var running = new LiveOutput(
            new CellContext(new CellRequest("#!ablate", "running"), page.Cell("running"), CancellationToken.None),
            TimeProvider.System
        );
        running.Report(new StudyChanged(Running()));
        foreach (var value in Values())
            page.Cell("values").Send(new DisplayOutput(Formatting.BundleOf(value)));
        await page.SeesAsync("curves", "curves");
        await page.Opened.LookAsync($"axe-{kind}-{(dark ? "dark" : "light")}");
        Assert.Equal("", await ViolationsAsync(page.Page, "'.cell'"));
    }

    [Fact]
    public async Task A_drawn_figure_is_named_and_described_in_words()
    {
        await using var page = await frontEnds.OpenAsync(FrontEnd.JupyterLab);
        page.Cell("a").Send(new DisplayOutput(TestFigure.Of("a figure")));
        await page.SeesAsync("a figure");
        var figure = page.Page.GetByRole(AriaRole.Figure, new PageGetByRoleOptions { Name = "a figure" });
        await Assertions.Expect(figure).ToHaveAccessibleDescriptionAsync("a figure scatter a, 3 points, 1 to 3");
    }

    /// <summary>A line for every element that breaks a rule.</summary>
    private async Task<string> ViolationsAsync(IPage page, string context)
    {
        await page.AddScriptTagAsync(new PageAddScriptTagOptions { Content = await frontEnds.AxeAsync() });
        var found = await page.EvaluateAsync<JsonElement>(
            $$"""
            async () => (await axe.run({{context}})).violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 200)}: ${n.failureSummary.replace(/\s+/g, ' ').slice(0, 300)}`))
            """
        );
        return string.Join('\n', found.EnumerateArray().Select(line => line.GetString()));
    }

    private static LiveStudy Running() =>
        new(() => TestFigure.Of("curves"))
        {
            Title = "placement",
            Steps = 10,
            TotalSteps = 40,
            Runs = 4,
            Completed = 1,
            Reused = 0,
            Diverged = 0,
            Failed = 0,
            Running = [new LiveRun("pre · rope with a long name", 2, 3, 10, 2.5, 2.25, 1200)],
            Elapsed = TimeSpan.FromSeconds(60),
            Remaining = null,
            Ended = false,
        };

    /// <summary>What cells show: tables of results, with a column that has no head, a config, a tensor, lists.</summary>
    private static IEnumerable<object> Values() =>
        [
            new HtmlText(
                TableHtml
                    .Of(
                        new ResultView(
                            new ResultLine("three runs"),
                            new ResultTable(
                                ["run", "", "loss"],
                                [
                                    ["1f3a", "the first of them, which was trained for longer than any other", "2.310"],
                                    ["2b4c", "the second", "2.4"],
                                ]
                            )
                        )
                    )
                    .Text
            ),
            new TransformerConfig(),
            TorchSharp.torch.arange(6).reshape(2, 3),
            new[] { new { Name = "a", Parts = new[] { 1, 2 } }, new { Name = "b", Parts = new[] { 3 } } },
            new Dictionary<string, double> { ["pre"] = 1.5 },
            TorchSharp.torch.nn.Sequential(TorchSharp.torch.nn.Linear(2, 3), TorchSharp.torch.nn.ReLU()),
            new InvalidOperationException("an error that is a value"),
        ];

    private static string NotebookHtml()
    {
        var document = Samples.Code(
            "var study = Study.From(\"tiny-gpt\").Over(\"placement=pre,post\").Over(\"position=rope,alibi\"); // a line that is "
                + "longer than a telephone is wide",
            "throw new Exception();"
        );
        document.Cells[0].Node["execution_count"] = 12;
        document.Insert(
            0,
            new NotebookCell(
                JsonNode
                    .Parse(
                        """{"cell_type": "markdown", "id": "m", "metadata": {}, "source": "# Title\n\ntext with a [link](https://example.org)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\na line of code that is longer than a telephone is wide, so that it scrolls sideways there and has to be reached by keys\n```"}"""
                    )!
                    .AsObject()
            )
        );
        var code = document.Cells[1].Outputs;
        code.Add(
            (JsonNode)
                new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stdout",
                    ["text"] = "out \u001b[33myellow\u001b[0m \u001b[36mcyan\u001b[0m \u001b[37mwhite\u001b[0m\n",
                }
        );
        code.Add(
            (JsonNode)
                new JsonObject
                {
                    ["output_type"] = "stream",
                    ["name"] = "stderr",
                    ["text"] = "err \u001b[31mred\u001b[0m \u001b[32mgreen\u001b[0m\n",
                }
        );
        foreach (var value in Values().Append(TestFigure.Of("figure")))
            code.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["output_type"] = "display_data",
                        ["metadata"] = new JsonObject(),
                        ["data"] = Formatting.BundleOf(value).Data.DeepClone(),
                    }
            );
        var wide = string.Concat(Enumerable.Range(0, 40).Select(i => $"<td>value{i}</td>"));
        code.Add(
            (JsonNode)
                new JsonObject
                {
                    ["output_type"] = "display_data",
                    ["metadata"] = new JsonObject(),
                    ["data"] = new JsonObject { ["text/html"] = $"<table><tr>{wide}</tr></table>" },
                }
        );
        document
            .Cells[2]
            .Outputs.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["output_type"] = "error",
                        ["ename"] = "E",
                        ["evalue"] = "v",
                        ["traceback"] = new JsonArray("\u001b[31mred\u001b[0m at \u001b[34mblue\u001b[0m \u001b[35mviolet\u001b[0m"),
                    }
            );
        return Encoding.UTF8.GetString(NotebookPage.Of(document, "name", FigureFormatters.Scripts, PagePictures.AttachmentsAlone));
    }

    private sealed class HtmlText(string text) : Microsoft.AspNetCore.Html.IHtmlContent
    {
        public void WriteTo(TextWriter writer, System.Text.Encodings.Web.HtmlEncoder encoder) => writer.Write(text);
    }
}
