using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Languages;
using Workbench.Notebook.Documents.Running;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>The language of every cell is known before anything runs; what is not C# is refused, or left out and counted.</summary>
public sealed class LanguageTests : IDisposable
{
    private const string Ours = """{"kernelspec": {"name": "workbench", "display_name": "W", "language": "C#"}}""";
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    private static NotebookDocument Notebook(string metadata, params (string Source, string Metadata)[] cells)
    {
        var document = Samples.Code([.. cells.Select(cell => cell.Source)]);
        document.Root["metadata"] = JsonNode.Parse(metadata);
        for (var i = 0; i < cells.Length; i++)
            document.Cells[i].Node["metadata"] = JsonNode.Parse(cells[i].Metadata);
        return document;
    }

    [Theory]
    [InlineData("{}", null)]
    [InlineData(Ours, null)]
    [InlineData(
        """{"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}, "language_info": {"name": "polyglot-notebook"}}""",
        null
    )]
    [InlineData(
        """{"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)"}, "language_info": {"name": "dotnet-interactive.csharp"}}""",
        null
    )]
    [InlineData("""{"language_info": {"name": "csharp"}}""", null)]
    [InlineData(
        """{"kernelspec": {"name": "mine", "display_name": "m", "language": "csharp"}, "language_info": {"name": "python"}}""",
        null
    )]
    [InlineData(
        """{"polyglot_notebook": {"kernelInfo": {"defaultKernelName": "csharp2", "items": [{"name": "csharp2", "languageName": "csharp"}]}}}""",
        null
    )]
    [InlineData(
        """{"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}""",
        "Python, by kernelspec.language, kernel python3"
    )]
    [InlineData(
        """{"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "C#"}}""",
        "Python, by kernelspec.name, kernel python3"
    )]
    [InlineData(
        """{"kernelspec": {"name": "workbench", "display_name": "env", "language": "python"}}""",
        "Python, by kernelspec.language, kernel workbench"
    )]
    [InlineData("""{"kernelspec": {"name": "julia-1.10", "display_name": "Julia"}}""", "Julia, by kernelspec.name, kernel julia-1.10")]
    [InlineData("""{"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}""", "R, by kernelspec.language, kernel ir")]
    [InlineData(
        """{"kernelspec": {"name": "deno", "display_name": "Deno", "language": "zig"}}""",
        "zig, by kernelspec.language, kernel deno"
    )]
    [InlineData("""{"kernelspec": {"name": "odd", "display_name": "odd"}}""", "an unknown language, by kernelspec.name, kernel odd")]
    [InlineData(
        """{"kernelspec": {"name": "odd", "display_name": "odd"}, "language_info": {"name": "ruby"}}""",
        "Ruby, by language_info.name, kernel odd"
    )]
    [InlineData("""{"language_info": {"name": "python"}}""", "Python, by language_info.name")]
    [InlineData(
        """{"kernelspec": {"name": ".net-fsharp", "display_name": "F#", "language": "F#"}, "language_info": {"name": "polyglot-notebook"}, "polyglot_notebook": {"kernelInfo": {"defaultKernelName": "fsharp", "items": []}}}""",
        "F#, by polyglot_notebook.kernelInfo.defaultKernelName, kernel .net-fsharp"
    )]
    [InlineData(
        """{"kernelspec": {"name": ".net-powershell", "display_name": "pwsh", "language": "PowerShell"}}""",
        "PowerShell, by kernelspec.language, kernel .net-powershell"
    )]
    public void The_notebooks_metadata_say_the_language(string metadata, string? foreign)
    {
        var found = ForeignCells.Of(Notebook(metadata, ("7/2", "{}")));
        Assert.Equal(foreign is null ? [] : [foreign], found.Select(cell => $"{cell.Language}, by {cell.Place}"));
    }

