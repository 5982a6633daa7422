using System.Text.Json.Nodes;
using Workbench.Ablation;
using Workbench.Notebook.Documents;
using Workbench.Notebook.Documents.Running;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Documents;

/// <summary>The runner against a child that does what cells can do to it: print, fail, hang, die, flood, write past the console.</summary>
public sealed class RunnerTests : IDisposable
{
    private readonly RunShell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task Outputs_are_kept_in_order_with_counts_times_and_notes()
    {
        var (record, saved) = await _shell.RunCells(["print a\nprint b\nwarn c\nprint d", "value 7", ""]);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Equal(["stdout: ab | stderr: c | stdout: d", "execute_result: 7", ""], saved.Cells.Select(RunShell.Shown));
        Assert.Equal([1, 2, null], saved.Cells.Select(cell => cell.ExecutionCount));
        Assert.Equal([CellRunStatus.Done, CellRunStatus.Done, CellRunStatus.Skipped], record.Cells.Select(cell => cell.Fate));
        var whole = saved.Metadata["papermill"]!;
        Assert.Equal(("in.ipynb", null), ((string?)whole["input_path"], (bool?)whole["exception"]));
        Assert.True((double)whole["duration"]! > 0);
        Assert.Equal("completed", (string?)saved.Cells[1].Metadata["papermill"]!["status"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$", (string?)saved.Cells[1].Metadata["execution"]!["shell.execute_reply"]);
        Assert.Equal(
            "valid",
            await NbformatOracleTests.Python(
                "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4)); print('valid')",
                _shell.File("out.ipynb")
            )
        );
    }

    [Fact]
    public async Task What_goes_past_the_interpreter_is_caught_and_harms_nothing()
    {
        var (record, saved) = await _shell.RunCells([
            "console managed",
            "native printed by C",
            "print {\"event\":\"ended\"}",
            "print after",
        ]);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Equal(
            ["stdout: managed", "stdout: printed by C", "stdout: {\"event\":\"ended\"}", "stdout: after"],
            saved.Cells.Select(RunShell.Shown)
        );
    }

    [Fact]
    public async Task The_first_failure_stops_the_notebook_unless_told_to_go_on()
    {
        string[] cells = ["error boo", "print after"];
        var (record, saved) = await _shell.RunCells(cells);
        Assert.Equal((ExitCode.RunFailed, "FakeException: boo"), (record.ExitCode, record.Cells[0].Error));
        Assert.Equal(["error: FakeException: boo", ""], saved.Cells.Select(RunShell.Shown));
        Assert.Equal(
            ("failed", "pending", true),
            (
                (string?)saved.Cells[0].Metadata["papermill"]!["status"],
                (string?)saved.Cells[1].Metadata["papermill"]!["status"],
                (bool?)saved.Metadata["papermill"]!["exception"]
            )
        );

        (record, saved) = await _shell.RunCells(cells, options => options with { Continue = true });
        Assert.Equal(ExitCode.RunFailed, record.ExitCode);
        Assert.Equal("stdout: after", RunShell.Shown(saved.Cells[1]));
    }

    [Fact]
    public async Task Tags_let_a_cell_fail_or_leave_it_out()
    {
        var document = Samples.Code("error expected", "error skipped", "print on");
        document.Cells[0].Metadata["tags"] = new JsonArray("raises-exception");
        document.Cells[1].Metadata["tags"] = new JsonArray("skip-execution");
        document
            .Cells[1]
            .Outputs.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["name"] = "stdout",
                        ["output_type"] = "stream",
                        ["text"] = new JsonArray("stored"),
                    }
            );
        _shell.Write("in.ipynb", document);
        var result = await _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" });
        Assert.Equal(ExitCode.Done, result.ExitCode);
        Assert.Equal(
            ["error: FakeException: expected", "stdout: stored", "stdout: on"],
            NotebookDocument.Read(_shell.File("out.ipynb")).Cells.Select(RunShell.Shown)
        );
    }

