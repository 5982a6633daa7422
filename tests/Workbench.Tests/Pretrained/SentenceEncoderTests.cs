using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using Workbench.Data;
using Workbench.Data.Tasks;
using Workbench.Models;
using Workbench.Models.Architectures;
using Workbench.Models.Contracts;
using Workbench.Pretrained;
using Workbench.Training;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.PretrainedTests;

/// <summary>Pretrained sentence encoders against ONNX Runtime, which computes the graph of the same file.</summary>
public sealed class SentenceEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    /// <summary>The last hidden states [B, T, D] of ONNX Runtime.</summary>
    private static Tensor Reference(InferenceSession session, ModelInput input)
    {
        var shape = input.Tokens.shape;
        var tokens = input.Tokens.data<long>().ToArray();
        var mask = input.Padding!.logical_not().to(ScalarType.Int64).data<long>().ToArray();
        using var ids = OrtValue.CreateTensorValueFromMemory(tokens, shape);
        using var attention = OrtValue.CreateTensorValueFromMemory(mask, shape);
        using var types = OrtValue.CreateTensorValueFromMemory(new long[tokens.Length], shape);
        using var options = new RunOptions();
        using var results = session.Run(
            options,
            new Dictionary<string, OrtValue>
            {
                ["input_ids"] = ids,
                ["attention_mask"] = attention,
                ["token_type_ids"] = types,
            },
            ["last_hidden_state"]
        );
        return tensor(results[0].GetTensorDataAsSpan<float>().ToArray(), [.. shape, 384]);
    }

    /// <summary>One step of a pretrained encoder on spam, which changes nothing that can be seen.</summary>
    internal static RunConfig FirstStepOn(string folder) =>
        new()
        {
            InitFrom = folder,
            Model = InitialWeights.ModelOf(folder)! with { Context = 16 },
            Task = new Spam(),
            Train = new()
            {
                Steps = 1,
                BatchSize = 2,
                EvaluationWindows = 2,
                LearningRate = 1e-30,
            },
        };

    [Fact]
    public void An_encoder_learns_a_task_from_its_own_tokens_with_new_classes()
    {
        var folder = PretrainedCache.OfUser().Get(PretrainedModel.Named("minilm"));
        var tasks = new TaskSource(Catalogue.OfUser());
        var config = FirstStepOn(folder);
        var resolved = config.Resolve(tasks);
        Assert.Equal((30_522, 2, "classes.weight"), (resolved.Model.Vocabulary, resolved.Model.Classes, resolved.Train.KeepInitial));
        // The vocabulary's own start token.
        using var batch = tasks.Get(resolved.Task, resolved.Data, resolved.Tokenizer).Train(1, 0, 2, 16, CPU);
        Assert.Equal([101L, 101], batch.Inputs.select(1, 0).data<long>().ToArray());
        var run = new RunFolder(_folder.File("run"));
        var result = new Trainer(tasks, TimeProvider.System).Run(config, run);
        Assert.True(result.Status == RunStatus.Completed, result.Error);
        using var trained = WeightSource.Open(Path.Combine(run.CheckpointFolder, "model.safetensors"));
        using var saved = SavedModel.Open(folder);
        Assert.True(trained.Read("embedding.weight").allclose(saved.Weights.Read("embedding.weight"), 0, 1e-20));
        Assert.Equal([16L, 384], trained.Read("position.weight").shape);
    }

    [Fact]
    public void Hidden_states_and_vectors_of_200_sentences_are_those_of_ONNX_Runtime()
    {
        using var encoder = SentenceEncoder.Open("minilm");
        using var session = new InferenceSession(MiniLm.OnnxPath);
        var vectors = encoder.Encode(MiniLm.Sentences);
        Assert.Equal([200L, 384], vectors.shape);
        var (states, pooled, row) = (0.0, 0.0, 0);
        foreach (var texts in MiniLm.Sentences.Chunk(20))
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            var input = encoder.Read(texts);
            var expected = Reference(session, input);
            // Padding positions are not part of any text, and differ between two runs of ONNX Runtime.
            var kept = input.Padding!.logical_not().unsqueeze(-1).to(ScalarType.Float64); // [B, T, 1]
            states = Math.Max(states, Probe.Largest((encoder.Model.Hidden(input) - expected).to(ScalarType.Float64) * kept));
            var mean = (expected.to(ScalarType.Float64) * kept).sum(1) / kept.sum(1);
            var unit = mean / mean.norm(1, keepdim: true);
            pooled = Math.Max(pooled, Probe.Largest(vectors.narrow(0, row, texts.Length).to(ScalarType.Float64) - unit));
            row += texts.Length;
        }
        TestContext.Current.TestOutputHelper?.WriteLine($"hidden states {states:G3}, vectors {pooled:G3}");
        Assert.True(states < 1e-5, $"the hidden states differ by {states}");
        Assert.True(pooled < 1e-6, $"the vectors differ by {pooled}");
    }

    [Fact]
    public void The_config_is_read_from_the_graph()
    {
        using var saved = SavedModel.Open(MiniLm.Folder);
        var expected = ModelPresets.Named("bert") with
        {
            Layers = 6,
            Width = 384,
            HeadCount = 12,
            Context = 512,
            Vocabulary = 30_522,
            Dropout = 0,
        };
        Assert.Equal(expected, saved.Config);
        Assert.Equal(
            expected.ParameterCount(),
            saved.Weights.Entries.Values.Sum(one => one.Shape.Aggregate(1L, (all, size) => all * size))
        );
    }

    [Fact]
    public void Sentences_of_a_meaning_are_near()
    {
        using var encoder = SentenceEncoder.Open("minilm");
        var vectors = encoder.Encode(["A man is eating food.", "A man is eating a piece of bread.", "The stock market fell today."]);
        var cosines = vectors.mm(vectors.t());
        Assert.Equal(1, cosines[0, 0].item<float>(), 1e-5f);
        Assert.InRange(cosines[0, 1].item<float>(), 0.6f, 0.9f);
        Assert.InRange(cosines[0, 2].item<float>(), -0.2f, 0.2f);
    }

    // A small encoder, whose poolings are computed here by hand.
    private (Transformer Model, string[] Texts) Small()
    {
        var config = ModelPresets.Named("bert") with { Layers = 1, Width = 16, HeadCount = 2, Context = 12, Vocabulary = 9 };
        return (config.Build(CPU, ScalarType.Float32, seed: 1), ["a b", "b c a a", "c"]);
    }

    private static readonly Workbench.Tokenizers.BertTokenizer Letters = Workbench.Tokenizers.BertTokenizer.From(
        "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\na\nb\nc\n##c\n"
    );

    [Theory, InlineData(Pooling.Mean), InlineData(Pooling.First), InlineData(Pooling.Max), InlineData(Pooling.Last)]
    public void Padding_and_the_order_of_texts_change_no_vector(Pooling pooling)
    {
        var (model, texts) = Small();
        using var _ = model;
        model.eval();
        using var encoder = new SentenceEncoder(model, Letters)
        {
            Pooling = pooling,
            Normalised = false,
            BatchSize = 2,
        };
        var vectors = encoder.Encode(texts);
        using var off = no_grad();
        for (var i = 0; i < texts.Length; i++)
        {
            var states = model.Hidden(tensor([.. Letters.EncodeSequence(texts[i], 12).Select(one => (long)one)]).unsqueeze(0))[0]; // [T, D]
            var expected = pooling switch
            {
                Pooling.Mean => states.mean([0]),
                Pooling.First => states[0],
                Pooling.Last => states[-1],
                _ => states.amax([0]),
            };
            var error = Probe.Largest(vectors[i] - expected);
            Assert.True(error < 1e-5, $"text {i} differs by {error}");
        }
        Assert.False(vectors.requires_grad);
    }

    [Fact]
    public void Texts_are_cut_at_the_limit()
    {
        var (model, _) = Small();
        using var owned = model;
        using var encoder = new SentenceEncoder(model, Letters) { MaxTokens = 4 };
        using var input = encoder.Read(["a b c", "c"]);
        Assert.Equal([2L, 5, 6, 3, 2, 7, 3, 0], input.Tokens.data<long>().ToArray());
        Assert.Equal([false, false, false, false, false, false, false, true], input.Padding!.data<bool>().ToArray());
    }

    [Fact]
    public void An_imported_folder_is_opened_with_its_vocabulary()
    {
        var (model, texts) = Small();
        using var owned = model;
        model.eval();
        SavedModel.Write(_folder.Path, model);
        var missing = Assert.Throws<InvalidInputException>(() => SentenceEncoder.Open(_folder.Path));
        Assert.Contains("the folder has no vocabulary", missing.Message, StringComparison.Ordinal);
        _folder.Write("vocab.txt", "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\na\r\nb\r\nc\r\n##c\r\n");
        using var encoder = SentenceEncoder.Open(_folder.Path);
        using var direct = new SentenceEncoder(model, Letters);
        Assert.Equal(direct.Encode(texts).data<float>().ToArray(), encoder.Encode(texts).data<float>().ToArray());
    }

    [Fact]
    public void What_cannot_encode_is_refused()
    {
        var (model, _) = Small();
        using var owned = model;
        using var decoder = (
            new TransformerConfig
            {
                Layers = 1,
                Width = 8,
                HeadCount = 1,
                Vocabulary = 9,
            }
        ).Build(CPU, ScalarType.Float32, seed: 1);
        Assert.Equal(
            "sentences are encoded by an encoder (got architecture=decoder); allowed: architecture=encoder",
            Assert.Throws<InvalidInputException>(() => new SentenceEncoder(decoder, Letters)).Message
        );
        using var larger = (model.Config with { Vocabulary = 10 }).Build(CPU, ScalarType.Float32, seed: 1);
        Assert.Equal(
            "the tokenizer's vocabulary must be the model's (got 9); allowed: 10",
            Assert.Throws<InvalidInputException>(() => new SentenceEncoder(larger, Letters)).Message
        );
        using var encoder = new SentenceEncoder(model, Letters);
        Assert.Contains(
            "there is nothing to encode",
            Assert.Throws<InvalidInputException>(() => encoder.Encode([])).Message,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Did you mean minilm?",
            Assert.Throws<InvalidInputException>(() => SentenceEncoder.Open("minilmm")).Message,
            StringComparison.Ordinal
        );
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
