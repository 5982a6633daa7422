using System.Text.Json.Nodes;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Running;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>The runner with the interpreter of the executable: C#, parameters, figures, interrupts.</summary>
public sealed class RealRunTests : IDisposable
{
    private readonly RunShell _shell = new(FakeCells.Real);

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task C_sharp_runs_with_parameters_and_shows_what_it_shows_anywhere()
    {
        var document = Samples.Code(
            "int n = 2;\nvar name = \"x\";",
            "Console.WriteLine($\"{name} {n}\");",
            "Enumerable.Range(0, n).Sum()",
            "throw new InvalidOperationException(\"boo\");",
            "n + 1"
        );
        document.Cells[0].Metadata["tags"] = new JsonArray("parameters");
        document.Cells[3].Metadata["tags"] = new JsonArray("raises-exception");
        _shell.Write("in.ipynb", document);
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Out = "out.ipynb",
                Parameters = ["n=5", "name=hello"],
                Html = "out.html",
            }
        );
        var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(
            ["", "", "stdout: hello 5", "execute_result: 10", "error: InvalidOperationException: boo", "execute_result: 6"],
            saved.Cells.Select(RunShell.Shown)
        );
        Assert.Equal("""{"n":5,"name":"hello"}""", saved.Metadata["papermill"]!["parameters"]!.ToJsonString());
        Assert.Contains("hello 5", await File.ReadAllTextAsync(_shell.File("out.html")), StringComparison.Ordinal);

        // What was saved reproduces.
        var check = await _shell.Run(
            new()
            {
                Files = ["out.ipynb"],
                Check = new(1e-6, 1e-9, null, false),
                Parameters = ["n=5", "name=hello"],
            }
        );
        Assert.Null(check.Notebooks[0].Cells.FirstOrDefault(cell => cell.Difference is not null)?.Difference);
        Assert.Equal(ExitCode.Done, check.ExitCode);
    }

    [Fact]
    public async Task The_kernels_are_loaded_before_a_cell_uses_TorchSharp_and_not_before()
    {
        const string loaded = "File.ReadAllText(\"/proc/self/maps\").Contains(\"workbench_kernels\")";
        var (_, saved) = await _shell.RunCells([loaded, $"var half = TorchSharp.torch.tensor(1.0) * 0.5;\n{loaded}"]);
        Assert.Equal(["execute_result: False", "execute_result: True"], saved.Cells.Select(RunShell.Shown));
    }

    [Fact]
    public async Task Help_on_a_symbol_is_an_output()
    {
        _shell.Write("in.ipynb", "int Twice(int n) => 2 * n;", "Twice?", "Nowhere?");
        var result = await _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" });
        var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
        Assert.Contains("int Twice(int n)", RunShell.Shown(saved.Cells[1]), StringComparison.Ordinal);
        Assert.Contains("error: InvalidInputException: ", RunShell.Shown(saved.Cells[2]), StringComparison.Ordinal);
        Assert.Equal(ExitCode.RunFailed, result.ExitCode);
    }

    [Fact]
    public async Task A_cell_has_one_number()
    {
        var document = Samples.Code("1", "2", "3", "throw new InvalidOperationException(\"boo\");");
        document.Cells[1].Metadata["tags"] = new JsonArray("skip-execution");
        document.Insert(0, NotebookCell.OfCode("int n = 0;", "parameters"));
        document.Cells[1].Node["cell_type"] = "markdown";
        document.Cells[1].Node.Remove("outputs");
        document.Cells[1].Node.Remove("execution_count");
        _shell.Write("in.ipynb", document);
        var result = await _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" });
        var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
        Assert.Equal([1, null, 3, 4], saved.CodeCells.Select(cell => cell.ExecutionCount));
        Assert.Equal([1, 2, 3, 4], result.Notebooks[0].Cells.Select(cell => cell.Number));
        Assert.Equal("cell 4 failed", NotebookStatusText.Of(result.Notebooks[0]));
        Assert.Contains("at cell 4, line 1", result.Notebooks[0].Cells[3].Texts.Traceback, StringComparison.Ordinal);
        Assert.Contains(
            _shell.Events.OfType<Workbench.Operations.Advanced>(),
            advanced => advanced.Detail?.StartsWith("cell 4 of 4: ", StringComparison.Ordinal) == true
        );
    }

    [Fact]
    public async Task An_interrupt_reaches_the_cells_token()
    {
        _shell.Write("in.ipynb", "var x = 41;", "await Task.Delay(-1, CellContext.Current!.Cancellation);", "x + 1");
        using var stop = new CancellationTokenSource();
        var running = _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" }, stop.Token);
        while (!_shell.Said("cell 2 of 3"))
            await Task.Delay(20);
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.Equal(
            [CellRunStatus.Done, CellRunStatus.Interrupted, CellRunStatus.NotRun],
            result.Notebooks[0].Cells.Select(cell => cell.Fate)
        );
        Assert.DoesNotContain("killed", RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cell_that_blocks_every_pool_thread_keeps_no_later_cell_from_its_end()
    {
        // Blocked for ever: whatever a later cell needed of the pool would come after a hundred seconds at the earliest.
        _shell.Write(
            "in.ipynb",
            "for (var i = 0; i < 200; i++) _ = Task.Run(() => Thread.Sleep(-1));",
            "1 + 1",
            "#!time 2 + 2",
            "#!presets",
            "while (true) { }"
        );
        var result = await _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Out = "out.ipynb",
                CellTimeout = TimeSpan.FromSeconds(20),
            }
        );
        var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
        Assert.Equal(["", "execute_result: 2"], saved.Cells.Take(2).Select(RunShell.Shown));
        Assert.StartsWith("display_data: 4 | display_data: time: ", RunShell.Shown(saved.Cells[2]), StringComparison.Ordinal);
        Assert.Contains("tiny-gpt", RunShell.Shown(saved.Cells[3]), StringComparison.Ordinal);
        Assert.Equal(CellRunStatus.TimedOut, result.Notebooks[0].Cells[4].Fate);
        Assert.DoesNotContain("killed", RunShell.Shown(saved.Cells[4]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_figure_carries_plotly_js_or_leaves_it_out()
    {
        _shell.Write(
            "in.ipynb",
            "Chart.Line<double, double, string>([1.0, 2], [3.0, 4])",
            "Chart.Line<double, double, string>([1.0, 2], [3.0, 4])"
        );
        var scripts = FigureFormatters.Scripts;
        foreach (var place in Enum.GetValues<PlotlyJsInclusion>())
        {
            var result = await _shell.Run(
                new()
                {
                    Files = ["in.ipynb"],
                    Out = "out.ipynb",
                    Html = "out.html",
                    PlotlyJs = place,
                },
                scripts: scripts
            );
            Assert.Equal((ExitCode.Done, null), (result.ExitCode, result.Notebooks[0].Cells[0].Error));
            var saved = NotebookDocument.Read(_shell.File("out.ipynb"));
            Assert.All(saved.Cells, cell => Assert.NotNull(cell.Outputs[^1]!["data"]!["application/vnd.plotly.v1+json"]));
            // The script has an output of its own, and that goes with it.
            Assert.Equal([place == PlotlyJsInclusion.Embed ? 2 : 1, 1], saved.Cells.Select(cell => cell.Outputs.Count));
            Assert.Equal(
                place == PlotlyJsInclusion.Embed ? 1 : 0,
                (await File.ReadAllTextAsync(_shell.File("out.ipynb"))).Split("<!--script plotly-->").Length - 1
            );
            Assert.Equal(1, (await File.ReadAllTextAsync(_shell.File("out.html"))).Split("<!--script plotly-->").Length - 1);
        }
    }

    [Fact]
    public async Task A_process_that_ends_itself_is_told_of()
    {
        _shell.Write("in.ipynb", "Console.WriteLine(\"before\");\nSystem.Environment.FailFast(\"on purpose\");");
        var result = await _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" });
        Assert.Equal(ExitCode.RunFailed, result.ExitCode);
        var cell = result.Notebooks[0].Cells[0];
        Assert.Equal(CellRunStatus.Died, cell.Fate);
        Assert.StartsWith("DeadKernelError: the process that ran the cells aborted (signal 6)", cell.Error, StringComparison.Ordinal);
        Assert.Contains("on purpose", cell.Error, StringComparison.Ordinal);
    }
}
