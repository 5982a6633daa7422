using Workbench.Configuration;
using Workbench.Models;

namespace Workbench.Tests.ModelTests;

public sealed class PresetTests
{
    public static TheoryData<string> Names => [.. ModelPresets.All.Keys];

    /// <summary>The resolved config of every preset; a change of a default is seen here.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Resolved_configs_are_golden(string name) =>
        Golden.Check(ConfigTree.FlatText(ModelPresets.Named(name)), $"golden/{name}.txt");

    [Theory, MemberData(nameof(Names))]
    public void Presets_are_valid(string name) => Assert.Empty(ConfigTree.Validate(ModelPresets.Named(name)));

    [Fact]
    public void A_config_of_every_preset_can_be_written_as_text() =>
        Assert.All(ModelPresets.All.Values, config => Assert.Contains($"Width = {config.Width}", $"{config}", StringComparison.Ordinal));

    [Fact]
    public void Sizes_of_tiny_gpt_are_as_counted_by_hand()
    {
        var tiny = ModelPresets.Named("tiny-gpt") with { Vocabulary = 65 };
        // 4 blocks of 12 D^2 + 13 D, token and position embeddings, the last norm.
        Assert.Equal(4 * (12 * 128 * 128 + 13 * 128) + 65 * 128 + 64 * 128 + 2 * 128, tiny.ParameterCount());
        // 2 for each weight of the products, 4 D (T + 1) / 2 for each layer's attention.
        Assert.Equal(4 * (2.0 * 12 * 128 * 128 + 2 * 128 * 65) + 2.0 * 128 * 65, tiny.FlopsPerToken(64));
        Assert.Equal(4 * 2 * 128 * 64 * 4, tiny.StateBytes(64));
    }

    [Fact]
    public void An_unknown_preset_is_answered_with_the_nearest() =>
        Assert.Equal(
            "there is no preset of this name (got \"tiny-gtp\"); allowed: tiny-gpt, small-gpt, gpt2, original, bert, t5, llama, gpt2-small, original-base, bert-base, t5-small. Did you mean tiny-gpt?",
            Assert.Throws<InvalidInputException>(() => ModelPresets.Named("tiny-gtp")).Message
        );
}
