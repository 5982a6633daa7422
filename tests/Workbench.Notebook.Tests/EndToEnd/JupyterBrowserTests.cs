using System.Text.Json.Nodes;
using Workbench.Notebook.Tests.Jupyter;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>
/// The quickstart and the everyday handling of cells, in Debian's Jupyter Notebook in a real browser, with the real kernel.
/// </summary>
public sealed class JupyterBrowserTests(JupyterServer server) : IClassFixture<JupyterServer>
{
    [Fact]
    public async Task The_quickstart_runs_shows_its_figures_and_shows_them_again_after_reopening_in_nbconverts_page_and_in_runs()
    {
        server.Put("quickstart.ipynb", Quickstart());
        IReadOnlyList<DrawnFigure> shown;
        await using (var page = await server.OpenAsync("quickstart.ipynb"))
        {
            Assert.Equal(("Workbench (C#)", false), (await page.KernelNameAsync(), await page.AsksAsync()));
            await page.RunAllAsync();
            Assert.Equal("", string.Join("\n", await page.Page.Locator(".output_error").AllInnerTextsAsync()));
            shown = await page.SeenFiguresAsync();
            await page.LookAsync("jupyter-run-all");
            Assert.True(shown.Count >= 4, string.Join(", ", shown));

            // The cell whose output carries plotly.js, and all that hang on it.
            await page.RunAsync(await CarrierAsync(page));
            Assert.Equal(
                shown.Select(figure => (figure.Title, figure.Traces)),
                (await page.SeenFiguresAsync()).Select(figure => (figure.Title, figure.Traces))
            );
            await page.SaveAsync();
        }
        await server.ShutDownKernelsAsync();

        await using (var page = await server.OpenAsync("quickstart.ipynb"))
        {
            Assert.Equal(
                shown.Select(figure => (figure.Title, figure.Traces)),
                (await page.SeenFiguresAsync()).Select(figure => (figure.Title, figure.Traces))
            );
            await page.LookAsync("jupyter-reopened");
            // A new kernel knows nothing of the old one's outputs: what the carrying cell needs is run first.
            var carrier = await CarrierAsync(page);
            for (var i = 0; i <= carrier; i++)
                await page.RunAsync(i);
            Assert.Equal(shown.Count, (await page.SeenFiguresAsync()).Count);
        }

        var folder = Path.GetDirectoryName(server.PathOf("quickstart.ipynb"))!;
        await Programs.Succeed(
            server.Environment,
            folder,
            JupyterClient.Python,
            "-m",
            "nbconvert",
            "--to",
            "html",
            "quickstart.ipynb",
            "--output",
            "nbconvert.html"
        );
        await Programs.Succeed(
            server.Environment,
            folder,
            WorkbenchProgram.Path,
            "run",
            "quickstart.ipynb",
            "-o",
            "out.ipynb",
            "--html",
            "run.html"
        );
        foreach (var name in new[] { "nbconvert", "run" })
        {
            await using var page = await server.Browser.OpenAsync(new Uri(server.PathOf($"{name}.html")).AbsoluteUri);
            Assert.Equal(
                shown.Select(figure => (figure.Title, figure.Traces)),
                (await NotebookPage.SeenFiguresAsync(page)).Select(figure => (figure.Title, figure.Traces))
            );
            Assert.Empty(page.Errors);
            await page.LookAsync(name);
        }
    }

    [Fact]
    public async Task Cells_are_interrupted_from_the_toolbar_and_completed_and_explained_by_keys()
    {
        server.Put("cells.ipynb", Notebooks.Of("Console.WriteLine(\"begun\"); while (true) { }", "6 * 7", "", ""));
        await using var page = await server.OpenAsync("cells.ipynb");
        await page.StartAsync(0);
        // Before the kernel has the cell there is nothing that it could interrupt, however busy the page calls it.
        await page.ShowsAsync(0, "begun");
        await page.InterruptAsync();
        await page.EndAsync(0);
        Assert.Contains("interrupted", await page.OutputAsync(0), StringComparison.OrdinalIgnoreCase);
        await page.RunAsync(1);
        Assert.Contains("42", await page.OutputAsync(1), StringComparison.Ordinal);

        // One name that fits is written at once; several are a list.
        await page.TypeAsync(2, "#!abl");
        await page.Page.Keyboard.PressAsync("Tab");
        await page.Page.WaitForFunctionAsync("() => document.querySelectorAll('.code_cell')[2].innerText.includes('#!ablate')");
        await page.TypeAsync(2, "#!a");
        Assert.Superset(new HashSet<string> { "#!ablate", "#!about", "#!attention" }, (await page.CompletionsAsync()).ToHashSet());
        await page.LookAsync("jupyter-completion");
        await page.Page.Keyboard.PressAsync("Escape");

        await page.TypeAsync(3, "\"x\".To");
        var members = await page.CompletionsAsync();
        Assert.Contains("ToLowerInvariant", members);
        Assert.Contains("ToUpperInvariant", members);
        await page.Page.Keyboard.PressAsync("Escape");
        await page.TypeAsync(3, "Math.Abs");
        await page.Page.Keyboard.PressAsync("Shift+Tab");
        await page.Page.WaitForFunctionAsync("() => (document.querySelector('#tooltip') || { innerText: '' }).innerText.includes('Abs')");
        await page.LookAsync("jupyter-tooltip");
    }

    [Fact]
    public async Task Two_hundred_displays_and_five_megabytes_of_text_leave_the_page_usable()
    {
        server.Put(
            "much.ipynb",
            Notebooks.Of(
                "for (var i = 0; i < 200; i++) display(HTML($\"<p class='one'>{i}</p>\"));",
                "for (var i = 0; i < 50_000; i++) Console.WriteLine(new string('x', 99));",
                "1 + 1"
            )
        );
        await using var page = await server.OpenAsync("much.ipynb");
        await page.RunAllAsync();
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"{i}"), await page.Page.Locator("p.one").AllInnerTextsAsync());
        // A cell has its number with the reply; its output comes on another channel, here behind five megabytes.
        await page.ShowsAsync(1, "xxxx");
        await page.ShowsAsync(2, "2");
        await page.LookAsync("jupyter-much");
    }

    private static async Task<int> CarrierAsync(NotebookPage page) =>
        await page.Page.EvaluateAsync<int>(
            "Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code').findIndex(cell => "
                + "JSON.stringify(cell.output_area.outputs).includes('<!--script plotly-->'))"
        );

    /// <summary>The shipped quickstart without its outputs, at the smallest budget that still gives verdicts.</summary>
    private static JsonNode Quickstart()
    {
        var notebook = JsonNode.Parse(File.ReadAllText(Clone.In("notebooks", "01-quickstart.ipynb")))!;
        foreach (var cell in notebook["cells"]!.AsArray().Where(cell => (string?)cell!["cell_type"] == "code"))
        {
            cell!["outputs"] = new JsonArray();
            cell["execution_count"] = null;
            if (cell["metadata"]!["tags"] is JsonArray tags && tags.Any(tag => (string?)tag == "parameters"))
                cell["source"] = "var seeds = 2;\nvar steps = 4;";
        }
        return notebook;
    }
}
