using TorchSharp;
using Workbench.Configuration;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Blocks;
using Workbench.Models.Heads;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Tests.Models;

/// <summary>Some rows of a batch, computed apart, have the dropout of the batch.</summary>
public class BatchRowsTests
{
    [Theory]
    [InlineData("sinusoidal", "gqa:1", ScalarType.Float32)]
    [InlineData("rope", "mha", ScalarType.Float32)]
    [InlineData("shaw", "mha", ScalarType.Float32)]
    [InlineData("alibi", "gqa:1", ScalarType.Float64)]
    public void Rows_computed_apart_have_the_hidden_states_of_the_batch(string position, string heads, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var config = new TransformerConfig
        {
            Layers = 2,
            Width = 16,
            HeadCount = 2,
            Context = 12,
            Vocabulary = 11,
            Dropout = 0.3,
            Position = Variants.Parse<PositionConfig>(position),
            Heads = Variants.Parse<HeadsConfig>(heads),
        };
        using var model = config.Build(CPU, dtype, 1);
        model.train();
        var tokens = (arange(5 * 12) * 7 % 11).view(5, 12);
        foreach (var recompute in new[] { Recompute.None, Recompute.Block })
        {
            model.Recompute = recompute;
            model.BeginStep(1, 3);
            var whole = model.Hidden(tokens);
            model.BeginStep(1, 3, new BatchRows(0, 5));
            var first = model.Hidden(tokens.narrow(0, 0, 2));
            model.BeginStep(1, 3, new BatchRows(2, 5));
            var rest = model.Hidden(tokens.narrow(0, 2, 3));
            Assert.True(cat([first, rest]).allclose(whole, 1e-5, 1e-5), $"{recompute}");
        }
    }
}
