using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using Workbench.Data;
using Workbench.Models;
using Workbench.Models.Contracts;
using Workbench.Models.Positions;
using Workbench.Pretrained;
using Workbench.Tokenizers;
using Workbench.Training;
using Workbench.Weights;
using static TorchSharp.torch;

namespace Workbench.Tests.PretrainedTests;

/// <summary>The light Universal Sentence Encoder against the code that its package is made for, run in Node: tokens and vectors.</summary>
public sealed class UniversalSentenceEncoderTests : IDisposable
{
    private static readonly Lazy<string> Fetched = new(() => PretrainedCache.OfUser().Get(PretrainedModel.Named("use-lite")));

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    private static string Folder => Fetched.Value;

    // Tokens and vectors of texts.
    private (int[][] Tokens, Tensor Vectors) Reference(IReadOnlyList<string> texts)
    {
        foreach (var name in new[] { "core", "embeddings" })
        {
            var download = Directory.CreateDirectory(_folder.File($"download-{name}")).FullName;
            var archive = new NpmClient().Download($"@energetic-ai/{name}", "0.2.0", download, TestContext.Current.CancellationToken);
            var place = _folder.File($"node_modules/@energetic-ai/{name}");
            NpmClient.Unpack(archive, path => Path.Combine(place, path), TestContext.Current.CancellationToken);
        }
        var (input, tokens, vectors) = (
            _folder.Write("texts.json", JsonSerializer.Serialize(texts)),
            _folder.File("tokens"),
            _folder.File("vectors")
        );
        var script = _folder.Write(
            "embed.cjs",
            """
            const fs = require('fs');
            const { initModel } = require('@energetic-ai/embeddings');
            const { loadGraphModel } = require('@energetic-ai/core');
            const [,, folder, input, tokens, vectors] = process.argv;
            (async () => {
              const model = await initModel(async () => ({
                model: await loadGraphModel(`file://${folder}/model.json`),
                vocabulary: JSON.parse(fs.readFileSync(`${folder}/vocab.json`, 'utf8')),
              }));
              const texts = JSON.parse(fs.readFileSync(input, 'utf8'));
              fs.writeFileSync(tokens, JSON.stringify(texts.map(text => model.tokenizer.encode(text))));
              const rows = [];
              for (let i = 0; i < texts.length; i += 20) rows.push(...await model.embed(texts.slice(i, i + 20)));
              fs.writeFileSync(vectors, Buffer.from(Float32Array.from(rows.flat()).buffer));
            })();
            """
        );
        using var node = Process.Start(
            new ProcessStartInfo("node", [script, Folder, input, tokens, vectors]) { RedirectStandardError = true }
        )!;
        var errors = node.StandardError.ReadToEnd();
        node.WaitForExit();
        Assert.True(node.ExitCode == 0, errors);
        var numbers = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(vectors)).ToArray();
        return (JsonSerializer.Deserialize<int[][]>(File.ReadAllText(tokens))!, tensor(numbers, [texts.Count, 512]));
    }

    [Fact]
    public void Tokens_and_vectors_of_200_sentences_are_those_of_the_package()
    {
        // Letters and signs that the vocabulary lacks, forms that NFKC changes, a text longer than the context, and one without tokens.
        IReadOnlyList<string> texts =
        [
            .. MiniLm.Sentences,
            "Hello, world! 12:30 ﬁx naïve ½ ｗｉｄｅ Ⅷ",
            "a: b:: c://d :) :-) (x): 5:00",
            "Привет 字字 \U0001F600\U0001F600 x",
            "”5 ”5 ”5",
            string.Join(' ', MiniLm.Sentences.Take(20)),
        ];
        using var encoder = SentenceEncoder.Open("use-lite");
        var (tokens, vectors) = Reference(texts);
        for (var i = 0; i < texts.Count; i++)
            Assert.Equal(tokens[i], encoder.Tokenizer.Encode(texts[i]));
        using var off = no_grad();
        var error = Probe.Largest(encoder.Encode(texts) - vectors);
        TestContext.Current.TestOutputHelper?.WriteLine($"vectors {error:G3}");
        Assert.True(error < 2e-6, $"the vectors differ by {error}");
        Assert.True(encoder.Encode([""]).isfinite().all().item<bool>());
    }

    [Fact]
    public void The_config_is_read_from_the_graph()
    {
        using var saved = SavedModel.Open(Folder);
        var config = saved.Config;
        Assert.Equal(
            (2, 512, 256, 4, 128, 8000),
            (config.Layers, config.Width, config.EmbeddingWidth, config.HeadCount, config.Context, config.Vocabulary)
        );
        Assert.Equal((Pooling.Mean, Pooler.Tanh, false, 0), (config.Pooling, config.Pooler, config.FinalNorm, config.Classes));
        Assert.Equal(1536, config.FeedForward.InnerWidth(512));
        var position = Assert.IsType<Sinusoidal>(config.Position);
        Assert.Equal((1.0, SinusoidalLayout.HalfSplit), (position.Amplitude, position.Layout));
        Assert.Equal(Math.Pow(1e4, 128 / 127.0), position.Base, 0.01);
        Assert.Equal(config.ParameterCount(), saved.Weights.Entries.Values.Sum(one => one.Shape.Aggregate(1L, (all, size) => all * size)));
    }

    [Fact]
    public void The_encoder_learns_a_task_with_its_own_tokens()
    {
        var tasks = new TaskSource(Catalogue.OfUser());
        var config = SentenceEncoderTests.FirstStepOn(Folder);
        var resolved = config.Resolve(tasks);
        Assert.Equal((8000, 2, "classes.weight"), (resolved.Model.Vocabulary, resolved.Model.Classes, resolved.Train.KeepInitial));
        // <s>, a reserved piece.
        using var batch = tasks.Get(resolved.Task, resolved.Data, resolved.Tokenizer).Train(1, 0, 2, 16, CPU);
        Assert.Equal([1L, 1], batch.Inputs.select(1, 0).data<long>().ToArray());
        var run = new RunFolder(_folder.File("run"));
        var result = new Trainer(tasks, TimeProvider.System).Run(config, run);
        Assert.True(result.Status == RunStatus.Completed, result.Error);
        using var trained = WeightSource.Open(Path.Combine(run.CheckpointFolder, "model.safetensors"));
        using var saved = SavedModel.Open(Folder);
        Assert.True(trained.Read("pooler.weight").allclose(saved.Weights.Read("pooler.weight"), 0, 1e-20));
    }

    [Fact]
    public void An_imported_folder_gives_the_same_vectors()
    {
        using var saved = SavedModel.Open(Folder);
        using var model = saved.Build(CPU, ScalarType.Float32);
        SavedModel.Write(_folder.Path, model);
        File.Copy(Path.Combine(Folder, "vocab.json"), _folder.File("vocab.json"));
        using var direct = SentenceEncoder.Open(Folder);
        using var imported = SentenceEncoder.Open(_folder.Path);
        string[] texts = ["The tide comes in.", "The sea rises and falls twice a day."];
        Assert.Equal(direct.Encode(texts).data<float>().ToArray(), imported.Encode(texts).data<float>().ToArray());
        // Another pooling leaves the pooler out.
        using var largest = new SentenceEncoder(model, imported.Tokenizer) { Pooling = Pooling.Max, Normalised = false };
        using var input = largest.Read(texts);
        using var off = no_grad();
        var expected = model.Hidden(input).masked_fill(input.Padding!.unsqueeze(-1), double.NegativeInfinity).amax([1]);
        Assert.Equal(0, Probe.Largest(largest.Encode(texts) - expected), 1e-5);
    }

    private string Broken(Action<JsonObject> change)
    {
        foreach (var file in Directory.EnumerateFiles(Folder).Where(file => !file.EndsWith("model.json", StringComparison.Ordinal)))
            File.Copy(file, _folder.File(Path.GetFileName(file)), overwrite: true);
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "model.json")))!.AsObject();
        change(json);
        _folder.Write("model.json", json.ToJsonString());
        return Assert.Throws<InvalidInputException>(() => SavedModel.Open(_folder.Path).Dispose()).Message;
    }

    private static JsonObject Node(JsonObject json, string end) =>
        json["modelTopology"]!["node"]!
            .AsArray()
            .Select(node => node!.AsObject())
            .First(node => node["name"]!.GetValue<string>().EndsWith(end, StringComparison.Ordinal));

    private static JsonArray Weights(JsonObject json) => json["weightsManifest"]![0]!["weights"]!.AsArray();

    [Fact]
    public void Another_graph_is_refused()
    {
        const string rule = "the graph is not that of the light Universal Sentence Encoder";
        Assert.Contains(rule, Broken(json => Node(json, "FFN/conv1/Relu")["op"] = "Sigmoid"), StringComparison.Ordinal);
        Assert.Contains(
            "computes Tanh 0 times",
            Broken(json => Node(json, "tanh_layer_0/Tanh")["op"] = "Identity"),
            StringComparison.Ordinal
        );
        var swapped = Broken(json =>
        {
            var inputs = Node(json, "TimingSignal/concat")["input"]!.AsArray();
            (inputs[0], inputs[1]) = (inputs[1]!.DeepClone(), inputs[0]!.DeepClone());
        });
        Assert.Contains("AddTimingSignal/TimingSignal/concat is not the encoder's", swapped, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_with_all_faults()
    {
        Assert.Contains(
            "the tensors have 27901608 bytes and their files 27903656",
            Broken(json =>
                Weights(json)
                    .Remove(
                        Weights(json).First(one => one!["name"]!.GetValue<string>().EndsWith("tanh_layer_0/bias", StringComparison.Ordinal))
                    )
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "is quantized",
            Broken(json => Weights(json)[0]!["quantization"] = new JsonObject { ["dtype"] = "uint8" }),
            StringComparison.Ordinal
        );
        var many = Broken(json =>
        {
            Weights(json)[0]!["dtype"] = "complex64";
            json["weightsManifest"]![0]!["paths"]!.AsArray().Add("../outside");
            json["weightsManifest"]![0]!["paths"]!.AsArray().Add("missing");
        });
        Assert.Contains("\"../outside\" is not a file name", many, StringComparison.Ordinal);
        Assert.Contains("missing is missing", many, StringComparison.Ordinal);
        Assert.Contains("complex64 [1536, 512]", many, StringComparison.Ordinal);
        Assert.Contains("it is no graph of TensorFlow.js", Broken(json => json.Remove("modelTopology")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", "it has no pieces after the reserved ones")]
    [InlineData("""[["a", 0], ["b"]]""", "an entry is a piece and a score")]
    [InlineData("""[["", 0]]""", "a piece is empty")]
    [InlineData("""[["a", "b"]]""", "a score is a number")]
    [InlineData("""[["a", 0""", "it is not JSON")]
    public void Lists_of_pieces_that_make_no_sense_are_refused(string list, string rule)
    {
        var path = _folder.Write("vocab.json", list);
        Assert.Contains(rule, Assert.Throws<InvalidInputException>(() => new TokenizerFile(path).Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reserved_pieces_are_never_made_from_text()
    {
        using var encoder = SentenceEncoder.Open("use-lite");
        var tokens = encoder.Tokenizer.Encode("<s> [CLS] </s> extra_token_id_1 [PAD]");
        Assert.All(tokens, token => Assert.False(token is >= 1 and <= 5));
        Assert.Equal((1, 2, 3, 4), (Id("[CLS]"), Id("[SEP]"), Id("[PAD]"), Id("[MASK]")));
        Assert.Equal("The tide comes in.", encoder.Tokenizer.Decode(encoder.Tokenizer.Encode("The tide comes in.")).TrimStart());

        int Id(string name) => encoder.Tokenizer.SpecialIds![name];
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }
}
