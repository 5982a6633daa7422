using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using static TorchSharp.torch;

namespace Workbench.Tests.ModelTests;

public sealed class PositionTests
{
    private static PositionEncoding Build(string position, int width = 32) =>
        Variants
            .Parse<PositionConfig>(position)
            .Build(new(ContractSpace.Base with { Width = width, HeadCount = 2 }, CPU, ScalarType.Float64, 0, "position"));

    [Theory]
    [InlineData("rope")]
    [InlineData("rope:layout=half-split")]
    [InlineData("rope:500")]
    public void Rotated_products_depend_on_the_offset_alone_and_norms_are_kept(string position)
    {
        using var scope = NewDisposeScope();
        using var rope = Build(position);
        var (q, k) = (Tensors.Normal(1, 1, 16), Tensors.Normal(2, 1, 16));
        foreach (var offset in new[] { 0, 1, 7 })
        {
            var near = (rope.Rotate(q, offset) * rope.Rotate(k, 0)).sum().item<double>();
            var far = (rope.Rotate(q, 1000 + offset) * rope.Rotate(k, 1000)).sum().item<double>();
            Assert.Equal(near, far, 1e-10);
        }
        Assert.Equal(q.norm().item<double>(), rope.Rotate(q, 123).norm().item<double>(), 1e-10);
        Tensors.Close(q, rope.Rotate(q, 0), 0);
        // A row of a longer pass is that row alone.
        var both = rope.Rotate(cat([q, k], 0), 41);
        Tensors.Same(both.narrow(0, 1, 1), rope.Rotate(k, 42));
    }

    [Fact]
    public void Layouts_of_rope_differ_by_a_permutation_of_coordinates()
    {
        using var scope = NewDisposeScope();
        using var interleaved = Build("rope");
        using var halves = Build("rope:layout=half-split");
        var x = Tensors.Normal(1, 3, 16);
        var order = tensor(Enumerable.Range(0, 16).Select(c => (long)(c < 8 ? 2 * c : 2 * (c - 8) + 1)).ToArray());
        Tensors.Close(interleaved.Rotate(x, 5).index_select(1, order), halves.Rotate(x.index_select(1, order), 5), 1e-14);
    }

    [Fact]
    public void A_shift_of_sinusoidal_positions_is_one_linear_map()
    {
        var config = new Sinusoidal();
        const int width = 8;
        foreach (var shift in new[] { 1, 5 })
        {
            for (var t = 0; t < 50; t += 7)
            {
                var (here, there) = (config.Vector(t, width, 1), config.Vector(t + shift, width, 1));
                for (var i = 0; i < width; i += 2)
                {
                    var angle = shift * Math.Pow(10_000, -i / (double)width);
                    Assert.Equal(here[i] * Math.Cos(angle) + here[i + 1] * Math.Sin(angle), there[i], 1e-12);
                    Assert.Equal(here[i + 1] * Math.Cos(angle) - here[i] * Math.Sin(angle), there[i + 1], 1e-12);
                }
            }
        }
    }

    [Fact]
    public void The_sinusoidal_table_is_of_the_embeddings_size_unless_given()
    {
        using var scope = NewDisposeScope();
        using var table = Build("sinusoidal");
        using var unit = Build("sinusoidal:amplitude=1");
        var nothing = zeros([1, 6, 32], ScalarType.Float64);
        Tensors.Close(unit.Embed(nothing, 0) * 0.02, table.Embed(nothing, 0), 1e-15);
        Assert.Equal(Math.Sin(3), unit.Embed(nothing, 2)[0, 1, 0].item<double>(), 1e-15);
    }

    [Theory]
    [InlineData(1, new[] { 0.00390625 })]
    [InlineData(4, new[] { 0.25, 0.0625, 0.015625, 0.00390625 })]
    [InlineData(8, new[] { 0.5, 0.25, 0.125, 0.0625, 0.03125, 0.015625, 0.0078125, 0.00390625 })]
    [InlineData(6, new[] { 0.25, 0.0625, 0.015625, 0.00390625, 0.5, 0.125 })]
    public void Alibi_has_the_slopes_of_the_paper(int heads, double[] slopes) => Assert.Equal(slopes, Alibi.Slopes(heads));

    [Fact]
    public void Alibi_is_a_slope_times_the_distance()
    {
        using var scope = NewDisposeScope();
        using var alibi = Build("alibi");
        var bias = alibi.ScoreBias(zeros([2, 7], ScalarType.Float64), 5); // queries 5 and 6
        Assert.Equal([2, 2, 7], bias.shape);
        Assert.Equal(-5 * 0.0625, bias[0, 0, 0].item<double>());
        Assert.Equal(-2 * 0.00390625, bias[1, 1, 4].item<double>());
        Assert.Equal(0, bias[0, 1, 6].item<double>());
    }

    /// <summary>
    /// The first distance of every bucket, by the formula of the authors' code in python3-torch; where a boundary is a whole number (16,
    /// 128) too.
    /// </summary>
    [Theory]
    [InlineData(
        "t5",
        new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113 }
    )]
    [InlineData("t5:16", new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 23, 32, 46, 64, 91 })]
    [InlineData("t5:8:max-distance=20", new[] { 0, 1, 2, 3, 4, 6, 9, 14 })]
    public void Buckets_of_t5_begin_where_the_authors_begin_them(string position, int[] beginnings)
    {
        var t5 = (T5Position)Variants.Parse<PositionConfig>(position);
        for (var distance = 0; distance < 1000; distance++)
            Assert.Equal(beginnings.Count(first => first <= distance) - 1, t5.Bucket(distance));
    }

    [Fact]
    public void Shaw_has_embeddings_of_distances_for_each_layer_and_none_ahead()
    {
        using var scope = NewDisposeScope();
        using var shaw = Build("shaw:3");
        Assert.Equal(["keys.0", "keys.1"], shaw.named_parameters().Select(one => one.name));
        foreach (var (layer, table) in shaw.parameters().Index())
        {
            var embeddings = shaw.RelativeKeys(layer)!;
            Assert.Equal([4, 16], table.shape);
            Tensors.Same(cat([table, zeros([3, 16], ScalarType.Float64)], 0), embeddings);
        }
        Assert.False(Probe.AreSame(shaw.RelativeKeys(0)!, shaw.RelativeKeys(1)!));
    }

    [Fact]
    public void T5_adds_what_its_table_says_of_the_distance()
    {
        using var scope = NewDisposeScope();
        using var t5 = Build("t5:8:max-distance=20");
        var table = t5.parameters().Single(); // [8, 2]
        var bias = t5.ScoreBias(zeros([3, 200], ScalarType.Float64), 197);
        Assert.Equal([2, 3, 200], bias.shape);
        foreach (
            var (query, key, bucket) in new[] { (2, 199, 0), (2, 198, 1), (0, 197, 0), (0, 196, 1), (1, 192, 5), (2, 100, 7), (0, 0, 7) }
        )
            Tensors.Same(table[bucket], bias[TensorIndex.Colon, query, key]);
        bias[1, 0, 0].backward();
        Assert.Equal(1, table.grad![7, 1].item<double>());
        Assert.Equal(1, table.grad!.sum().item<double>());
    }
}