    [Fact]
    public async Task A_dying_process_is_the_cells_error_with_its_last_words()
    {
        var (record, saved) = await _shell.RunCells(["print fine", "die", "print never"]);
        Assert.Equal(ExitCode.RunFailed, record.ExitCode);
        Assert.Equal([CellRunStatus.Done, CellRunStatus.Died, CellRunStatus.NotRun], record.Cells.Select(cell => cell.Fate));
        Assert.Equal(
            "DeadKernelError: the process that ran the cells was killed (signal 9); the system does that when memory runs out; "
                + "the end of its log:\nlast words",
            record.Cells[1].Error
        );
        var shown = RunShell.Shown(saved.Cells[1]);
        Assert.Contains("stdout: before", shown, StringComparison.Ordinal);
        Assert.EndsWith("last words", shown, StringComparison.Ordinal);
        Assert.Equal("stdout: fine", RunShell.Shown(saved.Cells[0]));
    }

    [Fact]
    public async Task A_cell_that_runs_too_long_is_interrupted_and_what_it_showed_is_kept()
    {
        var (record, saved) = await _shell.RunCells(
            ["print fast", "wait", "print never"],
            options => options with { CellTimeout = TimeSpan.FromSeconds(1) }
        );
        Assert.Equal(ExitCode.TimedOut, record.ExitCode);
        Assert.Equal(
            "stdout: waiting | error: OperationCanceledException: interrupted | error: CellTimeoutError: the cell ran longer "
                + "than 1 s and was interrupted",
            RunShell.Shown(saved.Cells[1])
        );
        Assert.Equal(CellRunStatus.NotRun, record.Cells[2].Fate);
    }

    [Fact]
    public async Task A_cell_that_cannot_be_interrupted_is_killed()
    {
        var (record, saved) = await _shell.RunCells(["hang"], options => options with { Timeout = TimeSpan.FromSeconds(2) });
        Assert.Equal(ExitCode.TimedOut, record.ExitCode);
        Assert.Equal(
            "stdout: hanging | error: CellTimeoutError: the notebook ran longer than 2 s and was killed",
            RunShell.Shown(saved.Cells[0])
        );
    }

