using System.Text.Json;
using Workbench.Operations;

namespace Workbench.Tests.Operations;

/// <summary>Runs and studies are read after their text has moved, changed or gone.</summary>
public sealed class MovedTextTests : IDisposable
{
    private static readonly string[] Model = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16"];

    private readonly Shell _shell = new();

    public MovedTextTests()
    {
        _shell.Write("a.txt", string.Concat(Enumerable.Range(0, 300).Select(i => $"one line of a text, number {i}\n")));
        _shell.Write("other.txt", string.Concat(Enumerable.Range(0, 300).Select(i => $"another text: {i * i}\n")));
    }

    public void Dispose() => _shell.Dispose();

    private async Task<string> Done(params string[] line)
    {
        var outcome = await _shell.Run(line);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        return outcome.Out;
    }

    private async Task<string> Refused(params string[] line)
    {
        var outcome = await _shell.Run(line);
        Assert.True(outcome.Code == ExitCode.BadUsage, outcome.ToString());
        Assert.Equal("", outcome.Out);
        return outcome.Error;
    }

    private async Task<string> Train(string data, int seed = 1)
    {
        var trained = await Done(["train", .. Model, "--steps", "2", "--threads", "1", "--seed", $"{seed}", "--data", data, "--json"]);
        return JsonDocument.Parse(trained).RootElement.GetProperty("folder").GetString()!;
    }

    private Task<string> Ablate(params string[] more) =>
        Done(["ablate", .. more, "--seeds", "2", "--steps", "2", "--launcher", "in-process", "--out", "S"]);

    private void Move(string from, string to) => File.Move(_shell.In(from), _shell.In(to));

