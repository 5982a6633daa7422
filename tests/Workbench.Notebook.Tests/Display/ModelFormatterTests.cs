using System.Text.RegularExpressions;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Models;
using Workbench.Models.Attention;
using Workbench.Models.Positions;
using Workbench.Notebook.Display;
using Workbench.Operations;
using static TorchSharp.torch;

namespace Workbench.Notebook.Tests.Display;

/// <summary>Models, configs and how they differ, in a notebook.</summary>
public sealed class ModelFormTests
{
    private static readonly TransformerConfig Config = new()
    {
        Layers = 2,
        Width = 16,
        HeadCount = 2,
        Context = 8,
        Vocabulary = 11,
    };

    [Fact]
    public void A_transformer_is_a_tree_with_its_costs()
    {
        using var model = Config.Build(CPU, ScalarType.Float32, seed: 1);
        var bundle = Formatting.BundleOf(model);
        var html = bundle.Text("text/html")!;
        Assert.Contains(
            $"Transformer: {Config.ParameterCount():#,0} parameters, {Sizes.Count(Config.FlopsPerToken(8))} FLOPs/token and "
                + $"{Sizes.Bytes(Config.StateBytes(8))} of decoding state at 8 tokens",
            html
        );
        Assert.Contains("<code>0-1 (2 x) Block</code>", html);
        Assert.Contains("weight [48, 16], bias [48]", html);
        Assert.Equal(Regex.Count(html, "<details"), Regex.Count(html, "</details>"));
        var text = bundle.Text("text/plain")!;
        Assert.Contains("\n  embedding Embedding: 176 parameters, weight [11, 16]", text);
        Assert.Contains("\n        qkv Linear: 816 parameters, weight [48, 16], bias [48]", text);
    }

    [Theory]
    [InlineData("full")]
    [InlineData("linear")]
    [InlineData("performer:features=8")]
    [InlineData("full", "shaw:4")]
    public void Operations_of_the_parts_add_up_to_those_of_the_whole(string attention, string position = "learned")
    {
        var config = Config with
        {
            Attention = Variants.Parse<AttentionConfig>(attention),
            Position = Variants.Parse<PositionConfig>(position),
            TieEmbeddings = false,
        };
        using var model = config.Build(CPU, ScalarType.Float32, seed: 1);
        var (mechanism, whole) = ModuleHtml.FlopsOf(config, config.Context);
        Assert.Equal(whole, ModuleHtml.Flops(ModelTree.Of(model), mechanism), 3);
    }

    [Fact]
    public void Modules_of_torch_are_trees_too()
    {
        using var model = nn.Sequential(("first", nn.Linear(3, 4)), ("act", nn.ReLU()), ("second", nn.Linear(4, 1)));
        var bundle = Formatting.BundleOf(model);
        Assert.Contains("Sequential: 21 parameters", bundle.Text("text/html"));
        Assert.Contains(
            "<code>first Linear</code> <span style=\"opacity:.78\">16 parameters</span> <code style=\"opacity:.78\">weight [4, "
                + "3], bias [4]</code>",
            bundle.Text("text/html")
        );
        Assert.Contains("\n  act ReLU", bundle.Text("text/plain"));
    }

    [Fact]
    public void A_config_is_a_table_whose_defaults_are_faint()
    {
        var bundle = Formatting.BundleOf(
            new TransformerConfig
            {
                Layers = 6,
                Position = new Rope { Base = 500_000 },
            }
        );
        var html = bundle.Text("text/html")!;
        Assert.Contains("<b>layers</b></td>", html);
        Assert.Contains("<b>position</b></td>", html);
        Assert.Contains("<b>500000</b>", html);
        Assert.Contains("<span style=\"opacity:.78\">width</span>", html);
        Assert.Contains("3 of ", html);
        Assert.Contains("position: rope\n", bundle.Text("text/plain"));
    }

    [Fact]
    public void A_variant_alone_is_compared_with_its_own_defaults()
    {
        var html = Formatting.BundleOf(new Rope { Base = 500_000 }).Text("text/html")!;
        Assert.Contains("<b>Rope</b>", html);
        Assert.Contains("1 of ", html);
    }

    [Fact]
    public void Configs_that_differ_show_both_values()
    {
        var tiny = ModelPresets.Named("tiny-gpt");
        var bundle = Formatting.BundleOf((tiny with { Position = new Rope(), Layers = 2 }).DiffFrom(tiny));
        Assert.Contains(">before</th>", bundle.Text("text/html"));
        Assert.StartsWith("layers: 4 -> 2\nposition: learned -> rope\nposition.base: — -> 10000", bundle.Text("text/plain"));
        Assert.Equal("no difference", Formatting.BundleOf(tiny.DiffFrom(tiny)).Text("text/plain"));
    }
}