    [Theory]
    [InlineData("""{"vscode": {"languageId": "csharp"}}""", "1", null)]
    [InlineData("""{"vscode": {"languageId": "polyglot-notebook"}}""", "1", null)]
    [InlineData("""{"vscode": {"languageId": "dotnet-interactive.csharp"}}""", "1", null)]
    [InlineData("""{"vscode": {"languageId": "html"}}""", "<b>x</b>", null)]
    [InlineData("""{"polyglot_notebook": {"kernelName": "javascript"}}""", "1", null)]
    [InlineData("""{"vscode": {"languageId": "sql"}}""", "1", "SQL, by the cell's vscode.languageId sql")]
    [InlineData("""{"vscode": {"languageId": "dotnet-interactive.fsharp"}}""", "1", "F#, by the cell's vscode.languageId fsharp")]
    [InlineData("""{"polyglot_notebook": {"kernelName": "fsharp"}}""", "1", "F#, by the cell's polyglot_notebook.kernelName fsharp")]
    [InlineData("""{"dotnet_interactive": {"language": "pwsh"}}""", "1", "PowerShell, by the cell's dotnet_interactive.language pwsh")]
    [InlineData("""{"polyglot_notebook": {"kernelName": "mydb"}}""", "1", "mydb, by the cell's polyglot_notebook.kernelName mydb")]
    [InlineData("{}", "#!fsharp\nlet x = 1", "F#, by the line #!fsharp")]
    [InlineData("{}", "\n%%python\nprint(1)", "Python, by the line %%python")]
    [InlineData("{}", "%%bash\nls", "Bash, by the line %%bash")]
    [InlineData("{}", "var x = 1;\n#!pwsh\nls", "PowerShell, by the line #!pwsh")]
    [InlineData("{}", "#!csharp\nvar x = 1;\n#!sql\nselect 1", "SQL, by the line #!sql")]
    [InlineData("{}", "#!time\n#!fsharp\n1", "F#, by the line #!fsharp")]
    [InlineData("{}", "%%html\n<b>%%python</b>", null)]
    [InlineData("{}", "#!html\n#!fsharp", null)]
    [InlineData("{}", "var s = @\"\n#!fsharp\n\";", null)]
    [InlineData("{}", "// %%python\n1", null)]
    [InlineData("{}", "#!ablate position=rope,alibi", null)]
    [InlineData("""{"vscode": {"languageId": "fsharp"}}""", "#!csharp\n1", null)]
    public void A_cells_metadata_and_lines_say_its_language(string metadata, string source, string? foreign)
    {
        var found = ForeignCells.Of(Notebook(Ours, (source, metadata)));
        Assert.Equal(foreign is null ? [] : [foreign], found.Select(cell => $"{cell.Language}, by {cell.Place}"));
    }

    [Fact]
    public void A_dib_says_the_language_of_each_cell()
    {
        var document = NotebookDocument.Parse(
            Encoding.UTF8.GetBytes("#!csharp\n\n1\n\n#!fsharp\n\nlet x = 1\n\n#!markdown\n\ntext\n\n#!html\n\n<b>x</b>\n"),
            DocumentFormat.Dib,
            "a.dib"
        );
        Assert.Equal(["2 F#"], ForeignCells.Of(document).Select(cell => $"{cell.Number} {cell.Language}"));
    }

