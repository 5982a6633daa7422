using System.Text.Json.Nodes;
using System.Xml.Linq;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>What <c>--check</c> did not compare is counted and named, in words and in the JUnit report.</summary>
public sealed class UncomparedTests : IDisposable
{
    private static readonly CheckOptions Default = new(1e-6, 1e-9, null, false);
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    private async Task<(NotebookRecord Record, XElement Suite)> Check(CheckOptions how, NotebookDocument document)
    {
        _shell.Write("in.ipynb", document);
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Check = how,
                JUnit = "r.xml",
                Continue = true,
            }
        );
        return (Assert.Single(result.Notebooks), XDocument.Load(_shell.File("r.xml")).Root!.Element("testsuite")!);
    }

    private async Task<NotebookDocument> Stored(params string[] cells)
    {
        _shell.Write("in.ipynb", cells);
        await _shell.Run(new() { Files = ["in.ipynb"], InPlace = true });
        return NotebookDocument.Read(_shell.File("in.ipynb"));
    }

    private static void Clear(NotebookCell cell)
    {
        cell.ExecutionCount = null;
        cell.Outputs.Clear();
    }

    [Fact]
    public async Task A_cleared_cell_is_named_and_skipped_in_the_report()
    {
        var document = await Stored("print a", "print surprise", "print b", "  ");
        Clear(document.Cells[1]);
        var (record, suite) = await Check(Default, document);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Equal("3 cells run, 2 compared, 1 not compared", NotebookStatusText.Of(record));
        Assert.Equal(["not compared: cell 2 (no outputs are stored)"], NotebookStatusText.Notes(record));
        Assert.Equal(
            ("4", "0", "2"),
            ((string?)suite.Attribute("tests"), (string?)suite.Attribute("failures"), (string?)suite.Attribute("skipped"))
        );
        Assert.Equal(
            "not compared: no outputs are stored",
            (string?)suite.Elements("testcase").ElementAt(1).Element("skipped")!.Attribute("message")
        );
    }

    [Fact]
    public async Task A_notebook_of_which_nothing_was_compared_is_not_green()
    {
        var (record, suite) = await Check(Default, Samples.Code("print a", "print b"));
        Assert.Equal(ExitCode.NotReproduced, record.ExitCode);
        Assert.Equal("2 cells run, nothing compared, 2 not compared", NotebookStatusText.Of(record));
        Assert.Equal(
            ["not compared: cells 1, 2 (no outputs are stored)", NotebookStatusText.NothingCompared],
            NotebookStatusText.Notes(record)
        );
        Assert.Equal(
            ("3", "1", "2"),
            ((string?)suite.Attribute("tests"), (string?)suite.Attribute("failures"), (string?)suite.Attribute("skipped"))
        );
        Assert.Equal("nothing was compared", (string?)suite.Elements("testcase").Last().Element("failure")!.Attribute("message"));
    }

    [Fact]
    public async Task A_notebook_without_code_has_nothing_to_reproduce()
    {
        var document = Samples.Code("");
        Assert.Equal(ExitCode.Done, (await Check(Default, document)).Record.ExitCode);
    }

    [Fact]
    public async Task Tags_and_lax_say_why_a_cell_is_left_out()
    {
        var document = await Stored("print a", "print b", "print c");
        document.Cells[0].Metadata["tags"] = new JsonArray("nbval-ignore-output");
        document.Cells[1].Metadata["tags"] = new JsonArray("nbval-skip");
        var (record, _) = await Check(Default, document);
        Assert.Equal(
            ["not compared: cell 1 (it is tagged nbval-ignore-output)", "not compared: cell 2 (it was skipped)"],
            NotebookStatusText.Notes(record)
        );
        (record, _) = await Check(Default with { MarkedOnly = true }, document);
        Assert.Equal(ExitCode.NotReproduced, record.ExitCode);
        Assert.Contains(
            "not compared: cell 3 (it is not tagged nbval-check-output, and --lax was given)",
            NotebookStatusText.Notes(record)
        );
    }

    [Fact]
    public async Task What_differs_and_may_is_listed_in_words_and_in_the_report()
    {
        var document = await Stored("print <a object at 0x7f0000000010>");
        document.Cells[0].Source = "print <a object at 0x7f0000000020>";
        var (record, suite) = await Check(Default, document);
        Assert.Equal(
            ["1 masked value differs:", "  cell 1, address of an object: 0x7f0000000010, now 0x7f0000000020"],
            NotebookStatusText.Notes(record)
        );
        var property = Assert.Single(suite.Descendants("property"));
        Assert.Equal(
            ("masked: address of an object", "0x7f0000000010 -> 0x7f0000000020"),
            ((string?)property.Attribute("name"), (string?)property.Attribute("value"))
        );
    }

    [Fact]
    public async Task What_the_users_patterns_take_out_is_listed_where_it_differs()
    {
        await File.WriteAllTextAsync(_shell.File("patterns"), "regex: \\d+ MB\nreplace: MEM\n", TestContext.Current.CancellationToken);
        var document = await Stored("print 1 MB, 5 MB");
        document.Cells[0].Source = "print 1 MB, 7 MB";
        var (record, _) = await Check(Default with { Sanitizers = "patterns" }, document);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Equal("pattern \\d+ MB: 5 MB, now 7 MB", Assert.Single(record.Cells[0].Comparison!.Masked).ToString());
    }
}
