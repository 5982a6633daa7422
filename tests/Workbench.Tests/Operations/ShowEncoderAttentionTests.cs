using System.Text.Json;
using Workbench.Operations;
using Workbench.Reporting;
using static TorchSharp.torch;

namespace Workbench.Tests.Operations;

/// <summary>The three attentions of a model with an encoder.</summary>
public sealed class ShowEncoderAttentionTests : IDisposable
{
    private readonly Shell _shell = new();

    public ShowEncoderAttentionTests() => _shell.Write("dictionary.txt", Spelling.Dictionary);

    public void Dispose() => _shell.Dispose();

    private async Task<string> Train(string architecture)
    {
        var trained = await _shell.Run(
            "train",
            $"architecture={architecture}",
            "position=none",
            "model.layers=2",
            "model.width=16",
            "model.headCount=4",
            "model.context=16",
            "--task",
            "g2p",
            "--data",
            "dictionary.txt",
            "--steps",
            "3",
            "--json"
        );
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        return JsonDocument.Parse(trained.Out).RootElement.GetProperty("folder").GetString()!;
    }

    private Task<AttentionResult> Show(string run, AttentionPart? part, string? source = "bad", string? text = "B AH") =>
        new ShowAttention(_shell.HostEnvironment).RunAsync(
            new(run, text, [], [], null, [], null) { Part = part, Source = source },
            new Told(),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public async Task Each_attention_has_the_tokens_that_it_is_between()
    {
        var run = await Train("encoder-decoder:encoderLayers=1");
        var (encoder, decoder, cross) = (
            await Show(run, AttentionPart.Encoder),
            await Show(run, AttentionPart.Decoder),
            await Show(run, null)
        );
        Assert.Equal(["B", "A", "D"], encoder.Tokens);
        Assert.Equal(encoder.Tokens, encoder.Keys);
        Assert.Equal(["[start]", "B", "AH"], decoder.Tokens);
        Assert.Equal(AttentionPart.Cross, cross.Part);
        Assert.Equal(decoder.Tokens, cross.Tokens);
        Assert.Equal(encoder.Tokens, cross.Keys);
        Assert.Equal((4, 8, 8), (encoder.Heads.Count, decoder.Heads.Count, cross.Heads.Count));
        Assert.All(
            encoder.Heads.Concat(decoder.Heads).Concat(cross.Heads).SelectMany(head => head.Weights),
            row => Assert.Equal(1, row.Sum(), 1e-5)
        );
        Assert.All(decoder.Heads, head => Assert.Equal(0, head.Weights[0][1]));
        Assert.All(encoder.Heads, head => Assert.True(head.Weights[0][1] > 0));
        Assert.All(cross.Heads, head => Assert.Equal((null, null), (head.Distance, head.Previous)));
        Assert.Contains("3 target tokens to 3 of the source", Workbench.Operations.Views.ResultViews.Of(cross).ToString());

        var figure = cross.Figure.ToJson();
        Assert.Contains("Attention of the target to the source", figure);
        Assert.Contains("[\"[start]\",\"B\",\"AH\"]", figure.Replace(" ", ""));
        // Without a target, what the model writes; without a source, a pair of the validation.
        Assert.Equal("[start]", (await Show(run, null, text: null)).Tokens[0]);
        var pair = await Show(run, null, null, null);
        Assert.Equal((1, 0), (pair.Tokens.Count - pair.Keys.Count, pair.Tokens.Skip(1).Count(token => token.StartsWith('['))));
    }

    [Fact]
    public async Task The_encoders_attention_is_the_softmax_of_its_scores_in_both_directions()
    {
        var run = await Train("encoder-decoder");
        var shown = await Show(run, AttentionPart.Encoder);
        using var off = no_grad();
        using var scope = NewDisposeScope();
        using var opened = TrainedModel.Open(run, null, _shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken);
        var weights = opened.Model.state_dict();
        var tokens = opened.Task.Pairs!.Source.Encode("bad").Select(token => (long)token).ToArray();
        var x = weights["embedding.weight"].index_select(0, tensor(tokens));
        // [S, (4 + 4 + 4) 4]
        const string Block = "encoder.blocks.0.";
        var normed = nn.functional.layer_norm(x, [16], weights[$"{Block}attention_norm.weight"], weights[$"{Block}attention_norm.bias"]);
        var projected = nn.functional.linear(normed, weights[$"{Block}attention.qkv.weight"], weights[$"{Block}attention.qkv.bias"]);
        for (var head = 0; head < 4; head++)
        {
            var (q, k) = (projected.narrow(1, head * 4, 4), projected.narrow(1, 16 + (head * 4), 4));
            var expected = (matmul(q, k.t()) / 2.0).softmax(-1).to(ScalarType.Float64).data<double>().ToArray();
            var got = shown.Heads.Single(one => one.Layer == 0 && one.Head == head).Weights.SelectMany(row => row);
            Assert.All(expected.Zip(got), pair => Assert.Equal(pair.First, pair.Second, 1e-6));
        }
    }

    [Fact]
    public async Task What_the_model_does_not_have_is_named()
    {
        var run = await Train("encoder-rnn");
        Assert.Equal(["B", "A", "D"], (await Show(run, null)).Keys);
        var outcome = await _shell.Run("attention", run, "--part", "decoder");
        Assert.Contains(
            "--part: the model has no such attention (got decoder with architecture=encoder-rnn); allowed: --part encoder, --part cross",
            outcome.Error
        );
        Assert.Contains("--source: a target belongs to a source", (await _shell.Run("attention", run, "--text", "B")).Error);
        Assert.Contains(
            "phonemes that the vocabulary does not have (got XX); allowed: AH B D EH K",
            (await _shell.Run("attention", run, "--source", "bad", "--text", "B XX")).Error
        );
        Assert.Contains(
            "--layers: the model has no such layer (got 2); allowed: 0 to 1",
            (await _shell.Run("attention", run, "--layers", "2")).Error
        );
    }
}
