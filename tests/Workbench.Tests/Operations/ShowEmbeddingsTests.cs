using System.Text.Json;
using Workbench.Models.Positions;
using Workbench.Operations;
using Workbench.Reporting;
using static TorchSharp.torch;

namespace Workbench.Tests.Operations;

/// <summary>Token embeddings and position encodings of trained models, against a direct computation.</summary>
public sealed class ShowEmbeddingsTests : IDisposable
{
    private readonly Shell _shell = new();

    public ShowEmbeddingsTests()
    {
        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        _shell.Write("dictionary.txt", Spelling.Dictionary);
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string> Train(params string[] settings)
    {
        var trained = await _shell.Run([
            "train",
            "model.layers=1",
            "model.width=16",
            "model.headCount=4",
            "model.context=16",
            "--steps",
            "3",
            "--json",
            .. settings,
        ]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        return JsonDocument.Parse(trained.Out).RootElement.GetProperty("folder").GetString()!;
    }

    private Task<EmbeddingsResult> Show(string run, bool positions) =>
        new ShowEmbeddings(_shell.HostEnvironment).RunAsync(
            new(run, positions, null, [], null),
            new Told(),
            TestContext.Current.CancellationToken
        );

    [Fact]
    public async Task Tokens_are_projected_to_the_first_singular_directions()
    {
        var run = await Train("--data", "text.txt");
        var shown = await Show(run, positions: false);
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var opened = TrainedModel.Open(run, null, _shell.HostEnvironment, new Told(), TestContext.Current.CancellationToken);
        var table = opened.Model.state_dict()["embedding.weight"].to(ScalarType.Float64);
        var centred = table - table.mean([0L], keepdim: true);
        var (_, singular, directions) = linalg.svd(centred, fullMatrices: false);
        var expected = matmul(centred, directions.t()).abs(); // [V, D]: a direction has no sign
        Assert.Equal(opened.Task.Vocabulary, shown.Rows.Count);
        for (var token = 0; token < shown.Rows.Count; token++)
        for (var component = 0; component < 2; component++)
            Assert.Equal(expected[token, component].item<double>(), Math.Abs(shown.Values[token][component]), 1e-9);
        var share = singular.square() / singular.square().sum();
        var first = (100 * share[0].item<double>()).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal($"component 1 ({first} %)", shown.Columns[0]);
        Assert.Contains("␣", shown.Rows);
        Assert.Contains("⏎", shown.Figure.ToJson());

        var outcome = await _shell.Run("embeddings", run, "--out", "tokens.html");
        Assert.Equal((ExitCode.Done, ""), (outcome.Code, outcome.Error));
        Assert.Contains("<html", File.ReadAllText(_shell.In("tokens.html")));
    }

    [Theory]
    [InlineData("sinusoidal:amplitude=1", 16, 16)]
    [InlineData("learned", 16, 16)]
    [InlineData("rope", 16, 2)]
    [InlineData("alibi", 4, 16)]
    [InlineData("t5", 4, 16)]
    [InlineData("shaw:5", 6, 4)]
    public async Task A_position_encoding_is_a_table(string position, int rows, int columns)
    {
        var shown = await Show(await Train($"position={position}", "--data", "text.txt"), positions: true);
        Assert.Equal((rows, columns), (shown.Rows.Count, shown.Columns.Count));
        Assert.All(shown.Values, row => Assert.Equal(columns, row.Length));
        switch (position)
        {
            case "alibi":
                Assert.Equal(-Alibi.Slopes(4)[1] * 3, shown.Values[1][3], 1e-6);
                Assert.Equal("3", shown.Columns[3]);
                break;
            case "rope":
                Assert.Equal(Math.Cos(5), shown.Values[5][0], 1e-6);
                break;
            case "sinusoidal:amplitude=1":
                Assert.Equal(Math.Sin(3), shown.Values[3][0], 1e-6);
                break;
            case "shaw:5":
                Assert.Equal(["-5", "-4", "-3", "-2", "-1", "0"], shown.Rows);
                break;
        }
    }

    [Fact]
    public async Task What_has_nothing_to_show_is_named_and_an_encoders_positions_are_found()
    {
        var none = await _shell.Run("embeddings", await Train("position=none", "--data", "text.txt"), "--positions");
        Assert.Contains("--positions: the position encoding has no numbers to show (got none); allowed: sinusoidal,", none.Error);
        var pairs = await Train("architecture=encoder-rnn", "position=sinusoidal", "--task", "g2p", "--data", "dictionary.txt");
        Assert.Equal(16, (await Show(pairs, positions: true)).Rows.Count);
        Assert.Equal(
            ["[0]", "[start]", "[end]", "A", "B", "C", "D", "E", "AH", "B", "D", "EH", "K"],
            (await Show(pairs, positions: false)).Rows
        );
    }
}
