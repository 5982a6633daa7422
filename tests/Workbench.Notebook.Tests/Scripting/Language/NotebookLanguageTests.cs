using Workbench.Ablation;
using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Tests.Scripting.Language;

/// <summary>Completion, help and completeness as a host asks for them: over a session whose cells have run.</summary>
public sealed class NotebookLanguageTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly IInterpreter _interpreter;

    public NotebookLanguageTests() =>
        _interpreter = NotebookComposition.CreateInterpreter(
            new HostEnvironment(
                new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
                TimeProvider.System,
                _folder.Path,
                _ => null,
                new WorkerCommand("worker", [])
            )
        );

    public async ValueTask InitializeAsync()
    {
        var ran = await Run(
            """
            var numbers = new List<int> { 1, 2 };
            /// <summary>Doubles.</summary>
            int Twice(int number) => 2 * number;
            record Mine(int Depth) { public string Label { get; init; } = ""; }
            var count = 3;
            """
        );
        Assert.Equal(CellStatus.Ok, ran.Status);
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose()
    {
        _interpreter.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("numbers.Ad|", "Add")]
    [InlineData("Twi|", "Twice")]
    [InlineData("new Mine(1) { La|", "Label")]
    [InlineData("Study.From(\"ti|", "tiny-gpt")]
    [InlineData("displ|", "display")]
    [InlineData("tens|", "tensor")]
    [InlineData("#!abl|", "#!ablate")]
    [InlineData("%abl|", "%ablate")]
    [InlineData("#!ablate pos|", "position=")]
    [InlineData("#!time\nnum|", "numbers")]
    public async Task What_may_stand_at_the_cursor(string marked, string expected)
    {
        var (code, cursor) = At(marked);
        var list = await _interpreter.CompleteAsync(code, cursor, TestContext.Current.CancellationToken);
        Assert.Equal(expected, list.Matches[0].Text);
    }

    [Theory]
    [InlineData("Twi|ce(1)", "int Twice(int number)\n\nDoubles.")]
    [InlineData("cou|nt", "int count\n\nValue: 3")]
    [InlineData("numbers|", "List<int> numbers\n\nValue: ")]
    public async Task What_is_known(string marked, string begins)
    {
        var (code, cursor) = At(marked);
        var help = await _interpreter.InspectAsync(code, cursor, 0, TestContext.Current.CancellationToken);
        Assert.StartsWith(begins, help!.Text("text/plain"));
    }

    [Fact]
    public async Task Everything_is_answered_while_a_cell_runs()
    {
        var token = TestContext.Current.CancellationToken;
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var frontEnd = new RecordingFrontEnd { OnSend = _ => begun.TrySetResult() };
        var running = _interpreter.ExecuteAsync(new CellRequest("display(\"begun\"); while (true) Thread.Sleep(1);"), frontEnd, token);
        Assert.Same(begun.Task, await Task.WhenAny(begun.Task, running));
        Assert.Equal("numbers", (await _interpreter.CompleteAsync("num", 3, token)).Matches[0].Text);
        Assert.Equal("int Twice(int number)", (await _interpreter.SignatureHelpAsync("Twice(", 6, token))!.Signatures[0].Label);
        Assert.Equal("CS0103", Assert.Single(await _interpreter.DiagnoseAsync("conut", token)).Id);
        Assert.NotNull(await _interpreter.InspectAsync("count", 2, 0, token));
        Assert.False(running.IsCompleted);
        _interpreter.Interrupt();
        Assert.Equal(CellStatus.Interrupted, (await running).Status);
    }

    [Theory]
    [InlineData("#!ablate position=rope --seeds 2\n#!time\nnumbers.Count", 0)]
    [InlineData("%ablate position=rope\nnumbers.Conut", 1)]
    [InlineData("#r \"no-such.dll\"", 1)]
    [InlineData("display(numbers); tensor(1.0f).shape", 0)]
    public async Task What_the_compiler_says(string code, int errors) => Assert.Equal(errors, await Errors(code));

    [Fact]
    public async Task A_question_mark_opens_the_pager()
    {
        var asked = await Run("Twice?");
        Assert.Equal(CellStatus.Ok, asked.Status);
        Assert.StartsWith("int Twice(int number)", Assert.Single(asked.Payloads!).Bundle.Text("text/plain"));
        var unknown = await Run("Twicee?");
        Assert.Equal(CellStatus.Error, unknown.Status);
        Assert.Contains("Did you mean Twice", unknown.Error!.Value);
    }

    [Theory]
    [InlineData("1 + 1", "complete")]
    [InlineData("#!ablate (", "complete")]
    [InlineData("if (true) {", "incomplete")]
    [InlineData("x = };", "invalid")]
    [InlineData("x?", "complete")]
    [InlineData("?Chart.Line", "complete")]
    [InlineData("var y = true ?", "incomplete")]
    [InlineData("#!ablate position=rope \\", "incomplete")]
    [InlineData("var x = 1;\n#!ablate position=rope \\\n  --seeds 2 \\", "incomplete")]
    [InlineData("#!ablate position=rope \\\n  --seeds 2", "complete")]
    [InlineData("#!time \\", "incomplete")]
    public void Whether_a_cell_may_be_sent(string code, string status) => Assert.Equal(status, _interpreter.IsComplete(code).Status);

    private async Task<int> Errors(string code) =>
        (await _interpreter.DiagnoseAsync(code, TestContext.Current.CancellationToken)).Count(one => one.Severity == CellSeverity.Error);

    private Task<CellOutcome> Run(string code) => _interpreter.ExecuteAsync(new CellRequest(code), new RecordingFrontEnd());

    private static (string Code, int Cursor) At(string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return (marked.Remove(cursor, 1), cursor);
    }
}
