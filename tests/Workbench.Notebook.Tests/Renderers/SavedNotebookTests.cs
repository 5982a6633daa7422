using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>Notebooks that were saved with their outputs and are opened again.</summary>
public sealed class SavedNotebookTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    // One pixel.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    static SavedNotebookTests() => FigureFormatters.Register();

    [Theory]
    [InlineData(FrontEnd.JupyterLab)]
    [InlineData(FrontEnd.JupyterLabWithPlotly)]
    public async Task A_trusted_one_draws_its_figures(FrontEnd kind)
    {
        await using var page = await frontEnds.OpenAsync(kind);
        await OpenAsync(page, trusted: true, Carrier, Saved(TestFigure.Of("saved")), Saved(TestFigure.AsHtml("updated, then saved")));
        Assert.Equal([kind == FrontEnd.JupyterLab, true], (await page.SeesAsync("saved", "updated, then saved")).Select(plot => plot.Ours));
        Assert.Empty(page.Opened.Errors);
    }

    [Fact]
    public async Task One_that_is_not_trusted_runs_no_script_and_says_what_the_figure_shows()
    {
        await using var page = await frontEnds.OpenAsync(FrontEnd.JupyterLab);
        await OpenAsync(page, trusted: false, Carrier, Saved(TestFigure.Of("saved")), Saved(Pictured("with a picture")));
        await page.Page.GetByText("saved").WaitForAsync();
        Assert.False(await page.Page.EvaluateAsync<bool>("() => 'WorkbenchPlotly' in window"));
        Assert.True(await page.Page.Locator("img").IsVisibleAsync());
        // Of the script's output there is nothing to see.
        Assert.Equal(
            0,
            await page.Page.EvaluateAsync<double>("() => document.querySelector('.cell').firstElementChild.getBoundingClientRect().height")
        );
        Assert.DoesNotContain("function", await page.Page.InnerTextAsync("main"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_extension_shows_a_saved_picture_until_the_mouse_is_over_it()
    {
        await using var page = await frontEnds.OpenAsync(FrontEnd.JupyterLabWithPlotly);
        await OpenAsync(page, trusted: true, Carrier, Saved(Pictured("with a picture")));
        var picture = page.Page.Locator("img.plot-img");
        await picture.WaitForAsync();
        Assert.Empty(await page.SeesAsync());
        await picture.HoverAsync(new LocatorHoverOptions { Force = true });
        await page.SeesAsync("with a picture");
    }

    [Fact]
    public async Task The_data_of_a_studys_figures_are_valid_for_the_plotly_js_of_front_ends()
    {
        await using var page = await frontEnds.OpenAsync(FrontEnd.VsCode);
        var figures = new StudyFigures(SampleStudy.Data)
            .All.Select(figure => Formatting.BundleOf(figure.Chart).Data[TestFigure.Data]!.ToJsonString())
            .ToList();
        Assert.Equal(8, figures.Count);
        foreach (var figure in figures)
            Assert.Equal(["2.35.3"], await page.Page.EvaluateAsync<string[]>("json => frontEnd.faults(JSON.parse(json))", figure));
    }

    private static JsonObject Carrier => Saved(FigureFormatters.Scripts.CarrierOf([FigureElement.Script]));

    private static MimeBundle Pictured(string title)
    {
        var bundle = TestFigure.Of(title);
        bundle.Data["text/html"] = FigureElement
            .Of(bundle.Data[TestFigure.Data]!.ToJsonString(), title, Convert.FromBase64String(Png))
            .Text;
        bundle.Data["image/png"] = Png;
        return bundle;
    }

    private static JsonObject Saved(MimeBundle bundle) =>
        new()
        {
            ["output_type"] = "display_data",
            ["data"] = bundle.Data.DeepClone(),
            ["metadata"] = bundle.Metadata.DeepClone(),
        };

    private static async Task OpenAsync(FrontEndPage page, bool trusted, params JsonNode[] outputs) =>
        await page.Page.EvaluateAsync(
            "([outputs, trusted]) => { frontEnd.open(JSON.parse(outputs), trusted); }",
            new object[] { new JsonArray(outputs).ToJsonString(), trusted }
        );
}
