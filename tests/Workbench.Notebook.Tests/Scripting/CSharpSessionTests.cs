using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook.Tests.Scripting;

public sealed class CSharpSessionTests
{
    private readonly CSharpSession _session = new(new ScriptSettings(Clone.In(), Path.GetTempPath(), NotebookImports.All));

    [Fact]
    public async Task The_last_expression_is_the_value()
    {
        Assert.Equal(new ScriptValue(true, 3), await Run("1 + 2"));
        Assert.Equal(ScriptValue.None, await Run("var a = 1 + 2;"));
        Assert.Equal(ScriptValue.None, await Run("Console.Out.Flush()"));
        Assert.Equal(ScriptValue.None, await Run("// nothing to do"));
        Assert.Equal(ScriptValue.None, await Run(""));
        Assert.Equal(new ScriptValue(true, null), await Run("(string)null"));
        Assert.Equal(new ScriptValue(true, 7), await Run("await Task.FromResult(7)"));
    }

    [Fact]
    public async Task A_later_piece_sees_what_earlier_ones_declared()
    {
        await Run("var x = 3; int Twice(int n) => 2 * n; record Point(int X, int Y);");
        await Run("using System.Xml;");
        Assert.Equal(6, (await Run("Twice(x)")).Value);
        Assert.Equal("Point { X = 1, Y = 2 }", (await Run("new Point(1, 2).ToString()")).Value);
        Assert.Equal("XmlDocument", (await Run("typeof(XmlDocument).Name")).Value);
        await Run("var x = \"shadow\";");
        Assert.Equal("shadow", (await Run("x")).Value);
        Assert.Equal("shadow", _session.Get("x"));
    }

    [Fact]
    public async Task A_piece_that_throws_keeps_what_it_had_assigned()
    {
        await Run("var kept = 1;");
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Run("kept = 2; var begun = 5; throw new InvalidOperationException(\"stop\");")
        );
        Assert.Equal(7, (await Run("kept + begun")).Value);
    }

    [Fact]
    public async Task A_piece_that_does_not_compile_changes_nothing()
    {
        await Run("var x = 1;");
        var thrown = await Assert.ThrowsAsync<ScriptCompilationException>(() => Run("x = 2; var y = z;"));
        Assert.Equal("CS0103", Assert.Single(thrown.Diagnostics).Id);
        Assert.Equal(1, (await Run("x")).Value);
        Assert.Null(_session.Find("y"));
    }

    [Fact]
    public async Task What_declares_nothing_leaves_the_chain()
    {
        await Run("var x = 1;");
        for (var i = 0; i < 5; i++)
            await Run("x += 1; x");
        Assert.Single(_session.Submissions);
        await Run("int.TryParse(\"12\", out var parsed);");
        Assert.Equal(2, _session.Submissions.Count);
        Assert.Equal(18, (await Run("x + parsed")).Value);
    }

    [Fact]
    public async Task Variables_are_read_and_assigned_from_outside()
    {
        await Run("var list = new List<int> { 1 }; const int fixedOne = 1;");
        Assert.Equal(["fixedOne", "list"], _session.Variables.Select(one => one.Name).Order());
        _session.Set("made", new Dictionary<string, int[]> { ["a"] = [1, 2] });
        Assert.Equal(2, (await Run("made[\"a\"].Length")).Value);
        _session.Set("made", new Dictionary<string, int[]>());
        Assert.Equal(0, (await Run("made.Count")).Value);
        _session.Set("made", 5L);
        Assert.Equal(6L, (await Run("made + 1")).Value);
        await Run("record Mine(int A); var m = new Mine(3);");
        _session.Set("other", _session.Get("m"));
        Assert.Equal(3, (await Run("other.A")).Value);
        _session.Set("anonymous", new { A = 1 });
        Assert.Equal("{ A = 1 }", (await Run("anonymous.ToString()")).Value);
        Assert.Contains(
            "there is no variable of that name (got nothing)",
            Assert.Throws<InvalidInputException>(() => _session.Get("nothing")).Message
        );
        Assert.Contains("C# identifier (got 1x)", Assert.Throws<InvalidInputException>(() => _session.Set("1x", 1)).Message);
    }

    [Fact]
    public async Task The_imports_of_notebooks_compile_and_reach_the_workbench()
    {
        Assert.Equal("Tensor", (await Run("typeof(Tensor).Name")).Value);
        Assert.Equal(2L, (await Run("ones(2).shape[0]")).Value);
    }

    private Task<ScriptValue> Run(string code) =>
        _session.RunAsync(code, new CellContext(new CellRequest(code), new RecordingFrontEnd(), new CancellationTokenSource().Token));
}
