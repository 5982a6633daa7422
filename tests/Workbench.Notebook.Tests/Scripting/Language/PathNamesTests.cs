using Workbench.Notebook;
using Workbench.Notebook.Scripting.Language;

namespace Workbench.Notebook.Tests.Scripting.Language;

public sealed class PathNamesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public PathNamesTests()
    {
        foreach (var name in (string[])["Mine.dll", "cell.csx", "Code.cs", "notes.txt", ".hidden.dll", Path.Combine("sub", "Inner.dll")])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
            _folder.Write(name, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("#r \"|", new[] { "Mine.dll", "nuget: ", "sub/" })]
    [InlineData("#r \"m|", new[] { "Mine.dll" })]
    [InlineData("#r \"sub/|", new[] { "Inner.dll" })]
    [InlineData("#r \"no/such/folder/|", new string[0])]
    [InlineData("#r \"nuget: Some|", new string[0])]
    [InlineData("#load \"|", new[] { "cell.csx", "Code.cs", "sub/" })]
    [InlineData("var x = 1;\n#load \"ce|\"", new[] { "cell.csx" })]
    [InlineData("#lo|", new[] { "load" })]
    [InlineData(
        "#|",
        new[]
        {
            "define",
            "elif",
            "else",
            "endif",
            "endregion",
            "error",
            "if",
            "line",
            "load",
            "nullable",
            "pragma",
            "r",
            "region",
            "undef",
            "warning",
        }
    )]
    public void Files_that_a_directive_may_name(string marked, string[] expected) =>
        Assert.Equal(expected, Complete(marked)!.Matches.Select(match => match.Text));

    [Theory]
    [InlineData("var r = \"|")]
    [InlineData("x #r \"|")]
    [InlineData("|")]
    public void Any_other_line_is_none(string marked) => Assert.Null(Complete(marked));

    [Fact]
    public void Only_the_last_part_of_a_path_is_replaced()
    {
        var list = Complete("#r \"sub/In|")!;
        Assert.Equal((8, 10, "file"), (list.Start, list.End, list.Matches[0].Kind));
    }

    private CompletionList? Complete(string marked)
    {
        var cursor = marked.IndexOf('|', StringComparison.Ordinal);
        return PathNames.At(marked.Remove(cursor, 1), cursor, _folder.Path);
    }
}