    [Fact]
    public async Task Notebooks_that_wait_when_the_user_interrupts_are_not_begun()
    {
        using var stop = new CancellationTokenSource();
        _shell.Write("a.ipynb", "wait");
        _shell.Write("b.ipynb", "print never", "print never");
        var running = _shell.Run(
            new()
            {
                Files = ["a.ipynb", "b.ipynb"],
                Out = "out",
                Html = "pages",
                JUnit = "report.xml",
            },
            stop.Token
        );
        while (!_shell.Said("cell 1 of 1"))
            await Task.Delay(20);
        await stop.CancelAsync();
        var result = await running;
        Assert.Equal(ExitCode.Interrupted, result.ExitCode);
        Assert.Equal(
            (ExitCode.Interrupted, null, null, 0.0),
            (result.Notebooks[1].ExitCode, result.Notebooks[1].Output, result.Notebooks[1].Html, result.Notebooks[1].Seconds)
        );
        Assert.Equal([CellRunStatus.NotRun, CellRunStatus.NotRun], result.Notebooks[1].Cells.Select(cell => cell.Fate));
        Assert.Equal(["cell 1 was interrupted", "not run"], result.Notebooks.Select(NotebookStatusText.Of));
        Assert.Equal([_shell.File("out/a.ipynb")], Directory.GetFiles(_shell.File("out")));
        Assert.Contains(
            "<testsuite name=\"b.ipynb\" tests=\"2\" failures=\"0\" errors=\"0\" skipped=\"2\"",
            await File.ReadAllTextAsync(_shell.File("report.xml"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task What_cannot_be_saved_while_cells_run_is_a_failure()
    {
        _shell.Write("in.ipynb", "wait");
        Directory.CreateDirectory(_shell.File("out"));
        var running = _shell.Run(
            new()
            {
                Files = ["in.ipynb"],
                Out = "out/",
                CellTimeout = TimeSpan.FromSeconds(2),
            }
        );
        while (!_shell.Said("cell 1 of 1"))
            await Task.Delay(20);
        File.Delete(_shell.File("out/in.ipynb"));
        Directory.CreateDirectory(_shell.File("out/in.ipynb"));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => running);
        Assert.Equal(ExitCode.RunFailed, error.ExitCode);
        Assert.StartsWith("the file cannot be written: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_user_interrupts_and_everything_so_far_is_saved()
    {
        using var stop = new CancellationTokenSource();
        var running = _shell.RunCells(["print first", "wait", "print never"], cancellation: stop.Token);
        while (!_shell.Said("cell 2 of 3"))
            await Task.Delay(20);
        await stop.CancelAsync();
        var (record, saved) = await running;
        Assert.Equal(ExitCode.Interrupted, record.ExitCode);
        Assert.Equal([CellRunStatus.Done, CellRunStatus.Interrupted, CellRunStatus.NotRun], record.Cells.Select(cell => cell.Fate));
        Assert.Equal("stdout: first", RunShell.Shown(saved.Cells[0]));
        Assert.EndsWith("error: OperationCanceledException: interrupted", RunShell.Shown(saved.Cells[1]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_cut_has_no_half_of_a_letter()
    {
        var (record, saved) = await _shell.RunCells(["print a😀\nprint b"], options => options with { MaxText = 2 });
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Equal(
            "stdout: a | stderr: [workbench: output cut: 3 more characters were printed (the first 2 are kept)]",
            RunShell.Shown(saved.Cells[0])
        );
    }

    [Fact]
    public async Task An_error_is_kept_within_bounds_and_says_so()
    {
        var (record, saved) = await _shell.RunCells(["error " + new string('x', 5_000)], options => options with { MaxText = 10 });
        Assert.Equal(
            "error: FakeException: " + new string('x', 1_000) + "… [workbench: 4,000 more characters]",
            RunShell.Shown(saved.Cells[0])
        );
        Assert.InRange(
            string.Concat(saved.Cells[0].Outputs[0]!["traceback"]!.AsArray().Select(line => (string?)line)).Length,
            1_000,
            1_100
        );
        Assert.InRange(record.Cells[0].Error!.Length, 1_000, 1_100);
    }

    [Fact]
    public async Task A_notebook_that_lacks_its_minor_version_is_saved_with_one()
    {
        await File.WriteAllTextAsync(
            _shell.File("in.ipynb"),
            "{\"cells\": [{\"cell_type\": \"code\", \"source\": \"print x\"}], \"nbformat\": 4}",
            TestContext.Current.CancellationToken
        );
        await _shell.Run(new() { Files = ["in.ipynb"], Out = "out.ipynb" });
        Assert.Equal(
            "valid",
            await NbformatOracleTests.Python(
                "import nbformat, sys; nbformat.validate(nbformat.read(sys.argv[1], 4)); print('valid')",
                _shell.File("out.ipynb")
            )
        );
    }

    [Fact]
    public async Task A_hundred_megabytes_are_bounded_with_a_note()
    {
        var (record, saved) = await _shell.RunCells(["flood 100\nvalue 1", "displays 10010"]);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        var outputs = saved.Cells[0].Outputs;
        Assert.Equal(1_000_000, string.Concat(outputs[0]!["text"]!.AsArray().Select(line => (string?)line)).Length);
        Assert.EndsWith(
            "stderr: [workbench: output cut: 99,000,000 more characters were printed (the first 1,000,000 are kept)]",
            RunShell.Shown(saved.Cells[0]),
            StringComparison.Ordinal
        );
        Assert.Equal("execute_result", (string?)outputs[1]!["output_type"]);
        Assert.Equal(10_001, saved.Cells[1].Outputs.Count);
        Assert.EndsWith(
            "stderr: [workbench: output cut: 10 more outputs were shown (a cell keeps 10,000 outputs and 100,000,000 characters in them)]",
            RunShell.Shown(saved.Cells[1]),
            StringComparison.Ordinal
        );
        Assert.True(new FileInfo(_shell.File("out.ipynb")).Length < 5_000_000);
    }

    [Fact]
    public async Task Displays_are_updated_wherever_they_stand_and_clears_are_obeyed()
    {
        var (_, saved) = await _shell.RunCells([
            "display one\ndisplay two",
            "update three\nupdate four",
            "print a\nclear\nprint b",
            "print a\nclear wait\nprint b",
            "print a\nclear wait",
        ]);
        Assert.Equal(
            ["display_data: four | display_data: four", "", "stdout: b", "stdout: b", "stdout: a"],
            saved.Cells.Select(RunShell.Shown)
        );
    }

    [Fact]
    public async Task A_progress_bar_leaves_its_last_state()
    {
        var (_, saved) = await _shell.RunCells(["print 10 %\\r\nprint 50 %\\r\nprint 100 %\\ndone\\r\\n"]);
        Assert.Equal("stdout: 100 %\ndone", RunShell.Shown(saved.Cells[0]));
    }

    [Fact]
    public async Task Nobody_is_asked()
    {
        var (record, saved) = await _shell.RunCells(["ask name?"]);
        Assert.Equal(ExitCode.RunFailed, record.ExitCode);
        Assert.Equal(
            "stdout: nothing to read | error: FakeException: a notebook cannot read input in a headless run (got "
                + "\"name?\"). Use a parameter instead: -p name=value",
            RunShell.Shown(saved.Cells[0])
        );
    }

    [Fact]
    public async Task What_a_task_shows_after_its_cell_belongs_to_the_cell()
    {
        var (_, saved) = await _shell.RunCells(["late", "wait"], options => options with { CellTimeout = TimeSpan.FromSeconds(1) });
        Assert.Equal("stdout: late", RunShell.Shown(saved.Cells[0]));
    }

    [Fact]
    public async Task A_defect_of_the_interpreter_is_the_cells_error()
    {
        var (record, saved) = await _shell.RunCells(["defect", "print on"], options => options with { Continue = true });
        Assert.Equal(ExitCode.RunFailed, record.ExitCode);
        Assert.Equal(["error: InvalidOperationException: a defect", "stdout: on"], saved.Cells.Select(RunShell.Shown));
    }

    [Fact]
    public async Task Cells_run_in_the_notebooks_folder_or_where_it_is_said()
    {
        Directory.CreateDirectory(_shell.File("sub"));
        _shell.Write("sub/in.ipynb", "folder", "print  \nvariable WORKBENCH_FIGURE_PNG");
        // Any file will do for a browser: the fake cells draw nothing.
        _shell.Variables["WORKBENCH_CHROMIUM"] = _shell.File("sub/in.ipynb");
        await _shell.Run(
            new()
            {
                Files = ["sub/in.ipynb"],
                Out = "out.ipynb",
                Png = true,
            }
        );
        Assert.Equal(
            [$"stdout: {_shell.File("sub")}", "stdout:  1"],
            NotebookDocument.Read(_shell.File("out.ipynb")).Cells.Select(RunShell.Shown)
        );
        await _shell.Run(
            new()
            {
                Files = ["sub/in.ipynb"],
                Out = "out.ipynb",
                Folder = ".",
            }
        );
        Assert.Equal($"stdout: {_shell.Folder}", RunShell.Shown(NotebookDocument.Read(_shell.File("out.ipynb")).Cells[0]));
    }

    [Fact]
    public async Task Pictures_without_a_browser_are_refused_before_anything_runs()
    {
        _shell.Write("in.ipynb", "print on");
        var refused = await Assert.ThrowsAsync<InvalidInputException>(() =>
            _shell.Run(
                new()
                {
                    Files = ["in.ipynb"],
                    Out = "out.ipynb",
                    Png = true,
                }
            )
        );
        Assert.StartsWith("--png: an image of a figure needs Chromium (got no Chromium on the PATH). Install it", refused.Message);
        Assert.Equal(ExitCode.BadUsage, refused.ExitCode);
        Assert.False(File.Exists(_shell.File("out.ipynb")));
    }

    [Fact]
    public async Task Several_notebooks_run_at_a_time_and_the_gravest_exit_code_counts()
    {
        _shell.Write("a.ipynb", "print a");
        _shell.Write("b.ipynb", "error b");
        _shell.Write("c.ipynb", "die");
        _shell.Write("d.ipynb", "wait");
        var result = await _shell.Run(
            new()
            {
                Files = ["a.ipynb", "b.ipynb", "c.ipynb", "d.ipynb", "./a.ipynb"],
                Out = "out",
                Jobs = 4,
                CellTimeout = TimeSpan.FromSeconds(2),
            }
        );
        Assert.Equal(
            [ExitCode.Done, ExitCode.RunFailed, ExitCode.RunFailed, ExitCode.TimedOut],
            result.Notebooks.Select(one => one.ExitCode)
        );
        Assert.Equal(ExitCode.TimedOut, result.ExitCode);
        Assert.Equal(4, Directory.GetFiles(_shell.File("out"), "*.ipynb").Length);
        Assert.Equal(4, _shell.Events.OfType<StepStarted>().Count());
        Assert.Contains(_shell.Events.OfType<Advanced>(), advanced => advanced is { Task: "notebooks", Total: 4 });
        Assert.Contains(_shell.Events.OfType<Advanced>(), advanced => advanced is { Task: "b.ipynb", Detail: "cell 1 of 1: error b" });
    }

    [Fact]
    public async Task Garbage_on_the_pipe_is_passed_over()
    {
        const string script = """
            echo 'libtorch says hello'; echo '{"event":"ready"}'; echo '{"event":"nonsense"}'; echo '{broken'; read -r order
            printf '\377\376\n'; echo '{"event":"said","Number":0,"Output":{"output":"stream","Stream":"stdout","Text":"fine"}}'
            echo '{"event":"said","Number":99,"Output":{"output":"clear","Wait":false}}'; echo '{"event":"ended","Number":77,"Outcome":{"Status":"ok","ExecutionCount":1}}'
            echo '{"event":"ended","Number":0,"Outcome":{"Status":"ok","ExecutionCount":5}}'; read -r end
            """;
        using var shell = new RunShell(new WorkerCommand("/bin/sh", ["-c", script]));
        var (record, saved) = await shell.RunCells(["anything"]);
        Assert.Equal(ExitCode.Done, record.ExitCode);
        Assert.Contains("stdout: fine", RunShell.Shown(saved.Cells[0]), StringComparison.Ordinal);
        Assert.Equal(5, saved.Cells[0].ExecutionCount);
    }

    [Theory]
    [InlineData(
        "echo broken >&2; exit 3",
        "DeadKernelError: the process that runs cells did not start: it ended with exit code 3; the end of its log:\nbroken"
    )]
    [InlineData("exit 0", "DeadKernelError: the process that runs cells did not start: it ended before it was ready")]
    public async Task A_child_that_does_not_start_fails_the_first_cell(string script, string message)
    {
        using var shell = new RunShell(new WorkerCommand("/bin/sh", ["-c", script]));
        var (record, saved) = await shell.RunCells(["anything", "more"]);
        Assert.Equal((ExitCode.RunFailed, message), (record.ExitCode, record.Cells[0].Error));
        Assert.StartsWith("error: DeadKernelError", RunShell.Shown(saved.Cells[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_bad_usage()
    {
        using var shell = new RunShell(new WorkerCommand("/no/such/program", []));
        var error = await Assert.ThrowsAsync<InvalidInputException>(() => shell.RunCells(["1"]));
        Assert.StartsWith(
            "the process that runs cells could not be started (got /no/such/program)",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_line_that_is_too_long_is_left_out()
    {
        var lines = new List<string>();
        var lost = new List<long>();
        var bytes = System.Text.Encoding.UTF8.GetBytes("short\n" + new string('x', 300_000) + "\nnext\n\nlast");
        ByteLines.Read(
            new MemoryStream(bytes),
            line => lines.Add(System.Text.Encoding.UTF8.GetString(line.Span)),
            lost.Add,
            limit: 1 << 17
        );
        Assert.Equal(["short", "next", "", "last"], lines);
        Assert.Equal([300_000L], lost);
    }
}
