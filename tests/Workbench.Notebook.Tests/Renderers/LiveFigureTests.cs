using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Magics.Live;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>Figures of running cells in the renderers that people have: shown, updated in place, live while a study runs.</summary>
public sealed class LiveFigureTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    static LiveFigureTests() => FigureFormatters.Register();

    public static TheoryData<FrontEnd> All => [FrontEnd.JupyterLab, FrontEnd.JupyterLabWithPlotly, FrontEnd.VsCode];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_study_is_drawn_live_after_a_cell_whose_value_was_a_figure(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        page.Cell("chart").Send(new ResultOutput(TestFigure.Of("first"), 1));
        await page.SeesAsync("first");

        var live = new LiveOutput(
            new CellContext(new CellRequest("#!ablate", "study"), page.Cell("study"), CancellationToken.None),
            TimeProvider.System
        );
        live.Report(new StudyChanged(Study(1, "curves")));
        await page.SeesAsync("first", "curves");
        live.Report(new StudyChanged(Study(4, "all curves")));
        live.Close(CellStatus.Ok);
        var plots = await page.SeesAsync("first", "all curves");
        Assert.Equal([kind == FrontEnd.JupyterLab, true], plots.Select(plot => plot.Ours));
        Assert.Contains("4 of 4 runs", await page.Page.InnerTextAsync("main"));
        Assert.Empty(page.Opened.Errors);
        await page.Opened.LookAsync($"live-{kind}");
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_update_is_seen_whoever_drew_the_figure(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        page.Cell("a").Send(new DisplayOutput(TestFigure.Of("before"), "one"));
        Assert.Equal(kind == FrontEnd.JupyterLab, Assert.Single(await page.SeesAsync("before")).Ours);
        // From a later cell, more than once, the last one straight after another.
        page.Cell("b").Send(new DisplayOutput(TestFigure.Of("after"), "one", Update: true));
        await page.SeesAsync("after");
        page.Cell("c").Send(new DisplayOutput(TestFigure.Of("once more"), "one", Update: true));
        page.Cell("c").Send(new DisplayOutput(TestFigure.Of("at last"), "one", Update: true));
        Assert.True(Assert.Single(await page.SeesAsync("at last")).Ours);
        Assert.Empty(page.Opened.Errors);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task An_update_that_comes_while_the_first_figure_is_being_drawn_is_seen(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        var cell = page.Cell("a");
        cell.Send(new DisplayOutput(TestFigure.Of("before"), "one"));
        cell.Send(new DisplayOutput(TestFigure.Of("after"), "one", Update: true));
        await page.SeesAsync("after");
        // The extension takes a picture of what it drew; that must not bring the old figure back.
        await page.Page.WaitForTimeoutAsync(500);
        await page.SeesAsync("after");
        Assert.Empty(page.Opened.Errors);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task The_output_that_carries_the_script_takes_no_room(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        page.Cell("a").Send(new ResultOutput(TestFigure.Of("only"), 1));
        await page.SeesAsync("only");
        var first = await page.Page.EvaluateAsync<double>(
            "() => document.querySelector('.cell').firstElementChild.getBoundingClientRect().height"
        );
        Assert.Equal(0, first);
    }

    private static LiveStudy Study(int completed, string figure) =>
        new(() => TestFigure.Of(figure))
        {
            Title = "placement",
            Steps = completed * 10,
            TotalSteps = 40,
            Runs = 4,
            Completed = completed,
            Reused = 0,
            Diverged = 0,
            Failed = 0,
            Running = completed == 4 ? [] : [new LiveRun("pre", 2, 3, 10, 2.5, null, 1200)],
            Elapsed = TimeSpan.FromSeconds(60),
            Remaining = null,
            Ended = completed == 4,
        };
}
