using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TorchSharp;
using Workbench.Configuration;
using Workbench.Operations;
using Workbench.Reporting;
using Workbench.Training;
using static TorchSharp.torch;

namespace Workbench.Tests.Operations;

/// <summary>Attention of a run's checkpoint: real weights, against a direct computation; heat maps with tokens on the axes.</summary>
public sealed class ShowAttentionTests : IDisposable
{
    private const string Text = "one line\nof";

    private readonly Shell _shell = new();

    public ShowAttentionTests() => _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));

    public void Dispose() => _shell.Dispose();

    private async Task<string> Train(params string[] settings)
    {
        var trained = await _shell.Run([
            "train",
            "model.layers=2",
            "model.width=16",
            "model.headCount=4",
            "model.context=16",
            "--data",
            "text.txt",
            "--steps",
            "3",
            "--json",
            .. settings,
        ]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        return JsonDocument.Parse(trained.Out).RootElement.GetProperty("folder").GetString()!;
    }

    private Task<AttentionResult> Show(
        string run,
        string? text = Text,
        IReadOnlyList<int>? layers = null,
        IReadOnlyList<int>? heads = null
    ) =>
        new ShowAttention(_shell.HostEnvironment).RunAsync(
            new(run, text, layers ?? [], heads ?? [], null, [], null),
            new Told(),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public async Task Full_attention_is_the_softmax_of_the_checkpoints_own_scores()
    {
        var run = await Train("position=none", "heads=gqa:2");
        var shown = await Show(run);
        Assert.Equal(8, shown.Heads.Count);
        Assert.Equal(["o", "n", "e", "␣", "l", "i", "n", "e", "⏎", "o", "f"], shown.Tokens);
        Assert.Equal("softmax weights, as the model forms them", shown.Meaning);

        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var opened = TrainedModel.Open(run, null, _shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken);
        var weights = opened.Model.state_dict();
        var tokens = opened.Task.Tokenizer!.Encode(Text).Select(token => (long)token).ToArray();
        var x = weights["embedding.weight"].index_select(0, tensor(tokens));
        var normed = nn.functional.layer_norm(x, [16], weights["blocks.0.attention_norm.weight"], weights["blocks.0.attention_norm.bias"]);
        var projected = nn.functional.linear(normed, weights["blocks.0.attention.qkv.weight"], weights["blocks.0.attention.qkv.bias"]); // [T, (4 + 2 + 2) 4]
        for (var head = 0; head < 4; head++)
        {
            var q = projected.narrow(1, head * 4, 4);
            var k = projected.narrow(1, 16 + (head / 2) * 4, 4);
            var future = full([tokens.Length, tokens.Length], double.NegativeInfinity).triu(1);
            var expected = (matmul(q, k.t()) / 2.0 + future).softmax(-1).to(ScalarType.Float64).data<double>().ToArray();
            var got = shown.Heads.Single(one => one.Layer == 0 && one.Head == head).Weights.SelectMany(row => row).ToArray();
            Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Theory]
    [InlineData("attention=full", "position=alibi")]
    [InlineData("attention=full", "position=rope")]
    [InlineData("attention=full", "position=shaw")]
    [InlineData("attention=window:size=5", "position=t5")]
    [InlineData("attention=linear", "position=learned")]
    [InlineData("attention=performer:features=16", "position=rope")]
    [InlineData("attention=performer:features=16:kernel=favor", "position=learned")]
    [InlineData("attention=rfa:features=16", "position=learned")]
    [InlineData("attention=delta", "position=rope")]
    public async Task Weights_mix_the_values_to_what_the_model_computed(string attention, string position)
    {
        var run = await Train(attention, position);
        var shown = await Show(run, layers: [0]);
        Assert.Equal(
            !attention.StartsWith("attention=full", StringComparison.Ordinal)
                && !attention.StartsWith("attention=window", StringComparison.Ordinal),
            shown.Meaning.StartsWith("implied weights", StringComparison.Ordinal)
        );
        Assert.All(
            shown.Heads,
            head =>
                Assert.All(
                    head.Weights.Select((row, query) => (row, query)),
                    one =>
                    {
                        Assert.All(one.row.Skip(one.query + 1), weight => Assert.Equal(0, weight));
                        if (
                            !attention.Contains("favor", StringComparison.Ordinal)
                            && !attention.Contains("rfa", StringComparison.Ordinal)
                            && !attention.Contains("delta", StringComparison.Ordinal)
                        )
                            Assert.Equal(1, one.row.Sum(), 1e-5);
                    }
                )
        );

        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var opened = TrainedModel.Open(run, null, _shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken);
        var seen = new Seen();
        opened.Model.Capture = seen;
        var tokens = opened.Task.Tokenizer!.Encode(Text).Select(token => (long)token).ToArray();
        opened.Model.forward(tensor(tokens, [1, tokens.Length]));
        var weights = opened.Model.state_dict();
        var normed = nn.functional.layer_norm(
            seen.Values["embedding"][0],
            [16],
            weights["blocks.0.attention_norm.weight"],
            weights["blocks.0.attention_norm.bias"]
        );
        var values = nn
            .functional.linear(normed, weights["blocks.0.attention.qkv.weight"], weights["blocks.0.attention.qkv.bias"])
            .narrow(1, 32, 16); // [T, H K]
        var mixed = cat(
            [
                .. shown.Heads.Select(head =>
                    matmul(
                        tensor(head.Weights.SelectMany(row => row).ToArray(), [tokens.Length, tokens.Length], ScalarType.Float64)
                            .to(ScalarType.Float32),
                        values.narrow(1, head.Head * 4, 4)
                    )
                ),
            ],
            1
        );
        var output = nn.functional.linear(mixed, weights["blocks.0.attention.output.weight"], weights["blocks.0.attention.output.bias"]);
        Assert.True((output - seen.Values["blocks.0.attention"][0]).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public async Task Maps_stand_in_a_grid_with_tokens_on_the_axes()
    {
        var shown = await Show(await Train(), layers: [1], heads: [0, 3]);
        Assert.Equal([(1, 0), (1, 3)], shown.Heads.Select(head => (head.Layer, head.Head)));
        var figure = JsonNode.Parse(shown.Figure.ToJson())!;
        Assert.Equal(
            ["layer 1 · head 0", "layer 1 · head 3"],
            figure["layout"]!["annotations"]!.AsArray().Select(note => (string?)note!["text"])
        );
        var traces = figure["data"]!.AsArray();
        Assert.Equal([(0.0, "heatmap"), (0.0, "heatmap")], traces.Select(trace => ((double)trace!["zmin"]!, (string)trace["type"]!)));
        Assert.Equal((double)traces[0]!["zmax"]!, (double)traces[1]!["zmax"]!);
        Assert.Equal(["o", "n", "e", "␣"], figure["layout"]!["xaxis"]!["ticktext"]!.AsArray().Select(text => (string?)text).Take(4));
        // The future is empty, not zero.
        Assert.Null(traces[0]!["z"]![0]![1]);
    }

    [Fact]
    public async Task A_shell_gets_numbers_and_a_file()
    {
        var run = await Train();
        var outcome = await _shell.Run("attention", run, "--text", Text, "--layers", "0-1", "--heads", "2", "--out", "maps.html");
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("attention full on 11 tokens: softmax weights, as the model forms them", outcome.Out);
        Assert.Contains($"heat maps: {_shell.In("maps.html")}", outcome.Out);
        Assert.Contains("layer 1", File.ReadAllText(_shell.In("maps.html")));
        Assert.Equal(ExitCode.Done, (await _shell.Run("attention", run, "--out", "maps.json")).Code);
        Assert.Equal(8, JsonDocument.Parse(File.ReadAllText(_shell.In("maps.json"))).RootElement.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_task_without_text_shows_a_window_of_its_own_or_token_numbers()
    {
        var trained = await _shell.Run(
            "train",
            "model.layers=1",
            "model.width=16",
            "model.headCount=2",
            "model.context=16",
            "--task",
            "copy",
            "--steps",
            "2",
            "--json"
        );
        var run = JsonDocument.Parse(trained.Out).RootElement.GetProperty("folder").GetString()!;
        Assert.Equal(16, (await Show(run, text: null)).Tokens.Count);
        Assert.Equal(["1", "0", "2"], (await Show(run, "1 0 2")).Tokens);
        Assert.Contains(
            "this task has no text, only tokens (got abc)",
            (await Assert.ThrowsAsync<InvalidInputException>(() => Show(run, "abc 1"))).Message
        );
    }

    [Fact]
    public async Task What_the_model_does_not_have_is_named()
    {
        var run = await Train();
        var outcome = await _shell.Run("attention", run, "--text", "one line of a text one line", "--layers", "2", "--heads", "0,3-9,12");
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        Assert.Contains("--layers: the model has no such layer (got 2); allowed: 0 to 1", outcome.Error);
        Assert.Contains("--heads: the model has no such head (got 4-9, 12); allowed: 0 to 3", outcome.Error);
        Assert.Contains("--text: a learned position is not defined beyond the context (got 27 tokens); allowed: at most 16", outcome.Error);
        var wrong = await _shell.Run("attention", run, "--layers", "a", "--heads", "3-1");
        Assert.Contains("--layers: must be numbers from 0 on, separated by commas (got a)", wrong.Error);
        Assert.Contains("--heads: must be numbers from 0 on", wrong.Error);
        Assert.Contains(
            "--out: unknown file extension of a figure (got maps.gif); allowed: .html, .json, .png, .svg, .pdf",
            (await _shell.Run("attention", run, "--out", "maps.gif")).Error
        );
    }

    private sealed class Seen : Workbench.Models.ICapture
    {
        public Dictionary<string, Tensor> Values { get; } = [];

        public bool Wants(string name) => name is "embedding" or "blocks.0.attention";

        public void Record(string name, Tensor value) => Values.Add(name, value);
    }
}
