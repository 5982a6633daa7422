using System.Text.Json;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>The answers of trained models about texts, on the command line.</summary>
public sealed class PredictTests : IDisposable
{
    private static readonly string[] Small =
    [
        "architecture=encoder",
        "tokenizer=char",
        "model.layers=1",
        "model.width=32",
        "model.headCount=2",
        "model.context=24",
        "train.batchSize=32",
        "train.learningRate=1e-2",
        "--threads",
        "1",
    ];

    private readonly Shell _shell = new();

    public PredictTests()
    {
        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        _shell.Write("tagged.txt", string.Concat(Enumerable.Repeat("the/at dog/nn runs/vbz\na/at cat/nn sleeps/vbz\n", 100)));
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string> Train(params string[] arguments)
    {
        var trained = await _shell.Run(["train", .. Small, "--json", .. arguments]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        return JsonDocument.Parse(trained.Out).RootElement.GetProperty("id").GetString()!;
    }

    private async Task<JsonElement[]> Places(params string[] arguments)
    {
        var outcome = await _shell.Run(["predict", .. arguments, "--json"]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        var texts = JsonDocument.Parse(outcome.Out).RootElement.GetProperty("texts");
        return [.. texts.EnumerateArray().SelectMany(text => text.GetProperty("places").EnumerateArray())];
    }

    private static IEnumerable<string?> Best(IEnumerable<JsonElement> places) =>
        places.Select(place => place.GetProperty("answers")[0].GetProperty("answer").GetString());

    private async Task<string> Refused(string command, params string[] arguments)
    {
        var outcome = await _shell.Run([command, .. arguments]);
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        return outcome.Error.TrimEnd();
    }

    [Fact]
    public async Task Words_get_their_classes()
    {
        var run = await Train("--task", "pos", "--data", _shell.In("tagged.txt"), "--steps", "60");
        var places = await Places(run, "--text", "the cat runs", "--text", "a dog");
        Assert.Equal(["at", "nn", "vbz", "at", "nn"], Best(places));
        Assert.Equal(["the", "cat", "runs", "a", "dog"], places.Select(place => place.GetProperty("text").GetString()));
        // All classes together have the probability 1.
        var answers = places[0].GetProperty("answers").EnumerateArray().Select(one => one.GetProperty("probability").GetDouble()).ToList();
        Assert.Equal(3, answers.Count);
        Assert.Equal(1, answers.Sum(), 1e-9);
        Assert.Equal(answers.OrderDescending(), answers);
        Assert.Single((await Places(run, "--text", "a dog", "--top", "1"))[0].GetProperty("answers").EnumerateArray());

        // What is beyond the context is told.
        var cut = await _shell.Run("predict", run, "--text", "the dog runs a cat sleeps the dog");
        Assert.Contains("10 of the tokens of \"the dog runs a cat sleeps the dog\" are beyond the model's context", cut.Out);
        Assert.DoesNotContain("otherwise the dog", cut.Out);

        _shell.Write("lines.txt", "the dog\n\na cat\n");
        Assert.Equal(
            "error: --texts-from: a line of the file is empty (got " + _shell.In("lines.txt") + ":2); allowed: a text in each line",
            await Refused("predict", run, "--texts-from", _shell.In("lines.txt"))
        );
        _shell.Write("lines.txt", "the dog\na cat\n");
        Assert.Equal(["at", "nn", "at", "nn"], Best(await Places(run, "--texts-from", _shell.In("lines.txt"))));
        Assert.StartsWith("error: --text: the text is empty", await Refused("predict", run, "--text", " "));
        Assert.StartsWith("error: --text: must be given", await Refused("predict", run));
        Assert.StartsWith("error: --top: at least one answer is shown (got 0)", await Refused("predict", run, "--text", "a", "--top", "0"));
        Assert.StartsWith(
            "error: --second: the task takes one text, not two",
            await Refused("predict", run, "--text", "a", "--second", "the")
        );
        Assert.EndsWith("For its answers: ./workbench predict", await Refused("generate", run, "--prompt", "a"));
    }

    [Fact]
    public async Task Hidden_tokens_are_filled_in()
    {
        var run = await Train("--task", "mlm", "--data", _shell.In("text.txt"), "--steps", "500");
        Assert.Equal(["n", "t"], Best(await Places(run, "--text", "o[MASK]e line of a [MASK]ext")));
        Assert.StartsWith("error: --text: the text hides nothing (got one)", await Refused("predict", run, "--text", "one"));
    }

    [Theory]
    [InlineData("pos", "tagged.txt", "a cat sleeps")]
    [InlineData("mlm", "text.txt", "one line of a text one line of [MASK]")]
    public async Task Training_ends_with_a_command_that_tries_the_model(string task, string data, string text)
    {
        var trained = await _shell.Run(["train", .. Small, "--task", task, "--data", _shell.In(data), "--steps", "1"]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        var line = trained.Out.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("try it: ./workbench predict ", line, StringComparison.Ordinal);
        Assert.Contains($"--text '{text}'", line, StringComparison.Ordinal);
        var answers = await _shell.Run([.. Workbench.Ablation.StudyGrammar.Split(line["try it: ./workbench ".Length..])]);
        Assert.True(answers.Code == ExitCode.Done, answers.Error);
    }

    [Fact]
    public async Task A_model_that_writes_text_is_refused()
    {
        var run = await Train("architecture=decoder", "--task", "char-lm", "--data", _shell.In("text.txt"), "--steps", "1");
        Assert.Equal(
            "error: run: the model writes text, and answers nothing about one (got char-lm); allowed: a run of spam, genre, pos, "
                + "next-sentence or mlm. For its text: ./workbench generate",
            await Refused("predict", run, "--text", "one")
        );
    }
}
