using System.Text;
using Microsoft.Playwright;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents.Pages;
using Workbench.Notebook.Tests.Documents;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Renderers;

/// <summary>What a reader of a narrow page, 390 pixels wide as a telephone's, sees of the report and of a notebook's page.</summary>
public sealed class NarrowTests(FrontEnds frontEnds) : IClassFixture<FrontEnds>
{
    [Fact]
    public async Task Every_value_of_the_reports_tables_is_on_the_page_with_its_name()
    {
        await using var page = await frontEnds.Browser.OpenHtmlAsync(Report.ToHtml(SampleStudy.Data), width: 390);
        var lost = await page.Page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('.cards td:not(:empty)')].filter(cell => {
              const range = document.createRange();
              range.selectNodeContents(cell);
              return [...range.getClientRects()].some(box => box.width > 0 && (box.left < 0 || box.right > 390)) || getComputedStyle(cell, '::before').content.length < 3;
            }).map(cell => cell.outerHTML)
            """
        );
        Assert.Equal([], lost);
        Assert.Equal(
            0,
            await page.Page.EvaluateAsync<int>(
                "() => [...document.querySelectorAll('.scroll')].filter(box => box.querySelector('.cards') && box.scrollWidth > "
                    + "box.clientWidth).length"
            )
        );
        foreach (
            var (region, label, value) in new[]
            {
                ("Confound audit", "Decoding state", "128.0 KiB"),
                ("Configuration differences", "Here", "rope"),
            }
        )
        {
            var cell = page
                .Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = region })
                .Locator($"td[data-label='{label}']", new LocatorLocatorOptions { HasText = value })
                .First;
            Assert.True(await cell.IsVisibleAsync());
        }
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task A_cells_number_never_stands_over_its_code(int width)
    {
        var document = Samples.Code(
            "var study = Study.From(\"tiny-gpt\").Over(\"placement=pre,post\").Over(\"position=rope,alibi\"); // " + new string('x', 200)
        );
        document.Cells[0].Node["execution_count"] = 123;
        await using var page = await frontEnds.Browser.OpenHtmlAsync(
            Encoding.UTF8.GetString(NotebookPage.Of(document, "name", FigureFormatters.Scripts, PagePictures.AttachmentsAlone)),
            width: width
        );
        var (code, number) = (
            await page.Page.Locator(".input pre").BoundingBoxAsync(),
            await page.Page.Locator(".input .number").BoundingBoxAsync()
        );
        Assert.True(code!.X + code.Width <= number!.X, $"code ends at {code.X + code.Width}, number begins at {number.X}");
        Assert.True(number.X + number.Width <= width && await page.Page.Locator(".input .number").IsVisibleAsync());
    }
}
