using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

/// <summary>What cannot be built is refused with the reason, all at once.</summary>
public sealed class ValidationTests
{
    private static TransformerConfig With(params string[] settings) =>
        settings
            .Select(one => one.Split('=', 2))
            .Aggregate(ContractSpace.Base, (config, pair) => ConfigTree.With(config, pair[0], pair[1]));

    private static string Refusal(TransformerConfig config) =>
        Assert.Throws<InvalidInputException>(() => config.Build(CPU, ScalarType.Float32, 0)).Message;

    [Theory]
    [InlineData("linear", "alibi")]
    [InlineData("rfa", "alibi")]
    [InlineData("performer", "alibi")]
    [InlineData("linear", "t5")]
    [InlineData("performer", "shaw")]
    [InlineData("delta", "t5")]
    public void A_bias_needs_scores(string attention, string position) =>
        Assert.Equal(
            $"position: {position} adds a bias to the scores of every pair of tokens, which this attention never forms "
                + $"(got attention={attention}); allowed: attention=full or attention=window with {position}. Choose "
                + $"attention=full, or another position.",
            Refusal(With($"attention={attention}", $"position={position}"))
        );

    [Fact]
    public void Buckets_of_t5_reach_beyond_those_of_one_distance() =>
        Assert.Equal(
            "position.maxDistance: half of the buckets hold one distance each, and the others reach on to the largest (got 16); "
                + "allowed: above 16 (buckets / 2). "
                + "Raise maxDistance, or take fewer buckets.",
            Refusal(With("position=t5:max-distance=16"))
        );

    [Fact]
    public void Heads_divide_the_width() =>
        Assert.Equal(
            "headCount: the number of heads must divide the width (got 3 heads, width 16); allowed: 1, 2, 4, 8, 16. Change "
                + "width or headCount.",
            Refusal(With("headCount=3"))
        );

    [Fact]
    public void Values_have_a_rank_of_at_most_the_head_width() =>
        Assert.Equal(
            "valueRank: the rank of values is at most the head width (width / headCount) (got 5); allowed: 1 to 4, or 0 for the head width. "
                + "Lower valueRank.",
            Refusal(With("valueRank=5"))
        );

    [Fact]
    public void Groups_divide_the_heads() =>
        Assert.Equal(
            "heads: the number of key/value heads must divide the number of heads (got 3 groups, 4 heads); allowed: 1, 2, 4. "
                + "Change heads or headCount.",
            Refusal(With("heads=gqa:3"))
        );

    [Fact]
    public void Rope_needs_pairs() =>
        Assert.Equal(
            "position: rope needs an even head width (width / headCount): it rotates pairs of coordinates (got 12 / 4 = 3). "
                + "Change width or headCount.",
            Refusal(With("width=12", "position=rope"))
        );

    [Fact]
    public void A_vocabulary_is_needed() =>
        Assert.Equal(
            "vocabulary: the vocabulary must be known before a model is built (got 0); allowed: at least 1. Take it from the task.",
            Refusal(With("vocabulary=0"))
        );

    [Fact]
    public void All_faults_come_at_once()
    {
        var faults = ConfigTree.Validate(
            With("headCount=3", "heads=gqa:2", "dropout=1", "layers=0", "position=rope:base=0.5", "attention=performer:0"),
            "model"
        );
        Assert.Equal(
            [
                "model.layers: layers is out of range (got 0); allowed: at least 1 and at most 10000",
                "model.position.base: base is out of range (got 0.5); allowed: above 1",
                "model.attention.features: features is out of range (got 0); allowed: at least 1 and at most 65536",
                "model.dropout: dropout is out of range (got 1); allowed: at least 0 and below 1",
                "model.heads: the number of key/value heads must divide the number of heads (got 2 groups, 3 heads); allowed: "
                    + "1, 3. Change heads or headCount.",
                "model.headCount: the number of heads must divide the width (got 3 heads, width 16); allowed: 1, 2, 4, 8, 16. "
                    + "Change width or headCount.",
            ],
            faults.Select(fault => fault.ToString())
        );
    }

    [Fact]
    public void A_learned_position_ends_with_the_context()
    {
        using var scope = NewDisposeScope();
        using var model = With("position=learned").Build(CPU, ScalarType.Float32, 0);
        var error = Assert.Throws<InvalidInputException>(() => model.call(Probe.Tokens(1, 13, 11)));
        Assert.Equal(
            "model.position: a learned position is not defined beyond the context (got 13 tokens); allowed: at most 12. "
                + "Read fewer tokens, slide the window, or train a model with a position that extrapolates.",
            error.Message
        );
        using var state = model.NewState();
        model.Step(Probe.Tokens(1, 12, 11), state);
        Assert.Throws<InvalidInputException>(() => model.Step(Probe.Tokens(1, 1, 11), state));
        Assert.Equal(12, state.Length);
    }

    [Theory]
    [InlineData("sinusoidal")]
    [InlineData("rope")]
    [InlineData("alibi")]
    [InlineData("t5")]
    [InlineData("shaw")]
    [InlineData("none")]
    public void Other_positions_go_on_beyond_the_context(string position)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = With($"position={position}").Build(CPU, ScalarType.Float64, 0);
        Assert.True(model.Config.Position.CanExtrapolate);
        var tokens = Probe.Tokens(1, 40, 11);
        var whole = model.call(tokens);
        using var state = model.NewState();
        model.Step(tokens.narrow(1, 0, 30), state);
        Tensors.Close(whole.narrow(1, 30, 10), model.Step(tokens.narrow(1, 30, 10), state), 1e-9);
    }
}
