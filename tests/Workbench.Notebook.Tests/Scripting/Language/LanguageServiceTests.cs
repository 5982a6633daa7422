using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public class LanguageServiceTests
{
    [Fact]
    public async Task Many_may_ask_at_once_while_the_session_grows()
    {
        var token = TestContext.Current.CancellationToken;
        LanguageState[] states = [Chain.After("int first = 1;"), Chain.After("int first = 1;", "var firsts = new[] { first };")];
        var asked = 0;
        var service = new LanguageService(() => states[Interlocked.Increment(ref asked) % 2]);
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => i % 2 == 0 ? Complete() : Inspect()));
        Assert.All(answers, answer => Assert.True(answer));

        async Task<bool> Complete() => (await service.CompleteAsync("firs", 4, token)).Matches[0].Text == "first";
        async Task<bool> Inspect() =>
            (await service.InspectAsync("first", 5, 0, token))!.Text("text/plain")!.StartsWith("int first", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(99)]
    public async Task A_cursor_outside_of_the_cell_stands_at_its_edge(int cursor) =>
        Assert.InRange(
            (await new LanguageService(() => Chain.After()).CompleteAsync("1;", cursor, TestContext.Current.CancellationToken)).Start,
            0,
            2
        );

    [Fact]
    public async Task Magics_are_asked_first_and_their_lines_are_no_code()
    {
        var state = Chain.After("int count = 1;");
        var service = new LanguageService(() => state, new Percent());
        var token = TestContext.Current.CancellationToken;
        Assert.Equal("%magic", Assert.Single((await service.CompleteAsync("%ma\ncou", 3, token)).Matches).Text);
        Assert.Equal("count", (await service.CompleteAsync("%magic count\ncou", 16, token)).Matches[0].Text);
        Assert.Equal("about magic", (await service.InspectAsync("%magic", 3, 0, token))!.Text("text/plain"));
        Assert.Equal("about magic", (await service.PageAsync("%magic?", token))!.Bundle.Text("text/plain"));
        Assert.Equal("complete", service.IsComplete("%magic (").Status);
        Assert.Equal("incomplete", service.IsComplete("%magic (\nF(").Status);
        Assert.Equal(new("incomplete", "    "), service.IsComplete("%magic \\"));
    }

    [Fact]
    public async Task Spans_are_those_of_the_cell_with_its_magics()
    {
        var service = new LanguageService(() => Chain.After("int count = 1;"), new Percent());
        var token = TestContext.Current.CancellationToken;
        Assert.Empty(await service.DiagnoseAsync("%magic conut (\ncount", token));
        var wrong = Assert.Single(await service.DiagnoseAsync("%magic\nconut\n%magic", token));
        Assert.Equal((7, 12, "CS0103"), (wrong.Start, wrong.End, wrong.Id));
        Assert.Equal(1, (await service.SignatureHelpAsync("%magic\nMath.Max(1, ", 19, token))!.ActiveParameter);
        Assert.Null(await service.SignatureHelpAsync("%magic(", 7, token));
    }

    [Fact]
    public async Task It_warms_up_in_an_empty_session() =>
        await new LanguageService(() => Chain.After()).WarmUpAsync(TestContext.Current.CancellationToken);

    /// <summary>A line that begins with % is a magic.</summary>
    private sealed class Percent : ICellMagics
    {
        public string WithoutMagics(string cell) =>
            string.Join('\n', cell.Split('\n').Select(line => line.StartsWith('%') ? new string(' ', line.Length) : line));

        public bool IsOpen(string cell) => cell.Split('\n')[^1] is ['%', .., '\\'];

        public Workbench.Notebook.CompletionList? Complete(string cell, int cursor) =>
            OnMagic(cell, cursor) ? new(0, cursor, [new("%magic", "magic")]) : null;

        public Workbench.Notebook.MimeBundle? Inspect(string cell, int cursor) =>
            OnMagic(cell, cursor) ? Workbench.Notebook.MimeBundle.Plain("about magic") : null;

        private static bool OnMagic(string cell, int cursor) =>
            cell[(cell.LastIndexOf('\n', Math.Max(0, cursor - 1)) + 1)..].StartsWith('%');
    }
}