    [Fact]
    public async Task Another_language_is_refused_before_anything_runs_and_the_file_stays()
    {
        var python =
            """{"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}""";
        _shell.Write("py.ipynb", Notebook(python, ("7/2", "{}"), ("8/2", "{}")));
        _shell.Write("cell.ipynb", Notebook(Ours, ("print a", "{}"), ("select 1", """{"vscode": {"languageId": "sql"}}""")));
        var before = File.ReadAllText(_shell.File("py.ipynb"));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["py.ipynb", "cell.ipynb"],
                    InPlace = true,
                    Continue = true,
                }
            )
        );
        Assert.Equal(
            """
            py.ipynb, cells 1, 2: only C# cells run here (got Python, by kernelspec.language, kernel python3); allowed: C#, and #!html, #!markdown, #!javascript. Run the notebook with a kernel of that language, or skip these cells with --skip-foreign
            cell.ipynb, cell 2: only C# cells run here (got SQL, by the cell's vscode.languageId sql); allowed: C#, and #!html, #!markdown, #!javascript. Run the notebook with a kernel of that language, or skip these cells with --skip-foreign
            """,
            error.Message
        );
        Assert.Equal(before, File.ReadAllText(_shell.File("py.ipynb")));
    }

    [Fact]
    public async Task Cells_that_are_left_out_keep_their_outputs_and_are_counted()
    {
        var metadata =
            """{"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}, "language_info": {"name": "polyglot-notebook"}}""";
        var document = Notebook(metadata, ("print a", "{}"), ("let x = 1", """{"polyglot_notebook": {"kernelName": "fsharp"}}"""));
        document.Cells[1].ExecutionCount = 7;
        document.Cells[1].Outputs.Add(JsonNode.Parse("""{"output_type": "stream", "name": "stdout", "text": "kept"}"""));
        _shell.Write("in.ipynb", document);
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Out = "out.ipynb",
                SkipForeign = true,
                JUnit = "r.xml",
                Check = new(1e-6, 1e-9, null, false),
            }
        );
        var record = Assert.Single(result.Notebooks);
        Assert.Equal("1 cell run, 1 skipped, nothing compared, 2 not compared", NotebookStatusText.Of(record));
        Assert.Contains("skipped: cell 2 (its language is F#)", NotebookStatusText.Notes(record));
        Assert.Equal(
            "was skipped: its language is F#",
            (string?)XDocument.Load(_shell.File("r.xml")).Descendants("testcase").ElementAt(1).Element("skipped")!.Attribute("message")
        );
        var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
        Assert.Equal(
            (7, "polyglot-notebook", "pending"),
            (
                saved.Cells[1].ExecutionCount,
                (string?)saved.Metadata["language_info"]!["name"],
                (string?)saved.Cells[1].Metadata["papermill"]!["status"]
            )
        );
        Assert.Equal("kept", (string?)saved.Cells[1].Outputs[0]!["text"]);
        Assert.Equal("stdout: a", RunShell.Shown(saved.Cells[0]));
    }

    [Fact]
    public async Task A_notebook_of_another_language_keeps_its_metadata()
    {
        var metadata =
            """{"kernelspec": {"name": "julia-1.10", "display_name": "Julia", "language": "julia"}, "language_info": {"name": "julia"}}""";
        _shell.Write("in.ipynb", Notebook(metadata, ("7/2", "{}")));
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                InPlace = true,
                SkipForeign = true,
            }
        );
        Assert.Equal("0 cells run, 1 skipped", NotebookStatusText.Of(Assert.Single(result.Notebooks)));
        var saved = NotebookDocument.Read(_shell.File("in.ipynb"));
        Assert.Equal(
            ("julia", "julia-1.10"),
            ((string?)saved.Metadata["language_info"]!["name"], (string?)saved.Metadata["kernelspec"]!["name"])
        );
    }

    [Fact]
    public async Task Parameters_need_a_cell_of_ours()
    {
        _shell.Write(
            "in.ipynb",
            Notebook(Ours, ("let n = 1", """{"tags": ["parameters"], "vscode": {"languageId": "fsharp"}}"""), ("print a", "{}"))
        );
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["in.ipynb"],
                    Parameters = ["n=2"],
                    SkipForeign = true,
                }
            )
        );
        Assert.Contains(
            "in.ipynb, cell 1: the parameters cell must be C# (got F#). Omit -p and -f",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task An_imported_notebook_is_read_whole_before_its_first_cell_runs()
    {
        _shell.Write("in.ipynb", Notebook(Ours, ("1", "{}"), ("#!fsharp\n1", "{}")));
        var ran = new List<string>();
        var import = new CellImport(
            new ImportPlace(Path.GetDirectoryName(_shell.File("in.ipynb"))!, []),
            (code, _, _) =>
            {
                ran.Add(code);
                return Task.CompletedTask;
            },
            _ => Task.CompletedTask
        );
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => import.RunAsync(["in.ipynb"], null));
        Assert.Equal(
            "in.ipynb, cell 2: only C# cells run here (got F#, by the line #!fsharp); allowed: C#, and #!html, #!markdown, "
                + "#!javascript. Import a notebook that contains only C#",
            error.Message
        );
        Assert.Empty(ran);
    }
}
