using Workbench.Notebook;

namespace Workbench.Notebook.Tests.Scripting;

public sealed class NotebookInterpreterTests : IDisposable
{
    private readonly TestInterpreter _notebook = new();

    public void Dispose() => _notebook.Dispose();

    [Fact]
    public async Task A_cell_shows_its_value_under_its_number()
    {
        var (first, shown) = await _notebook.Run("1 + 1");
        Assert.Equal((CellStatus.Ok, 1), (first.Status, first.ExecutionCount));
        Assert.Equal(1, Assert.IsType<ResultOutput>(Assert.Single(shown.Outputs)).ExecutionCount);
        Assert.Equal("2", shown.Result);
        var (second, nothing) = await _notebook.Run("var x = 3;");
        Assert.Equal(2, second.ExecutionCount);
        Assert.Empty(nothing.Outputs);
        Assert.Equal("9", await _notebook.Value("await Task.Delay(1); x * 3"));
    }

    [Fact]
    public async Task A_silent_cell_shows_and_counts_nothing()
    {
        var frontEnd = new RecordingFrontEnd();
        var outcome = await _notebook.Interpreter.ExecuteAsync(new CellRequest("display(1); 2", Silent: true), frontEnd);
        Assert.Equal((CellStatus.Ok, 0), (outcome.Status, outcome.ExecutionCount));
        Assert.Empty(frontEnd.Outputs);
        await _notebook.Interpreter.ExecuteAsync(new CellRequest("var y = 1;", StoreHistory: false), frontEnd);
        Assert.Equal(1, (await _notebook.Run("y")).Outcome.ExecutionCount);
    }

    [Fact]
    public async Task Compiler_errors_show_place_code_message_line_and_caret()
    {
        await _notebook.Run("var ok = 1;");
        var (outcome, shown) = await _notebook.Run("var a = 1;\nvar b = a + missing;\n\tint c = \"text\";");
        Assert.Equal(CellStatus.Error, outcome.Status);
        Assert.Equal("CompilationError", shown.Error!.Name);
        Assert.Equal(
            """
            cell 2(2,13): error CS0103: The name 'missing' does not exist in the current context
                var b = a + missing;
                            ^~~~~~~
            cell 2(3,10): error CS0029: Cannot implicitly convert type 'string' to 'int'
                    int c = "text";
                            ^~~~~~
            """,
            Plain(shown.Error)
        );
        Assert.Equal("1", await _notebook.Value("ok"));
    }

    [Fact]
    public async Task Exceptions_show_frames_of_cells_alone_with_their_lines()
    {
        await _notebook.Run("int Half(int n)\n{\n    return 10 / n;\n}");
        var (_, shown) = await _notebook.Run("var a = 1;\nvar list = new[] { 2, 0 }.Select(n => Half(n)).ToList();");
        Assert.Equal("DivideByZeroException", shown.Error!.Name);
        Assert.Equal("Attempted to divide by zero.", shown.Error.Value);
        Assert.Equal(
            """
            DivideByZeroException: Attempted to divide by zero.
               at Half(int n) in cell 1, line 3: return 10 / n;
               at lambda in cell 2, line 2: var list = new[] { 2, 0 }.Select(n => Half(n)).ToList();
               at cell 2, line 2: var list = new[] { 2, 0 }.Select(n => Half(n)).ToList();
            """,
            Plain(shown.Error)
        );
        Assert.Equal("1", await _notebook.Value("a"));
    }

    [Fact]
    public async Task What_operations_advise_is_called_as_a_cell_calls_it()
    {
        var (_, shown) = await _notebook.Run(
            "throw new InvalidInputException(\"there is no such run\", \"1f3a\", null, $\"{new CommandRef(\"runs list\")} shows them; {new CommandRef(\"jupyter list\")} does not\");"
        );
        Assert.Contains("#!runs list shows them; ./workbench jupyter list", shown.Error!.Value);
        Assert.Contains("#!runs list shows them", Plain(shown.Error));
        var (_, empty) = await _notebook.Run("#!runs show 1f3a");
        Assert.Contains("Train one: #!train --data sotu", empty.Error!.Value);
        var (_, study) = await _notebook.Run("await Study.From(\"no-such-preset\").Vary(\"position\", \"rope\", \"alibi\").RunAsync()");
        Assert.DoesNotContain("./workbench", study.Error!.Value);
    }

