using System.Text.Json;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Generation on the command line: from sources, and from several prompts.</summary>
public sealed class GenerateTests : IDisposable
{
    private static readonly string[] Small =
    [
        "model.layers=1",
        "model.width=32",
        "model.headCount=2",
        "model.context=16",
        "train.batchSize=32",
        "train.learningRate=3e-3",
        "--threads",
        "1",
    ];

    private readonly Shell _shell = new();

    public GenerateTests()
    {
        _shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        _shell.Write("dictionary.txt", Spelling.Dictionary);
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string> Train(params string[] arguments)
    {
        var trained = await _shell.Run(["train", .. Small, "--json", .. arguments]);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        return JsonDocument.Parse(trained.Out).RootElement.GetProperty("id").GetString()!;
    }

    private async Task<string> Done(params string[] arguments)
    {
        var outcome = await _shell.Run(["generate", .. arguments]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        return outcome.Out;
    }

    private async Task<string> Refused(params string[] arguments)
    {
        var outcome = await _shell.Run(["generate", .. arguments]);
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        return outcome.Error.TrimEnd();
    }

    [Fact]
    public async Task Targets_are_written_for_sources_in_their_order()
    {
        var run = await Train(
            "architecture=encoder-decoder",
            "position=rope",
            "--task",
            "g2p",
            "--data",
            "dictionary.txt",
            "--steps",
            "600"
        );
        var alone = await Done(run, "--source", "bad", "--greedy");
        Assert.Equal("B AH D\n", alone);
        // Together with a longer source, and from a file: the same.
        _shell.Write("words.txt", "bad\nCEDE\n");
        var expected = "BAD\tB AH D\ncede\tK EH D EH\n";
        Assert.Equal(expected, await Done(run, "--source", "BAD", "--source", "cede", "--greedy"));
        Assert.Equal("bad\tB AH D\nCEDE\tK EH D EH\n", await Done(run, "--sources-from", "words.txt", "--greedy"));
        Assert.Equal(expected, await Done(run, "--source", "BAD", "--source", "cede", "--beams", "3"));
        Assert.Equal("B\n", await Done(run, "--source", "bad", "--greedy", "--stop", " AH"));
        var json = JsonDocument.Parse(await Done(run, "--source", "bad", "--source", "cede", "--greedy", "--json")).RootElement;
        // Phonemes and the end.
        Assert.Equal(
            [("bad", "B AH D", 3), ("cede", "K EH D EH", 4)],
            json.GetProperty("texts")
                .EnumerateArray()
                .Select(one =>
                    (one.GetProperty("source").GetString()!, one.GetProperty("text").GetString()!, one.GetProperty("tokens").GetInt32())
                )
        );

        Assert.Equal(
            "error: --source: a model with an encoder writes a target for a source, and takes no prompt (got no source); "
                + "allowed: --source text",
            await Refused(run, "--prompt", "bad")
        );
        Assert.Contains("--prompt: a model with an encoder writes", await Refused(run, "--prompt", "x", "--source", "bad"));
        Assert.Contains(
            "--source 2: characters that the vocabulary does not have (got 'X' (U+0058), 'Z' (U+005A)); allowed: the 5 characters",
            await Refused(run, "--source", "bad", "--source", "zax")
        );
        Assert.Equal(
            "error: --source: the text is longer than the model's context (got 17 tokens); allowed: at most 16. "
                + "Shorten it, or add --overflow extrapolate.",
            await Refused(run, "--source", new string('A', 17))
        );
        Assert.NotEmpty(await Done(run, "--source", new string('A', 17), "--overflow", "extrapolate", "--tokens", "4"));
        Assert.Contains("--beams: beams is out of range (got 0); allowed: ", await Refused(run, "--source", "bad", "--beams", "0"));
        Assert.Contains("--tokens: maxTokens is out of range (got -1); allowed: ", await Refused(run, "--source", "bad", "--tokens", "-1"));
        Assert.Contains("--top-p: topP is out of range (got 2); allowed: ", await Refused(run, "--source", "bad", "--top-p", "2"));
    }

    [Fact]
    public async Task Several_prompts_give_what_each_gives_alone()
    {
        var run = await Train("--data", "text.txt", "--steps", "40");
        string[] settings = ["--greedy", "--tokens", "8"];
        var one = await Done([run, "--prompt", "one ", .. settings]);
        var other = await Done([run, "--prompt", "a text\none", .. settings]);
        Assert.StartsWith("one ", one, StringComparison.Ordinal);
        Assert.Equal($"{one}\n{other}", await Done([run, "--prompt", "one ", "--prompt", "a text\none", .. settings]));
        var searched = await Done(run, "--prompt", "one ", "--tokens", "8", "--beams", "2");
        Assert.StartsWith(searched, await Done(run, "--prompt", "one ", "--prompt", "a", "--tokens", "8", "--beams", "2"));
        _shell.Write("prompts.txt", "one \nli");
        Assert.StartsWith(one, await Done([run, "--prompts-from", "prompts.txt", .. settings]), StringComparison.Ordinal);

        Assert.Equal(
            "error: --source: the model has no encoder, so it reads no source (got decoder); "
                + "allowed: --prompt text, or a run of an encoder-decoder. See ./workbench runs list",
            await Refused(run, "--source", "one")
        );
        Assert.Equal(
            "error: --prompt: the text is longer than the model's context (got 19 tokens); allowed: at most 16. Shorten it.",
            await Refused(run, "--prompt", "one line of a text\n")
        );
        Assert.Contains("--prompts-from: there is no such data file", await Refused(run, "--prompts-from", "none.txt"));
    }
}
