using System.Text.Json;
using Workbench.Models;
using Workbench.Models.Attention;
using Workbench.Models.Heads;
using Workbench.Models.Positions;
using Workbench.Operations;
using static TorchSharp.torch;

namespace Workbench.Tests.Operations;

/// <summary>A model described: sizes, modules, differences.</summary>
public sealed class DescribeModelTests : IDisposable
{
    private readonly Shell _shell = new();

    public void Dispose() => _shell.Dispose();

    [Fact]
    public async Task A_choice_is_shown_with_what_it_changes()
    {
        var outcome = await _shell.Run("model", "tiny-gpt", "attention=performer:features=64");
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Error));
        Assert.Contains("attention.features     —          64", outcome.Out);
        Assert.Contains("decoding state at 64 tokens           262 kB    135 kB   -48.4 %", outcome.Out);
        Assert.Contains("0-3 (4 x)", outcome.Out);
        Assert.Contains("projection [64, 32]", outcome.Out);
        Assert.Contains("weight [V, 128]", outcome.Out);
        Assert.Empty(_shell.Files());
    }

    public static TheoryData<TransformerConfig> Models =>
        new([
            ModelPresets.Named("tiny-gpt") with
            {
                Vocabulary = 11,
            },
            ModelPresets.Named("small-gpt") with
            {
                Vocabulary = 7,
                TieEmbeddings = false,
                Position = new Sinusoidal(),
                Heads = new GroupedQuery(2),
            },
            new()
            {
                Layers = 1,
                Width = 12,
                HeadCount = 3,
                Context = 8,
                Vocabulary = 5,
                Attention = new RandomFeatureAttention(),
                Placement = Workbench.Models.Blocks.Placement.Post,
            },
        ]);

    [Theory]
    [MemberData(nameof(Models))]
    public void The_tree_counts_what_the_built_model_has(TransformerConfig config)
    {
        var tree = ModelTree.Of(config);
        using var model = config.Build(CPU, ScalarType.Float32, 1);
        Assert.Equal(model.parameters().Sum(one => one.numel()), tree.Parameters);
        Assert.Equal(config.ParameterCount(), tree.Parameters);
        Assert.Equal(
            model.named_parameters().Select(one => (one.name, string.Join(", ", one.parameter.shape))).Order(),
            Flat(tree, "").Order()
        );
    }

    private static IEnumerable<(string, string)> Flat(ModelModule module, string path)
    {
        foreach (var one in module.Tensors.Where(one => one.Trained))
            yield return (path + one.Name, string.Join(", ", one.Shape));
        foreach (var child in module.Children)
        {
            var first = int.TryParse(child.Name.Split('-')[0], out var number) ? number : -1;
            var names = first < 0 ? [child.Name] : Enumerable.Range(first, child.Count).Select(i => $"{i}");
            foreach (var one in names.SelectMany(name => Flat(child, $"{path}{name}.")))
                yield return one;
        }
    }

    [Fact]
    public void A_model_that_no_memory_holds_can_be_looked_at()
    {
        var config = ModelPresets.Named("tiny-gpt") with { Width = 1_000_000, Layers = 3 };
        Assert.Equal(config.ParameterCount(), ModelTree.Of(config).Parameters);
    }

    [Fact]
    public async Task The_config_is_a_file_to_start_from()
    {
        var yaml = (await _shell.Run("model", "tiny-gpt", "position=rope:base=500", "--yaml")).Out;
        Assert.StartsWith("model:\n  architecture:\n    variant: decoder\n  layers: 4\n", yaml);
        _shell.Write("rope.yaml", yaml);
        Assert.Equal(yaml, (await _shell.Run("model", "rope.yaml", "--yaml")).Out);
        var described = JsonDocument.Parse((await _shell.Run("model", "rope.yaml", "heads=mqa", "--json")).Out).RootElement;
        Assert.Equal("heads", Assert.Single(described.GetProperty("differences").EnumerateArray()).GetProperty("path").GetString());
        Assert.Equal("500", described.GetProperty("config").GetProperty("position.base").GetString());
    }

    [Fact]
    public async Task The_vocabulary_comes_from_the_data_that_are_named()
    {
        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("abcde\n", 200)));
        var described = JsonDocument
            .Parse((await _shell.Run("model", "--data", "text.txt", "--dtype", "bfloat16", "--json")).Out)
            .RootElement;
        Assert.Equal(6, described.GetProperty("vocabulary").GetInt32());
        var costs = described.GetProperty("costs");
        Assert.Equal(2 * costs.GetProperty("parameters").GetInt64(), costs.GetProperty("weightBytes").GetInt64());
        Assert.Equal((ModelPresets.Named("tiny-gpt") with { Vocabulary = 6 }).ParameterCount(), costs.GetProperty("parameters").GetInt64());
    }

    [Fact]
    public async Task All_faults_are_named_at_once()
    {
        var outcome = await _shell.Run(
            "model",
            "tiny-gpt",
            "heads=gqa:3",
            "position=alibi",
            "attention=linear",
            "model.widht=3",
            "train.steps=3",
            "--tokens",
            "0",
            "--task",
            "chr-lm"
        );
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        Assert.Equal(6, outcome.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("the number of key/value heads must divide the number of heads (got 3 groups, 4 heads)", outcome.Error);
        Assert.Contains("alibi adds a bias to the scores", outcome.Error);
        Assert.Contains("Did you mean model.width?", outcome.Error);
        Assert.Contains("Did you mean char-lm?", outcome.Error);
        Assert.Contains(
            "error: settings: only settings of the model are allowed (got train.steps). Leave them out; they belong to "
                + "./workbench train.",
            outcome.Error
        );
        Assert.Contains("error: --tokens: must be a sequence length (got 0); allowed: 1 token or more", outcome.Error);
    }
}
