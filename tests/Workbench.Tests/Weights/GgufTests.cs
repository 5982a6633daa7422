using TorchSharp;
using Workbench.Kernels;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.FeedForward;
using Workbench.Models.Heads;
using Workbench.Models.Positions;
using Workbench.Tokenizers;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.WeightTests;

/// <summary>llama.cpp computes from an exported file what our model computes.</summary>
public sealed class GgufTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    // llama.cpp needs heads whose width its kernels know.
    private static readonly TransformerConfig Small = ModelPresets.Named("llama") with
    {
        Layers = 2,
        Width = 64,
        HeadCount = 4,
        Context = 32,
        Vocabulary = 40,
    };

    public static TheoryData<TransformerConfig> Configs =>
        [
            Small,
            Small with
            {
                Heads = new GroupedQuery(2),
                TieEmbeddings = true,
            },
            Small with
            {
                Position = new Rope { Base = 500 },
                FeedForward = new SwiGluFeedForward { Multiple = 3 },
            },
            Small with
            {
                Position = new Rope
                {
                    Layout = RopeLayout.HalfSplit,
                    Scaling = RopeScaling.Linear,
                    Factor = 4,
                },
            },
            Small with
            {
                Position = new Rope
                {
                    Layout = RopeLayout.HalfSplit,
                    Scaling = RopeScaling.Ntk,
                    Factor = 4,
                },
                Heads = new MultiQuery(),
            },
        ];

    private string Write(Transformer model, ITokenizer? tokenizer)
    {
        var path = _folder.File("model.gguf");
        using var stream = File.Create(path);
        GgufFile.Write(stream, model, tokenizer, "test");
        return path;
    }

    [Theory, MemberData(nameof(Configs))]
    public void Logits_are_those_of_llama_cpp(TransformerConfig config)
    {
        using var model = config.Build(CPU, ScalarType.Float32, 3).Stirred();
        int[] tokens = [.. Enumerable.Range(0, 20).Select(i => (7 * i + 3) % config.Vocabulary)];
        using var llama = new LlamaCpp(Write(model, null));
        Assert.Equal(config.Vocabulary, llama.Vocabulary);
        var theirs = llama.Logits(tokens);
        using var off = no_grad();
        var ours = model.call(tensor(tokens.Select(one => (long)one).ToArray(), [1, tokens.Length])); // [1, T, V]
        var error = Probe.Largest(ours - tensor(theirs.SelectMany(one => one).ToArray(), ours.shape));
        Assert.True(error < 1e-5, $"the logits differ by {error}");
    }

    [Fact]
    public void Text_is_tokenised_as_by_the_tokenizer_of_characters()
    {
        const string text = "a \\b\tc\n\"é\" ▁ 日本 <x>";
        var tokenizer = CharacterTokenizer.From([text]);
        using var model = (Small with { Vocabulary = tokenizer.Vocabulary }).Build(CPU, ScalarType.Float32, 3);
        using var llama = new LlamaCpp(Write(model, tokenizer));
        Assert.Equal(tokenizer.Encode(text), llama.Tokenize(text));
    }

    [Fact]
    public void What_llama_cpp_cannot_compute_is_refused()
    {
        var tokenizer = CharacterTokenizer.From(["abc"]);
        using var model = Small.Build(CPU, ScalarType.Float32, 3);
        Assert.Equal(
            "the tokenizer's vocabulary must be the model's (got 3); allowed: 40",
            Assert.Throws<InvalidInputException>(() => Write(model, tokenizer)).Message
        );
        using var other = (Small with { Position = new Alibi() }).Build(CPU, ScalarType.Float32, 3);
        Assert.StartsWith(
            "model.position: the layout llama cannot express this setting (got alibi); allowed: rope",
            Assert.Throws<InvalidInputException>(() => Write(other, null)).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
