using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class WindowTests
{
    private const int Tokens = 100; // beyond the state's first room, and its second

    private static Transformer Build(string position, ScalarType dtype, int layers = 2) =>
        ConfigTree
            .With(ConfigTree.With(ContractSpace.Base with { Layers = layers }, "position", position), "attention", "window:7")
            .Build(CPU, dtype, 5)
            .Stirred(0.3);

    /// <summary>Its bias is no function of the distance, and depends on where a key stands.</summary>
    private sealed record Pairs : PositionConfig
    {
        public override bool CanExtrapolate => true;

        public override PositionEncoding Build(BuildPlan plan) => new Module();

        private sealed class Module() : PositionEncoding("pairs")
        {
            public override Tensor ScoreBias(Tensor mask, long start)
            {
                var places = arange(mask.shape[1], mask.dtype).unsqueeze(0) * arange(start, start + mask.shape[0], mask.dtype).unsqueeze(1); // [n, S]
                return mask + places.sin().unsqueeze(0).expand(4, -1, -1); // [H, n, S]
            }
        }
    }

    [Theory]
    [InlineData("none")]
    [InlineData("rope")]
    [InlineData("alibi")]
    [InlineData("t5")]
    [InlineData("shaw:9")]
    [InlineData("pairs")]
    public void Decoding_with_a_state_of_bounded_size_gives_the_whole(string position)
    {
        using var known = Variants.Shadow([("pairs", typeof(Pairs))]);
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-9), (ScalarType.Float32, 1e-4) })
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            using var model = Build(position, dtype);
            var tokens = Probe.Tokens(2, Tokens, 11);
            using var state = model.NewState(2);
            var (steps, at) = (new List<Tensor>(), 0);
            foreach (var count in (int[])[40, 1, 9, .. Enumerable.Repeat(1, 50)])
            {
                steps.Add(model.Step(tokens.narrow(1, at, count), state));
                at += count;
                // Two layers, two sequences, keys and values of six tokens and four heads of 4.
                Assert.Equal(2 * 2 * 2 * 6 * 16, state.Elements);
            }
            Tensors.Close(model.call(tokens), cat(steps, 1), tolerance);
        }
    }

    [Fact]
    public void A_token_hears_of_as_many_others_as_the_windows_of_all_layers_reach()
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var model = Build("none", ScalarType.Float64, layers: 2);
        var tokens = Probe.Tokens(1, 30, 11);
        var before = model.call(tokens);
        var changed = tokens.clone();
        changed[0, 10] = (tokens[0, 10] + 1) % 11;
        var after = model.call(changed);
        for (var at = 0; at < 30; at++)
            Assert.Equal(at is < 10 or > 10 + 2 * 6, Probe.AreSame(before[0, at], after[0, at]));
    }

    [Theory]
    [InlineData(4, 2.5)] // 1, 2, 3, 4
    [InlineData(7, 4)]
    [InlineData(10, 4.9)] // 28 in seven, then 7 each
    public void Operations_count_the_keys_that_are_seen(int context, double keys)
    {
        var model = ConfigTree.With(ContractSpace.Base, "attention", "window:7");
        Assert.Equal(4.0 * 16 * keys, model.Attention.FlopsPerToken(model, context), 1e-9);
    }
}