    private static string Fingerprint(string run) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "task.json"))).RootElement.GetProperty("dataFingerprint").GetString()!;

    [Fact]
    public async Task A_run_is_read_without_its_text()
    {
        var (first, second) = (await Train("a.txt"), await Train("a.txt", seed: 2));
        string[][] readings =
        [
            ["generate", first, "--prompt", "one", "--tokens", "5", "--greedy"],
            ["attention", first],
            ["attention", first, "--text", "a text"],
            ["compare", first, second],
            ["runs", "show", first],
        ];
        var before = new List<string>();
        foreach (var line in readings)
            before.Add(await Done(line));
        Move("a.txt", "b.txt");
        foreach (var (line, expected) in readings.Zip(before))
            Assert.Equal(expected, await Done(line));
    }

    [Fact]
    public async Task The_line_that_training_prints_works_as_it_is_printed()
    {
        foreach (var data in new[] { "a.txt", "b.txt" })
        {
            var printed = await Done(["train", .. Model, "--steps", "2", "--threads", "1", "--data", data, "--ledger", "my runs"]);
            var line = printed.TrimEnd().Split('\n')[^1];
            Assert.StartsWith("try it: ./workbench generate ", line, StringComparison.Ordinal);
            Assert.EndsWith(" --ledger 'my runs'", line, StringComparison.Ordinal);
            await Done([.. Workbench.Ablation.StudyGrammar.Split(line["try it: ./workbench ".Length..])]);
            if (data == "a.txt")
                Move("a.txt", "b.txt");
        }
        // A model of a task without text cannot write.
        Assert.DoesNotContain("generate", await Done(["train", .. Model, "--steps", "2", "--task", "copy"]));
    }

    [Fact]
    public async Task A_named_text_is_checked_by_its_fingerprint()
    {
        var run = await Train("a.txt");
        var other = Fingerprint(await Train("other.txt"));
        var own = Fingerprint(run);
        Move("a.txt", "b.txt");
        await Done("generate", run, "--prompt", "one", "--tokens", "3", "--data", "b.txt");
        foreach (
            var line in (string[][])
                [
                    ["generate", run, "--prompt", "one"],
                    ["attention", run],
                    ["compare", run, run],
                ]
        )
        {
            var error = await Refused([.. line, "--data", "other.txt"]);
            Assert.Contains("data: the text is not the one that was trained on", error);
            Assert.Contains($"(got {_shell.In("other.txt")}, with the fingerprint {other})", error);
            Assert.Contains($"allowed: the text with the fingerprint {own}", error);
        }
    }

    [Fact]
    public async Task A_run_from_before_runs_carried_their_vocabulary_says_what_to_do()
    {
        var (run, second) = (await Train("a.txt"), await Train("a.txt", seed: 2));
        File.Delete(Path.Combine(run, "task.json"));
        await Done("generate", run, "--prompt", "one", "--tokens", "3");
        Move("a.txt", "b.txt");
        foreach (
            var line in (string[][])
                [
                    ["generate", run, "--prompt", "one"],
                    ["attention", run, "--text", "one"],
                    ["compare", run, second],
                ]
        )
        {
            var error = await Refused(line);
            Assert.Contains($"no valid record of the vocabulary (got {_shell.In("a.txt")}).", error);
            Assert.Contains("Restore the text, or give its new path: --data file", error);
            await Done([.. line, "--data", "b.txt"]);
        }
        // Asked for again on the text, it is made whole.
        Assert.Equal(run, await Train("b.txt"));
        Move("b.txt", "c.txt");
        await Done("generate", run, "--prompt", "one", "--tokens", "3");
    }

    [Fact]
    public async Task A_damaged_record_is_none()
    {
        var run = await Train("a.txt");
        var file = Path.Combine(run, "task.json");
        File.WriteAllText(
            file,
            File.ReadAllText(file).Replace("\"characters\": \"", "\"characters\": \"\\u00E9", StringComparison.Ordinal)
        );
        await Done("generate", run, "--prompt", "one", "--tokens", "3");
        Move("a.txt", "b.txt");
        Assert.Contains("the training text is missing", await Refused("generate", run, "--prompt", "one"));
    }

    [Fact]
    public async Task A_study_is_read_without_its_text_and_computed_with_it()
    {
        await Ablate(["norm=layernorm,rmsnorm", .. Model, "--data", "a.txt"]);
        var figure = await Done("figure", "S", "final-metric");
        var compared = await Done("compare", "S");
        Move("a.txt", "b.txt");
        Assert.Equal(figure, await Done("figure", "S", "final-metric"));
        Assert.Equal(compared, await Done("compare", "S"));
        // All of it is in the ledger: nothing needs the text, the floors neither.
        Assert.Contains("No variant does better than chance (validation loss", await Ablate("--study", "S"));

        string[] longer = ["ablate", "--study", "S", "--eval-lengths", "8", "--launcher", "in-process", "--out", "S"];
        var missing = await Refused(longer);
        Assert.Contains($"data: the text is needed for this, and it no longer exists (got {_shell.In("a.txt")})", missing);
        Assert.Contains("Restore it, or give its new path: --data file", missing);
        var another = await Refused([.. longer, "--data", "other.txt"]);
        Assert.Contains("the text is not the one that was trained on", another);
        Assert.Contains($"start a new study: ./workbench ablate norm=layernorm,rmsnorm --data {_shell.In("other.txt")}", another);
        await Done([.. longer, "--data", "b.txt"]);
        Assert.Contains("fingerprint", await Refused("figure", "S", "final-metric", "--data", "other.txt"));
        await Done("figure", "S", "final-metric", "--data", "b.txt");
    }

    [Fact]
    public async Task A_text_that_changed_at_its_place_is_not_taken_for_the_one_of_then()
    {
        await Ablate(["norm=layernorm,rmsnorm", .. Model, "--data", "a.txt"]);
        var figure = await Done("figure", "S", "final-metric");
        var fingerprint = Fingerprint(_shell.In("S"));
        File.Copy(_shell.In("other.txt"), _shell.In("a.txt"), overwrite: true);
        Assert.Equal(figure, await Done("figure", "S", "final-metric"));
        await Ablate("--study", "S");
        var error = await Refused("ablate", "--study", "S", "--eval-lengths", "8", "--launcher", "in-process");
        Assert.Contains("the text is not the one that was trained on", error);
        Assert.Contains($"allowed: the text with the fingerprint {fingerprint}", error);
    }

    [Fact]
    public async Task A_study_from_before_says_what_to_do_and_its_named_text_is_checked()
    {
        await Ablate(["norm=layernorm,rmsnorm", .. Model, "--data", "a.txt"]);
        File.Delete(_shell.In("S", "task.json"));
        Move("a.txt", "b.txt");
        foreach (
            var line in (string[][])
                [
                    ["figure", "S", "final-metric"],
                    ["compare", "S"],
                ]
        )
        {
            Assert.Contains("Restore the text, or give its new path: --data file", await Refused(line));
            Assert.Contains("the text is not the one that was trained on", await Refused([.. line, "--data", "other.txt"]));
            await Done([.. line, "--data", "b.txt"]);
        }
    }
}
