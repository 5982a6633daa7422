using Workbench.Models.Contracts;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>The contract of models from a shell.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_variant_of_ours_passes()
    {
        var ran = await _shell.Run("check", "heads=gqa:2", "width=24", "--models", "2", "--only", "causality,parameters,exact-limits");
        Assert.Equal(ExitCode.Done, ran.Code);
        Assert.Contains("causality      passed", ran.Out, StringComparison.Ordinal);
        Assert.EndsWith("3 checks on 2 models: 3 passed\n", ran.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_checked_is_told_at_once()
    {
        var ran = await _shell.Run("check", "position=ropy", "train.steps=3", "model.context=5", "--models", "0", "--only", "causalty");
        Assert.Equal(ExitCode.BadUsage, ran.Code);
        Assert.Equal(
            [
                "error: --only: there is no such check (got causalty); allowed: "
                    + string.Join(", ", ModelContract.Checks.Select(check => check.Name))
                    + ". Did you mean causality?",
                "error: --models: the number of models is out of range (got 0); allowed: 1 to 10000",
                "error: settings: only settings of the model are allowed (got train.steps). Leave it out; it belongs to "
                    + "./workbench train.",
                "error: settings: the checks set the context themselves (got model.context=5). Leave it out.",
                "error: position: there is no position of this name (got \"ropy\"); allowed: sinusoidal, learned, rope, alibi, "
                    + "t5, shaw, none. Did you mean rope?",
            ],
            ran.Error.TrimEnd().Split('\n')
        );
    }

    [Fact]
    public async Task A_model_that_is_never_valid_says_why()
    {
        var ran = await _shell.Run("check", "width=10", "position=rope");
        Assert.Equal(ExitCode.BadUsage, ran.Code);
        Assert.StartsWith(
            "error: headCount: the number of heads must divide the width (got 4 heads, width 10)",
            ran.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_broken_rule_is_a_failed_run()
    {
        CheckResult sound = new("shapes", true, 16, 0, 0, "finite"),
            broken = new("causality", false, 3, 0.25, 0, "it looks ahead", "position=mine");
        Assert.Equal(ExitCode.RunFailed, new CheckReport("position=mine", [sound, broken]).ExitCode);
        Assert.Equal("2 checks on 16 models: 1 passed, 1 failed (causality)", new CheckReport("position=mine", [sound, broken]).Summary);
        Assert.Equal(ExitCode.Done, new CheckReport("position=rope", [sound]).ExitCode);
    }
}
