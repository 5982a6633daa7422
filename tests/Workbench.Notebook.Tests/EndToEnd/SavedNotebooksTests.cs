using System.Text.Json.Nodes;
using Workbench.Notebook.Tests.Documents;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>The notebooks of the repository as they are committed.</summary>
public sealed class SavedNotebooksTests
{
    private const string Plotly = "application/vnd.plotly.v1+json";

    [Fact]
    public async Task They_are_valid_nbformat_for_our_kernel()
    {
        Assert.Equal("valid", await NbformatOracleTests.Python(NbformatOracleTests.Validate, [.. ShippedNotebooks.Files]));
        foreach (var file in ShippedNotebooks.Files)
        {
            var metadata = Notebooks.Read(file)["metadata"]!;
            Assert.Equal(
                """{"display_name":"Workbench (C#)","language":"C#","name":"workbench"}""",
                new JsonObject(
                    metadata["kernelspec"]!
                        .AsObject()
                        .OrderBy(field => field.Key, StringComparer.Ordinal)
                        .Select(field => KeyValuePair.Create(field.Key, field.Value?.DeepClone()))
                ).ToJsonString()
            );
            Assert.Equal("C#", (string?)metadata["language_info"]!["name"]);
        }
    }

    [Fact]
    public void What_is_saved_in_them_shows_without_scripts_and_says_nothing_about_a_machines_folders()
    {
        foreach (var file in ShippedNotebooks.Files)
        {
            var notebook = Notebooks.Read(file);
            Assert.Single(notebook.CodeCells(), cell => cell.Tags().Contains("parameters"));
            Assert.All(notebook.CodeCells(), cell => Assert.NotNull(cell["execution_count"]));
            var outputs = notebook.CodeCells().SelectMany(Notebooks.Outputs).ToList();
            Assert.DoesNotContain(outputs, output => (string?)output["output_type"] == "error");
            var figures = outputs.Where(output => output["data"]?[Plotly] is not null).ToList();
            Assert.True(figures.Count >= 2, file);
            Assert.All(figures, figure => Assert.StartsWith("iVBORw0KGgo", figure["data"]!["image/png"].Text(), StringComparison.Ordinal));
            Assert.All(figures, figure => Assert.Contains("<img", figure["data"]!["text/html"].Text(), StringComparison.Ordinal));
            Assert.All(outputs, output => Assert.DoesNotMatch("&#?[a-z0-9]+;", output["data"]?["text/plain"]?.Text() ?? ""));

            var text = File.ReadAllText(file);
            // plotly.js is another project's; it comes into a notebook when one is run.
            Assert.DoesNotContain("<!--script", text, StringComparison.Ordinal);
            Assert.DoesNotMatch("plotly.js v|WorkbenchPlotlyReady", text);
            Assert.DoesNotMatch(@"(?<![\w.:/*])/(?:home|root|tmp|work|var|opt|mnt|Users)/", text);
            Assert.DoesNotMatch(@"[A-Z]:\\\\(?:Users|Windows)", text);
            Assert.True(text.Length < 6_000_000, $"{file}: {text.Length:N0} characters");
        }
    }
}
