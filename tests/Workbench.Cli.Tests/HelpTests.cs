namespace Workbench.Cli.Tests;

/// <summary>Help as it is printed; the golden files are what a user reads.</summary>
public class HelpTests
{
    [Theory]
    [InlineData("workbench")]
    [InlineData("ablate")]
    [InlineData("train")]
    [InlineData("generate")]
    [InlineData("predict")]
    [InlineData("model")]
    [InlineData("attention")]
    [InlineData("embeddings")]
    [InlineData("compare")]
    [InlineData("figure")]
    [InlineData("reproduce")]
    [InlineData("device")]
    [InlineData("data")]
    [InlineData("run")]
    [InlineData("runs")]
    [InlineData("weights")]
    [InlineData("new")]
    [InlineData("jupyter")]
    [InlineData("doctor")]
    public async Task Help_is_the_golden_text(string command)
    {
        using var shell = new Shell();
        var outcome = await (command == "workbench" ? shell.Run("--help") : shell.Run(command, "--help"));
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Error));
        var text = string.Join('\n', outcome.Out.Split('\n').Select(line => line.TrimEnd())).TrimEnd() + "\n";
        Golden.Check(text, $"golden/{command}.txt");
    }

    [Fact]
    public async Task Hidden_commands_are_not_shown()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("--help");
        Assert.DoesNotContain("worker ", outcome.Out);
        Assert.DoesNotContain("complete ", outcome.Out);
    }
}
