namespace Workbench.Cli.Tests;

/// <summary>Tables in a file or a pipe end where their words do.</summary>
public sealed class TableTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task No_line_ends_in_a_blank()
    {
        string[] small = ["--set", "model.layers=1", "--set", "model.width=16", "--set", "model.headCount=2", "--set", "model.context=16"];
        string[][] lines =
        [
            [
                "ablate",
                "position=rope,alibi",
                "--task",
                "copy",
                "--seeds",
                "2",
                "--steps",
                "2",
                "--launcher",
                "in-process",
                "--out",
                "S",
                .. small,
            ],
            ["ablate", "position=rope,alibi", "--task", "copy", "--dry-run"],
            ["train", "model.layers=1", "model.width=16", "model.headCount=2", "model.context=16", "--task", "copy", "--steps", "2"],
            ["compare", "S"],
            ["figure", "S", "final-metric"],
            ["runs", "list"],
            ["runs", "clean", "--all"],
            ["variants"],
            ["presets"],
            ["data", "list"],
            ["doctor"],
            ["device"],
            ["model", "tiny-gpt", "position=rope"],
            ["jupyter", "list"],
        ];
        foreach (var line in lines)
        {
            var outcome = await _shell.Run(line);
            Assert.True(outcome.Out.Length > 0, $"{string.Join(' ', line)}: {outcome.Error}");
            Assert.All(outcome.Out.Split('\n'), text => Assert.True(text == text.TrimEnd(' '), $"{string.Join(' ', line)}: '{text}'"));
        }
    }

    [Fact]
    public void Blanks_within_a_line_stay()
    {
        using var text = new StringWriter { NewLine = "\n" };
        using (var trimmed = new Workbench.Cli.TrimmedWriter(text) { NewLine = "\n" })
        {
            trimmed.Write("  a  b  \n\n   \r\nc ");
            trimmed.WriteLine(" d  ");
        }
        Assert.Equal("  a  b\n\n\r\nc  d\n", text.ToString());
    }
}
