using System.Text.Json.Nodes;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Data;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Blocks;
using Workbench.Models.Contracts;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Norms;
using Workbench.Models.Positions;
using Workbench.Tests.ModelTests;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>
/// Folders of Hugging Face's, against tests/oracles/hf.py, which reads the same files with torch and computes the models by itself.
/// </summary>
public sealed class LayoutTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private static Tensor Python(string folder)
    {
        WeightFile.Python("hf.py", "logits", folder);
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(folder, "outputs.dat")));
        Assert.Equal(1, reader.Read7BitEncodedInt());
        Assert.Equal("logits", reader.ReadString());
        return TensorExtensionMethods.Load(reader);
    }

    private static Tensor Logits(Transformer model)
    {
        Tensor Tokens(int count, int factor, int start) =>
            ((arange(2 * count, dtype: ScalarType.Int64) * factor + start) % model.Config.Vocabulary).view(2, count);
        var source = model.Config.Architecture.HasEncoder ? Tokens(7, 5, 1) : null;
        return model.Logits(new ModelInput(Tokens(10, 7, 3)) { Source = source }).detach();
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        var error = Probe.Largest(expected - actual);
        Assert.True(error < 1e-10, $"the logits differ by {error}");
    }

    [Theory, InlineData("bert"), InlineData("gpt2"), InlineData("llama"), InlineData("llama-shards"), InlineData("t5")]
    public void An_imported_model_has_the_logits_of_the_reference(string kind)
    {
        var folder = _folder.File(kind);
        WeightFile.Python("hf.py", "make", kind, folder);
        using var saved = SavedModel.Open(folder);
        Assert.Equal(kind.Split('-')[0], saved.Layout!.Name);
        using var model = saved.Build(CPU, ScalarType.Float64);
        Near(Python(folder), Logits(model));
    }

    public static TheoryData<string, TransformerConfig> Ours
    {
        get
        {
            var small = new TransformerConfig
            {
                Layers = 2,
                Width = 24,
                HeadCount = 4,
                Context = 16,
                Vocabulary = 29,
            };
            var llama = ModelPresets.Named("llama") with { Layers = 2, Width = 24, HeadCount = 4, Context = 16, Vocabulary = 29 };
            var bert = ModelPresets.Named("bert") with
            {
                Layers = 2,
                Width = 24,
                HeadCount = 4,
                Context = 16,
                Vocabulary = 29,
                Dropout = 0,
            };
            var t5 = ModelPresets.Named("t5") with { Layers = 2, Width = 24, HeadCount = 4, Context = 16, Vocabulary = 29, Dropout = 0 };
            return new()
            {
                { "t5", t5 },
                {
                    "t5",
                    t5 with
                    {
                        Architecture = new EncoderDecoder { EncoderLayers = 1 },
                        Position = new T5Position { Buckets = 6, MaxDistance = 9 },
                        FeedForward = new ReluFeedForward { Multiple = 1.5 },
                    }
                },
                { "bert", bert },
                {
                    "bert",
                    bert with
                    {
                        FeedForward = new ReluFeedForward { Multiple = 1.5 },
                        Norm = new LayerNorm { Epsilon = 0.01 },
                        Architecture = new EncoderOnly { Segments = 3 },
                    }
                },
                { "gpt2", small },
                {
                    "gpt2",
                    small with
                    {
                        FeedForward = new GeluFeedForward { Form = GeluForm.Tanh, Multiple = 1.5 },
                    }
                },
                {
                    "gpt2",
                    small with
                    {
                        FeedForward = new ReluFeedForward(),
                        TieEmbeddings = false,
                        Norm = new LayerNorm { Epsilon = 0.01 },
                    }
                },
                { "llama", llama },
                { "llama", llama with { Heads = new GroupedQuery(2), TieEmbeddings = true, Bias = true } },
                {
                    "llama",
                    llama with
                    {
                        Heads = new MultiQuery(),
                        Position = new Rope { Base = 100 },
                    }
                },
                {
                    "llama",
                    llama with
                    {
                        Position = new Rope { Scaling = RopeScaling.Linear, Factor = 3 },
                        FeedForward = new SwiGluFeedForward { Multiple = 2.7 },
                    }
                },
                {
                    "llama",
                    llama with
                    {
                        Position = new Rope
                        {
                            Scaling = RopeScaling.Ntk,
                            Factor = 3,
                            Layout = RopeLayout.HalfSplit,
                        },
                    }
                },
            };
        }
    }

    [Theory, MemberData(nameof(Ours))]
    public void An_exported_model_is_that_of_the_reference_and_comes_back(string layout, TransformerConfig config)
    {
        using var model = config.Build(CPU, ScalarType.Float64, 3).Stirred();
        Assert.Equal(layout, SavedModel.LayoutFor(config)!.Name);
        SavedModel.Write(_folder.Path, model, WeightLayout.Named(layout, "test"));
        var expected = Logits(model);
        Near(Python(_folder.Path), expected);
        using var saved = SavedModel.Open(_folder.Path);
        using var back = saved.Build(CPU, ScalarType.Float64);
        Near(expected, Logits(back));
    }

    [Theory, MemberData(nameof(Ours))]
    public void Our_own_folder_keeps_config_and_bits(string layout, TransformerConfig config)
    {
        _ = layout;
        using var model = config.Build(CPU, ScalarType.Float32, 3).Stirred();
        SavedModel.Write(_folder.Path, model);
        using var saved = SavedModel.Open(_folder.Path);
        Assert.Equal(ConfigTree.FlatText(config), ConfigTree.FlatText(saved.Config));
        using var back = saved.Build(CPU, ScalarType.Float32);
        foreach (var (name, weight) in back.state_dict())
            Assert.Equal(model.state_dict()[name].bytes.ToArray(), weight.bytes.ToArray());
    }

    [Fact]
    public void A_config_that_a_layout_cannot_express_is_refused_with_every_setting()
    {
        var config = ConfigTree.With(ModelPresets.Named("llama") with { Vocabulary = 10 }, "attention", "window:8") with
        {
            Placement = Placement.Post,
            EmbeddingScale = EmbeddingScale.SqrtWidth,
        };
        var refused = Assert.Throws<InvalidInputException>(() => WeightLayout.Named("llama", "").WriteConfig(config));
        Assert.Equal(
            [
                "model.placement: the layout llama cannot express this setting (got post); allowed: pre",
                "model.attention: the layout llama cannot express this setting (got window); allowed: full",
                "model.attention.size: the layout llama cannot express this setting (got 8)",
                "model.embeddingScale: the layout llama cannot express this setting (got sqrt-width); allowed: none",
            ],
            refused.Faults.Select(fault => $"{fault}")
        );
        Assert.Null(SavedModel.LayoutFor(config));
        // What is told is what the nearest layout lacks.
        var classifier = ModelPresets.Named("bert") with
        {
            Vocabulary = 10,
            Pooling = Pooling.First,
            Classes = 2,
        };
        Assert.Equal("bert", SavedModel.NearestLayout(classifier).Name);
    }

    [Fact]
    public void A_foreign_config_with_settings_that_our_models_lack_is_refused_with_all_of_them()
    {
        var json = JsonNode.Parse(
            """
            {"model_type": "llama", "hidden_size": 16, "num_attention_heads": 4, "intermediate_size": 37, "num_hidden_layers": "two",
             "vocab_size": 10, "head_dim": 8, "hidden_act": "gelu", "mlp_bias": true, "rope_scaling": {"rope_type": "llama3", "factor": 8}}
            """
        )!;
        var refused = Assert.Throws<InvalidInputException>(() =>
            WeightLayout.Named("llama", "").ReadConfig(json.AsObject(), "config.json")
        );
        Assert.Equal(
            [
                "config.json: hidden_act: our models have no such setting (got \"gelu\"); allowed: silu",
                "config.json: head_dim: our models have no such setting (got 8); allowed: 4, hidden_size / num_attention_heads",
                "config.json: mlp_bias: our models have no such setting (got true); allowed: false, as attention_bias",
                "config.json: num_hidden_layers: not a number (got \"two\"); allowed: a positive whole number",
                """config.json: rope_scaling: our models have no such setting (got {"rope_type":"llama3","factor":8}); allowed: rope_type default or linear""",
            ],
            refused.Faults.Select(fault => $"{fault}")
        );
    }

    [Fact]
    public void Weights_that_do_not_fit_are_listed_all_at_once_and_nothing_is_loaded()
    {
        WeightFile.Python("hf.py", "make", "llama", _folder.Path);
        var config = Path.Combine(_folder.Path, "config.json");
        File.WriteAllText(
            config,
            File.ReadAllText(config)
                .Replace("\"intermediate_size\": 37", "\"intermediate_size\": 36", StringComparison.Ordinal)
                .Replace("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3", StringComparison.Ordinal)
                .Replace("\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true", StringComparison.Ordinal)
                .Replace("\"vocab_size\": 19", "\"vocab_size\": 20", StringComparison.Ordinal)
        );
        using var saved = SavedModel.Open(_folder.Path);
        var text = Assert.Throws<InvalidInputException>(() => saved.Build(CPU, ScalarType.Float32)).Message;
        Assert.Contains("embedding.weight has another shape (got [19, 16]); allowed: [20, 16]", text, StringComparison.Ordinal);
        Assert.Contains(
            "blocks.1.feed_forward.contract.weight has another shape (got [16, 37]); allowed: [16, 36]",
            text,
            StringComparison.Ordinal
        );
        Assert.Contains("blocks.2.attention.qkv.weight is missing", text, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
