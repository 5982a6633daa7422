namespace Workbench.Cli.Tests;

/// <summary>Command lines that cannot run: the text, exit 2, nothing written.</summary>
public class ParsingTests
{
    [Theory]
    [InlineData(
        "ablate position=rope,alibi --sead 3",
        "error: unknown option (got --sead). Did you mean --seeds or --set or --search? See ./workbench ablate --help"
    )]
    [InlineData("doctor --qick", "error: unknown option (got --qick). Did you mean --quick? See ./workbench doctor --help")]
    [InlineData(
        "data lst",
        "error: unknown command (got lst); allowed: list, get, where, clean. Did you mean list? See ./workbench data --help"
    )]
    [InlineData("doctor @x", "error: unexpected argument (got @x). See ./workbench doctor --help")]
    [InlineData(
        "ablate position=rope,alibi --seeds three",
        "error: --seeds: must be a whole number (got three). See ./workbench ablate --help"
    )]
    [InlineData("ablate position=rope,alibi --seeds", "error: --seeds: needs a value. See ./workbench ablate --help")]
    [InlineData("generate 1f3a", "error: --prompt: must be given. For a model with an encoder: --source. See ./workbench generate --help")]
    [InlineData("ablate position=rope,alibi --out ", "error: --out: must not be empty. See ./workbench ablate --help")]
    [InlineData(
        "ablate",
        "error: axes: a study needs at least one axis; allowed: path=value,value. For instance: ./workbench ablate position=rope,alibi. "
            + "For a single model: ./workbench train"
    )]
    [InlineData(
        "train position=rope,alibi --task copy",
        "error: settings: a run has one value for each setting (got position=rope,alibi); allowed: path=value. To compare values: "
            + "./workbench ablate"
    )]
    [InlineData("completion fish", "error: shell: unknown value (got fish); allowed: bash, zsh. See ./workbench completion --help")]
    [InlineData(
        "runs list --state finished",
        "error: --state: unknown value (got finished); allowed: missing, completed, diverged, failed, interrupted, "
            + "running. See ./workbench runs list --help"
    )]
    public async Task A_wrong_line_is_refused_with_the_next_step(string line, string expected)
    {
        using var shell = new Shell();
        var outcome = await shell.Run(line.Split(' '));
        Assert.Equal(expected, outcome.Error.TrimEnd());
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        Assert.Empty(shell.Files());
    }

    [Fact]
    public async Task An_unknown_command_offers_the_nearest()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("ablat", "position=rope,alibi");
        Assert.StartsWith("error: unknown command (got ablat); allowed: ablate, train,", outcome.Error);
        Assert.EndsWith("Did you mean ablate? See ./workbench --help\n", outcome.Error);
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
    }

    [Fact]
    public async Task No_command_is_refused()
    {
        using var shell = new Shell();
        var outcome = await shell.Run();
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.StartsWith("error: a command is needed; allowed: ablate,", outcome.Error);
    }

    [Fact]
    public async Task The_version_is_one_line()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("--version");
        Assert.Matches("^workbench [0-9]+\\.[0-9]+\\.[0-9]+(\\+[0-9a-f]+)?\n$", outcome.Out);
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Error));
    }

    [Fact]
    public async Task At_is_an_ordinary_letter()
    {
        using var shell = new Shell();
        shell.Write("x", "--seeds\n3\n");
        var outcome = await shell.Run("ablate", "@x=1,2", "--dry-run", "--task", "copy");
        Assert.Contains("@x", outcome.Error);
        Assert.DoesNotContain("esponse file", outcome.Error);
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
    }
}
