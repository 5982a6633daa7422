using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Workbench.Tests.Notebook.Documents;

namespace Workbench.Tests.Notebook.EndToEnd;

/// <summary>The notebooks of the repository: what is saved in them, and that they run by <c>workbench run</c> and by nbconvert with the same outputs.</summary>
public sealed class ShippedNotebooksTests(ShippedNotebooks shipped) : IClassFixture<ShippedNotebooks>
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    [Fact]
    public void They_run_at_the_smoke_budget_every_cell_of_them_and_show_figures()
    {
        Assert.True(ShippedNotebooks.Files.Count >= 6, string.Join(", ", ShippedNotebooks.Files));
        Assert.EndsWith($"{ShippedNotebooks.Files.Count} of {ShippedNotebooks.Files.Count} notebooks without fault\n", shipped.Said, StringComparison.Ordinal);
        var cells = 0;
        foreach (var file in ShippedNotebooks.Files)
        {
            var run = Notebooks.Read(Path.Combine(shipped.Out, Path.GetFileName(file)));
            cells += run.CodeCells().Count();
            Assert.All(run.CodeCells(), cell => Assert.NotNull(cell["execution_count"]));
            Assert.Contains(run.CodeCells(), cell => Tags(cell).Contains("injected-parameters"));
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

    [Fact]
    public async Task They_are_valid_nbformat_for_our_kernel()
    {
        Assert.Equal("valid", await NbformatOracleTests.Python(NbformatOracleTests.Validate, [.. ShippedNotebooks.Files]));
        foreach (var file in ShippedNotebooks.Files)
        {
            var metadata = Notebooks.Read(file)["metadata"]!;
            Assert.Equal("""{"display_name":"Workbench (C#)","language":"C#","name":"workbench"}""", new JsonObject(metadata["kernelspec"]!.AsObject().OrderBy(field => field.Key, StringComparer.Ordinal)
                .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))).ToJsonString());
            Assert.Equal("C#", (string?)metadata["language_info"]!["name"]);
        }
    }

    [Fact]
    public void What_is_saved_in_them_shows_without_scripts_and_says_nothing_about_a_machines_folders()
    {
        foreach (var file in ShippedNotebooks.Files)
        {
            var notebook = Notebooks.Read(file);
            Assert.Single(notebook.CodeCells(), cell => Tags(cell).Contains("parameters"));
            Assert.All(notebook.CodeCells(), cell => Assert.NotNull(cell["execution_count"]));
            var outputs = notebook.CodeCells().SelectMany(Notebooks.Outputs).ToList();
            Assert.DoesNotContain(outputs, output => (string?)output["output_type"] == "error");
            var figures = outputs.Where(output => output["data"]?[Plotly] is not null).ToList();
            Assert.True(figures.Count >= 2, file);
            Assert.All(figures, figure => Assert.StartsWith("iVBORw0KGgo", figure["data"]!["image/png"].Text(), StringComparison.Ordinal));
            Assert.All(figures, figure => Assert.Contains("<img", figure["data"]!["text/html"].Text(), StringComparison.Ordinal));

            var text = File.ReadAllText(file);
            // plotly.js is another project's; it comes into a notebook when one is run.
            Assert.DoesNotContain("<!--script", text, StringComparison.Ordinal);
            Assert.DoesNotContain("plotly.js v", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"(?<![\w.:/*])/(?:home|root|tmp|work|usr|var|opt|mnt|Users)/", text);
            Assert.DoesNotMatch(@"[A-Z]:\\\\(?:Users|Windows)", text);
            Assert.True(text.Length < 3_000_000, $"{file}: {text.Length:N0} characters");
        }
    }

    private static IEnumerable<string> Tags(JsonObject cell) => cell["metadata"]?["tags"]?.AsArray().Select(tag => (string)tag!) ?? [];

    private static List<string> Figures(JsonObject notebook) =>
        [.. notebook.CodeCells().SelectMany(Notebooks.Outputs).Select(output => output["data"]?[Plotly]).OfType<JsonObject>().Select(figure => Regex.Replace(figure["layout"]?["title"]?["text"].Text() ?? "", "[0-9a-f]{12}", "RUN"))];
}