    [Fact]
    public async Task Causes_are_shown_and_wrappers_are_not()
    {
        await _notebook.Run(
            "class Box { public async Task OpenAsync()\n{\n await Task.Yield();\n throw new InvalidOperationException(\"no key\"); } }"
        );
        var (_, shown) = await _notebook.Run(
            "try { new Box().OpenAsync().Wait(); }\ncatch (Exception e) { throw new NotSupportedException(\"cannot open\", e); }"
        );
        Assert.Equal(
            """
            NotSupportedException: cannot open
               at cell 2, line 2: catch (Exception e) { throw new NotSupportedException("cannot open", e); }
            caused by InvalidOperationException: no key
               at Box.OpenAsync(…) in cell 1, line 4: throw new InvalidOperationException("no key"); } }
            """,
            Plain(shown.Error!)
        );
    }

    [Fact]
    public async Task Invalid_input_shows_its_faults_as_the_shell_does()
    {
        var (_, shown) = await _notebook.Run(
            "throw new InvalidInputException([new Fault(\"width must be divisible by heads\", \"10\", \"12, 16\"), new Fault(\"a "
                + "second\")]);"
        );
        Assert.Equal("InvalidInputException", shown.Error!.Name);
        Assert.Equal(
            ["error: width must be divisible by heads (got 10); allowed: 12, 16", "error: a second"],
            Plain(shown.Error).Split('\n')[..2]
        );
    }

    [Fact]
    public async Task User_expressions_are_evaluated_after_the_cell()
    {
        var outcome = await _notebook.Interpreter.ExecuteAsync(
            new CellRequest("var x = 6;", UserExpressions: new Dictionary<string, string> { ["good"] = "x * 7", ["bad"] = "nothing" }),
            new RecordingFrontEnd()
        );
        Assert.Equal(CellStatus.Ok, outcome.Status);
        Assert.Equal("42", Assert.IsType<DisplayOutput>(outcome.Expressions!["good"]).Bundle.Text("text/plain"));
        Assert.Equal("CompilationError", Assert.IsType<ErrorOutput>(outcome.Expressions["bad"]).Name);
    }

    [Fact]
    public async Task Cells_run_one_after_another()
    {
        var first = _notebook.Run("var log = new List<int>(); await Task.Delay(50); log.Add(1);");
        var second = _notebook.Run("log.Add(2); log.Count");
        await first;
        Assert.Equal("2", (await second).Shown.Result);
    }

    [Fact]
    public async Task Files_are_loaded_and_imported()
    {
        File.WriteAllText(
            Path.Combine(_notebook.Folder, "helper.csx"),
            "int Triple(int n) => 3 * n;\nint Fails() => throw new InvalidOperationException(\"there\");"
        );
        Assert.Equal("9", await _notebook.Value("#load \"helper.csx\"\nTriple(3)"));
        var (_, shown) = await _notebook.Run("Fails()");
        Assert.Contains("helper.csx, line 2: int Fails() =>", Plain(shown.Error!));
        File.WriteAllText(Path.Combine(_notebook.Folder, "other.cs"), "record Imported(int A);");
        Assert.Equal("4", await _notebook.Value("#!import other.cs\nnew Imported(4).A"));
        var (_, missing) = await _notebook.Run("#load \"nowhere.csx\"");
        Assert.Contains("CS1504", missing.Error!.Value);
        Assert.Contains("there is no such file", (await _notebook.Run("#!import nowhere.cs")).Shown.Error!.Value);
    }

    [Fact]
    public async Task A_recursion_without_end_is_an_error_and_not_the_end()
    {
        var (_, shown) = await _notebook.Run("var kept = 3; int Down(int n) => Down(n + 1) + 1; Down(0)");
        Assert.Equal("InsufficientExecutionStackException", shown.Error!.Name);
        Assert.Contains("and again, ", Plain(shown.Error));
        Assert.Equal("3", await _notebook.Value("kept"));
    }

    [Fact]
    public async Task An_async_void_that_throws_is_shown_and_harms_nothing()
    {
        var shownLate = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var frontEnd = new RecordingFrontEnd { OnSend = output => _ = output is StreamOutput text && shownLate.TrySetResult(text.Text) };
        await _notebook.Interpreter.ExecuteAsync(
            new CellRequest("async void Late() { await Task.Delay(20); throw new Exception(\"late\"); } Late();"),
            frontEnd
        );
        Assert.Equal("unhandled background exception: Exception: late\n", await shownLate.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal("1", await _notebook.Value("1"));
    }

    private static string Plain(ErrorOutput error) =>
        System.Text.RegularExpressions.Regex.Replace(string.Join('\n', error.Traceback), "\e\\[\\d+m", "");
}
