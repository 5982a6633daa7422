using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>A study's figures where another program draws them from their data, on a narrow page.</summary>
public sealed class FigureLayoutTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    static FigureLayoutTests() => FigureFormatters.Register();

    [Theory]
    [InlineData(FrontEnd.VsCode)]
    [InlineData(FrontEnd.JupyterLabWithPlotly)]
    public async Task The_legend_leaves_the_plot_its_width(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind, width: 420);
        var curves = new StudyFigures(SampleStudy.Data).All.Single(figure => FigureWords.TitleOf(figure.Chart) == "Learning curves").Chart;
        page.Cell("a").Send(new ResultOutput(Formatting.BundleOf(curves), 1));
        var plot = Assert.Single(await page.SeesAsync("Learning curves"));
        Assert.False(plot.Ours);
        // Beside the plot, the legend left it 174 of 404 pixels.
        Assert.True(plot.PlotWidth > 280, $"{plot.PlotWidth} of {plot.Width}");
        var names = await page.Page.Locator(".legend .legendtext").AllAsync();
        Assert.Equal(6, names.Count);
        foreach (var name in names)
        {
            var box = await name.BoundingBoxAsync();
            Assert.InRange(box!.X + box.Width, 0, 420);
        }
    }
}
