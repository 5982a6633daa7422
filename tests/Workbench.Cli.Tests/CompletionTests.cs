namespace Workbench.Cli.Tests;

/// <summary>What the shell is offered for the word at the cursor.</summary>
public class CompletionTests
{
    [Theory]
    [InlineData("workbench abl", "ablate")]
    [InlineData("workbench data g", "get")]
    [InlineData("workbench ablate --see", "--seeds")]
    [InlineData("workbench ablate posi", "position=")]
    [InlineData("workbench ablate position=ro", "position=rope")]
    [InlineData("workbench ablate placement=pre,po", "placement=pre,post")]
    [InlineData("workbench ablate position=rope --base sm", "small-gpt")]
    [InlineData("workbench train --task mq", "mqar")]
    [InlineData("workbench presets ti", "tiny-gpt")]
    [InlineData("workbench model sm", "small-gpt")]
    [InlineData("workbench new va", "variant")]
    [InlineData("workbench new variant mine --family no", "norm")]
    [InlineData("workbench attention --part cr", "cross")]
    [InlineData("workbench model tiny-gpt attention=perf", "attention=performer")]
    public async Task A_word_is_completed(string line, string expected)
    {
        using var shell = new Shell();
        var outcome = await shell.Run("complete", line);
        Assert.Equal(expected + "\n", outcome.Out);
    }

    [Theory]
    [InlineData("")]
    [InlineData("workbench")]
    public async Task The_programs_own_name_is_not_completed(string line)
    {
        using var shell = new Shell();
        Assert.Equal(new Shell.Outcome(ExitCode.Done, "", ""), await shell.Run("complete", line));
    }

    [Fact]
    public async Task A_value_is_offered_once()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("complete", "workbench ablate position=rope,alibi,");
        var offered = outcome.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("position=rope,alibi,sinusoidal", offered);
        Assert.DoesNotContain("position=rope,alibi,rope", offered);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _workbench")]
    [InlineData("zsh", "compdef _workbench")]
    public async Task Scripts_are_printed(string name, string part)
    {
        using var shell = new Shell();
        Assert.Contains(part, (await shell.Run("completion", name)).Out);
    }
}
