using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models.Contracts;

namespace Workbench.Tests.ModelTests;

/// <summary>What holds for every combination of our variants; and that each rule finds a variant that breaks it.</summary>
public sealed class ModelContractTests
{
    public static TheoryData<string> Checks => [.. ModelContract.Checks.Select(check => check.Name)];

    private static ContractCheck Check(string name) => ModelContract.Checks.Single(check => check.Name == name);

    [Theory, MemberData(nameof(Checks))]
    public void Every_combination_keeps_the_contract(string check)
    {
        var result = ModelContract.Run(Check(check), ContractSpace.Ours, cancellation: TestContext.Current.CancellationToken);
        Assert.True(result.Passed, $"{result.Message} ({result.Smallest})");
        Assert.True(result.Configs > 100, $"only {result.Configs} combinations are valid");
    }

    [Fact]
    public void Decoding_gives_the_logits_of_the_full_forward_for_combinations_of_all_axes_too()
    {
        var space = ContractSpace.Ours;
        var count = 0;
        for (var i = 0; count < 60; i++)
        {
            int[] choices =
            [
                .. space.Axes.Select(axis =>
                    axis.IsSize ? axis.Values.Count - 1 : (int)Philox.Below(RandomStream.Named(1, axis.Path), (ulong)i, axis.Values.Count)
                ),
            ];
            var config = space.At(choices);
            if (ConfigTree.Validate(config).Count > 0)
                continue;
            count++;
            var measured = Check("decoding").Measure(config);
            Assert.True(measured.Passed, $"{measured} ({space.Describe(choices)})");
        }
    }

    [Fact]
    public void A_sound_variant_passes_every_check()
    {
        using var known = Variants.Shadow([("decaying", typeof(Sound))]);
        var space = ContractSpace.Ours.With([new("position", "decaying:0.5")]);
        Assert.All(
            ModelContract.Checks,
            check =>
            {
                var result = ModelContract.Run(check, space, 12, TestContext.Current.CancellationToken);
                Assert.True(result.Passed, $"{result.Check}: {result.Message} ({result.Smallest})");
                Assert.Equal(12, result.Configs);
            }
        );
    }

    [Theory]
    [InlineData(
        typeof(Acausal),
        "causality",
        "another token 1 changes the logits before it: ",
        "position=broken layers=1 headCount=1 width=2"
    )]
    [InlineData(
        typeof(Leaky),
        "live-tensors",
        "tensors left behind by building, training and decoding: ",
        "position=broken layers=1 headCount=1 width=2"
    )]
    [InlineData(
        typeof(Miscounted),
        "parameters",
        "parameters between the module's (104) and those of ParameterCount (100): 4, at most 0",
        "position=broken"
    )]
    [InlineData(typeof(Unpaired), "determinism", "two models with the same seed give different logits", "position=broken")]
    [InlineData(typeof(Detached), "gradients", "position.weight has no gradient", "position=broken")]
    [InlineData(typeof(Forgetful), "decoding", "difference of decoded logits from the full forward pass: ", "position=broken")]
    [InlineData(typeof(Forgetful), "round-trip", "the config changes on the way through YAML", "position=broken")]
    [InlineData(typeof(Throwing), "shapes", "NotSupportedException in Module.Embed: not today", "position=broken")]
    [InlineData(typeof(Boasting), "exact-limits", "it is rope: difference of logits: ", "position=broken")]
    public void A_broken_variant_is_found_and_shrunk(Type variant, string check, string message, string smallest)
    {
        using var known = Variants.Shadow([("broken", variant)]);
        var space = ContractSpace.Ours.With([new("position", "broken")]);
        var result = ModelContract.Run(Check(check), space, 12, TestContext.Current.CancellationToken);
        Assert.False(result.Passed);
        Assert.StartsWith(message, result.Message, StringComparison.Ordinal);
        Assert.StartsWith(smallest, result.Smallest, StringComparison.Ordinal);
    }

    [Fact]
    public void A_space_without_a_valid_config_says_why()
    {
        var faults = ContractSpace.Ours.With([new("width", "10")]).Faults();
        Assert.Contains(faults, fault => fault.Rule == "the number of heads must divide the width");
        Assert.Empty(ContractSpace.Ours.Faults());
    }
}
