using System.Text.Json.Nodes;
using Workbench.Notebook.Tests.Jupyter;

namespace Workbench.Notebook.Tests.EndToEnd;

/// <summary>
/// <c>jupyter nbconvert --execute</c>, which is nbclient, and <c>workbench run</c> make the same notebook of the same cells.
/// </summary>
public sealed class NbconvertTests(InstalledKernel kernel) : IClassFixture<InstalledKernel>
{
    [Fact]
    public async Task Run_gives_the_outputs_that_nbclient_gets()
    {
        using var folder = new TemporaryFolder();
        var notebook = Notebooks.Of(
            "Console.WriteLine(\"out\");\nConsole.Error.WriteLine(\"err\");\nConsole.Write(\"o\");\nConsole.WriteLine(\"ut "
                + "again\");\n6 * 7",
            "var handle = display(\"first\");\ndisplay(HTML(\"<b>second</b>\"), \"text/html\");\nhandle.Update(\"first, updated\");",
            "handle.Update(\"first, from a later cell\");\ndisplay(new { A = 1, B = new[] { 1.5, 2 } });",
            "Console.WriteLine(\"gone\");\nclear_output(wait: true);\nConsole.WriteLine(\"stays\");",
            "display(1);\nclear_output();\nConsole.WriteLine(\"é 😀 \\u001b[31mred\\u001b[0m\");",
            "int Divide(int a, int b) => a / b;\nDivide(1, 0)",
            "var open = 1 +",
            "Chart.Line<double, double, string>([1.0, 2], [3.0, 4]).WithTitle(\"one\")",
            "display(Chart.Line<double, double, string>([1.0, 2], [3.0, 4]));\n#!model tiny-gpt heads=mqa\ntorch.arange(6).reshape(2, 3)",
            "#!nonsense",
            "Math.Abs(-3)"
        );
        foreach (var failing in new[] { 5, 6, 9 })
            notebook["cells"]![failing]!["metadata"]!["tags"] = new JsonArray("raises-exception");
        await File.WriteAllTextAsync(folder.File("in.ipynb"), notebook.ToJsonString(), TestContext.Current.CancellationToken);
        await Programs.Succeed(
            kernel.Environment,
            folder.Path,
            JupyterClient.Python,
            "-m",
            "nbconvert",
            "--to",
            "notebook",
            "--execute",
            "in.ipynb",
            "--output",
            "theirs.ipynb"
        );
        await Programs.Succeed(kernel.Environment, folder.Path, WorkbenchProgram.Path, "run", "in.ipynb", "-o", "ours.ipynb");

        var (theirs, ours) = (Notebooks.Read(folder.File("theirs.ipynb")), Notebooks.Read(folder.File("ours.ipynb")));
        Assert.Equal(Shown(theirs), Shown(ours));
        Assert.Equal(Sorted(theirs["metadata"]!["language_info"]), Sorted(ours["metadata"]!["language_info"]));
        Assert.Equal("42", ours.CodeCells().First().Outputs().Last()["data"]!["text/plain"].Text());
        Assert.Equal("stays\n", ours.CodeCells().ElementAt(3).Outputs().Single()["text"].Text());
        Assert.Equal("first, from a later cell", ours.CodeCells().ElementAt(1).Outputs().First()["data"]!["text/plain"].Text());
    }

    // One line for every output; standard output and error race each other, in a kernel as in a shell, so streams come in the order of
    // their names.
    private static List<string> Shown(JsonObject notebook)
    {
        var lines = new List<string>();
        foreach (var (cell, number) in notebook.CodeCells().Select((cell, number) => (cell, number)))
        {
            var outputs = cell.Outputs().ToList();
            var streams = outputs
                .Where(output => (string?)output["output_type"] == "stream")
                .GroupBy(output => (string)output["name"]!, output => output["text"].Text());
            lines.AddRange(
                streams
                    .OrderBy(stream => stream.Key, StringComparer.Ordinal)
                    .Select(stream => $"{number} {stream.Key}: {string.Concat(stream)}")
            );
            lines.AddRange(
                outputs
                    .Where(output => (string?)output["output_type"] != "stream")
                    .Select(output => $"{number} [{cell["execution_count"]}] {Sorted(output)}")
            );
        }
        return lines;
    }

    private static string Sorted(JsonNode? node) =>
        node switch
        {
            JsonObject fields =>
                $"{{{string.Join(", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}: {Sorted(field.Value)}"))}}}",
            JsonArray lines when lines.All(line => line is JsonValue value && value.TryGetValue<string>(out _)) => lines.Text(),
            JsonArray items => $"[{string.Join(", ", items.Select(Sorted))}]",
            null => "null",
            _ => node.ToString(),
        };
}
