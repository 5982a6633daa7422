using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>The notebooks of the repository: they run by <c>workbench run</c> and by nbconvert with the same outputs.</summary>
public sealed class ShippedNotebooksTests(ShippedNotebooks shipped) : IClassFixture<ShippedNotebooks>
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    [Fact]
    public void They_run_at_the_smoke_budget_every_cell_of_them_and_show_figures()
    {
        Assert.True(ShippedNotebooks.Files.Count >= 10, string.Join(", ", ShippedNotebooks.Files));
        Assert.EndsWith(
            $"{ShippedNotebooks.Files.Count} of {ShippedNotebooks.Files.Count} notebooks without errors\n",
            shipped.Said,
            StringComparison.Ordinal
        );
        var cells = 0;
        foreach (var file in ShippedNotebooks.Files)
        {
            var run = Notebooks.Read(Path.Combine(shipped.Out, Path.GetFileName(file)));
            cells += run.CodeCells().Count();
            Assert.All(run.CodeCells(), cell => Assert.NotNull(cell["execution_count"]));
            Assert.Contains(run.CodeCells(), cell => cell.Tags().Contains("injected-parameters"));
            Assert.DoesNotContain(run.CodeCells().SelectMany(Notebooks.Outputs), output => (string?)output["output_type"] == "error");
            // The budget is another one, the figures are of the same kinds.
            Assert.Equal(Figures(Notebooks.Read(file)), Figures(run));
        }
        var report = XDocument.Load(shipped.JUnit);
        Assert.Equal(cells, report.Descendants("testcase").Count());
        Assert.DoesNotContain(report.Descendants(), element => element.Name.LocalName is "failure" or "error" or "skipped");
    }

    [Fact]
    public async Task Nbconvert_runs_them_and_run_finds_the_same_outputs()
    {
        // The ledger has every run by now, so both answer from it.
        var files = ShippedNotebooks.Files.Select(file => Path.Combine(shipped.Out, Path.GetFileName(file))).ToList();
        var theirs = shipped.In("nbconvert");
        await shipped.Jupyter(["nbconvert", "--to", "notebook", "--execute", "--output-dir", theirs, .. files]);
        await shipped.Run(["run", .. ShippedNotebooks.Files.Select(file => Path.Combine(theirs, Path.GetFileName(file))), "--check"]);
    }

    private static List<string> Figures(JsonObject notebook) =>
        [
            .. notebook
                .CodeCells()
                .SelectMany(Notebooks.Outputs)
                .Select(output => output["data"]?[Plotly])
                .OfType<JsonObject>()
                .Select(figure => Regex.Replace(figure["layout"]?["title"]?["text"].Text() ?? "", "[0-9a-f]{12}", "RUN")),
        ];
}
