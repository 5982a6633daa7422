using System.Text.Json;

namespace Workbench.Tests.Operations;

/// <summary>A small study from the command line to the files of its report.</summary>
public class AblateTests
{
    private static readonly string[] Study =
    [
        "ablate",
        "placement=pre,post",
        "position=rope,alibi",
        "--task",
        "copy",
        "--seeds",
        "2",
        "--steps",
        "3",
        "--launcher",
        "in-process",
        "--out",
        "out",
        "--set",
        "model.layers=1",
        "--set",
        "model.width=16",
        "--set",
        "model.headCount=2",
        "--set",
        "model.context=16",
        "--set",
        "train.evaluationWindows=4",
    ];

    [Fact]
    public async Task A_study_leaves_its_files_and_answers_from_the_ledger()
    {
        using var shell = new Shell();
        var outcome = await shell.Run(Study);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("pre · rope (baseline)", outcome.Out);
        Assert.Contains("placement=post", outcome.Out);
        Assert.Contains("Holm's correction for all 5 comparisons", outcome.Out);
        Assert.Contains("corrected", outcome.Out);
        Assert.Contains($"report: {Path.Combine("out", "report.html")}", outcome.Out);
        Assert.Contains("4 variants x 2 seeds = 8 runs; 0 finished before", outcome.Error);
        foreach (var file in new[] { "report.html", "results.csv", "resolved.txt", "study.yaml" })
            Assert.True(new FileInfo(shell.In("out", file)).Length > 100, file);
        Assert.NotEmpty(Directory.EnumerateFiles(shell.In("out", "figures"), "*.json"));
        Assert.Equal(8 + 1, File.ReadAllLines(shell.In("out", "results.csv")).Length);

        var again = await shell.Run([.. Study, "--json"]);
        Assert.Contains("8 finished before", again.Error);
        var result = JsonDocument.Parse(again.Out).RootElement;
        Assert.Equal(4, result.GetProperty("cells").GetArrayLength());
        Assert.Equal(5, result.GetProperty("verdicts").GetArrayLength());
        Assert.Equal(2, result.GetProperty("verdicts")[0].GetProperty("pairs").GetInt32());
    }

    [Fact]
    public async Task A_report_is_written_again_when_it_would_say_something_else()
    {
        using var shell = new Shell();
        var report = shell.In("out", "report.html");
        await Ask([]);
        var first = File.GetLastWriteTimeUtc(report);
        await Ask([]);
        Assert.Equal(first, File.GetLastWriteTimeUtc(report));
        await Ask(["--epsilon", "0.5"]);
        Assert.True(File.GetLastWriteTimeUtc(report) > first);
        Assert.Contains("0.5", File.ReadAllText(report));
        File.Delete(report);
        await Ask([]);
        var second = File.GetLastWriteTimeUtc(report);
        Directory.Delete(
            Path.GetDirectoryName(Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories).First())!,
            true
        );
        await Ask([]);
        Assert.True(File.GetLastWriteTimeUtc(report) > second);

        async Task Ask(string[] more)
        {
            var outcome = await shell.Run([.. Study, .. more]);
            Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        }
    }

    [Fact]
    public async Task A_finished_study_is_answered_with_what_it_said_until_a_result_changes()
    {
        using var shell = new Shell();
        var first = await Ask([]);
        // The runs are not read again: nobody notices what changes a result without its time.
        var result = Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories).First();
        var (text, written) = (File.ReadAllText(result), File.GetLastWriteTimeUtc(result));
        File.WriteAllText(result, "{");
        File.SetLastWriteTimeUtc(result, written);
        Assert.Equal(first, await Ask([]));
        // Options are checked all the same.
        Assert.Equal(ExitCode.BadUsage, (await shell.Run([.. Study, "--workers", "0"])).Code);
        File.WriteAllText(result, text);
        File.SetLastWriteTimeUtc(result, written.AddSeconds(-1));
        var answer = shell.In("out", "answer.json");
        var stored = File.ReadAllText(answer);
        Assert.Equal(first, await Ask([]));
        Assert.NotEqual(stored, File.ReadAllText(answer));
        foreach (var name in new[] { "results.csv", "resolved.txt", "study.yaml", "report.html", "answer.json" })
        {
            File.Delete(shell.In("out", name));
            Assert.Equal(first, await Ask([]));
            Assert.True(File.Exists(shell.In("out", name)), name);
        }
        File.WriteAllText(answer, "{}");
        Assert.Equal(first, await Ask([]));
        // Runs of another build, all of them, are as good.
        foreach (var run in Directory.EnumerateDirectories(Path.Combine(shell.Ledger, "runs")))
            Directory.Move(Directory.EnumerateDirectories(run).Single(), Path.Combine(run, "0123456789abcdef"));
        Assert.Equal(first, await Ask([]));
        result = Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories).First();
        (text, written) = (File.ReadAllText(result), File.GetLastWriteTimeUtc(result));
        File.WriteAllText(result, "{");
        File.SetLastWriteTimeUtc(result, written);
        Assert.Equal(first, await Ask([]));
        File.WriteAllText(result, text);
        Assert.NotEqual(first, await Ask(["--epsilon", "0.5"]));

        async Task<string> Ask(string[] more)
        {
            var outcome = await shell.Run([.. Study, "--json", .. more]);
            Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
            return outcome.Out;
        }
    }

    [Fact]
    public async Task A_study_file_is_the_study()
    {
        using var shell = new Shell();
        Assert.Equal(ExitCode.Done, (await shell.Run(Study)).Code);
        var outcome = await shell.Run("ablate", "--study", "out", "--out", "again", "--launcher", "in-process");
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("8 finished before", outcome.Error);
        Assert.Equal(File.ReadAllText(shell.In("out", "results.csv")), File.ReadAllText(shell.In("again", "results.csv")));
    }

    [Fact]
    public async Task Lengths_that_are_asked_for_later_train_nothing_again()
    {
        using var shell = new Shell();
        Assert.Equal(ExitCode.Done, (await shell.Run(Study)).Code);
        var weights = Weights();
        string[] asking = [.. Study.Select(word => word == "out" ? "longer" : word), "--eval-lengths", "8,32"];
        var longer = await shell.Run(asking);
        Assert.True(longer.Code == ExitCode.Done, longer.Error);
        Assert.Equal(weights, Weights());
        Assert.Contains("extrapolation", (await shell.Run("figure", "longer")).Out);
        // The first study is what it was: it never asked for them.
        Assert.Contains("8 finished before", (await shell.Run(Study)).Error);
        Assert.DoesNotContain("extrapolation", (await shell.Run("figure", "out")).Out);
        Assert.Contains("8 finished before", (await shell.Run(asking)).Error);
        Assert.Contains(
            "axes: evaluation lengths are not an axis",
            (await shell.Run("ablate", "train.evalLengths=8,32", "position=rope,alibi", "--task", "copy")).Error
        );

        IReadOnlyList<string> Weights() =>
            [
                .. Directory
                    .EnumerateFiles(shell.Ledger, "model.safetensors", SearchOption.AllDirectories)
                    .Order(StringComparer.Ordinal)
                    .Select(file =>
                        $"{Path.GetRelativePath(shell.Ledger, file)} "
                        + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))}"
                    ),
            ];
    }

    [Fact]
    public async Task A_dry_run_writes_nothing()
    {
        using var shell = new Shell();
        var outcome = await shell.Run([.. Study, "--dry-run", "--trial", "off"]);
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("4 variants x 2 seeds = 8 runs, 1 thread each; nothing was run", outcome.Out);
        Assert.DoesNotContain("cost:", outcome.Out);
        Assert.Empty(shell.Files());
    }

    [Fact]
    public async Task A_dry_run_predicts_the_cost_from_a_trial()
    {
        using var shell = new Shell();
        var outcome = await shell.Run([.. Study, "--dry-run"]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Contains("= 8 runs, 1 thread each; nothing was written", outcome.Out);
        Assert.Contains("CPU hours: 8 runs to compute, 4.61 k tokens, 1 at a time", outcome.Out);
        Assert.Contains("basis: a trial of ", outcome.Out);
        Assert.Contains("a trial of at most 20 s predicts the cost; nothing of it is kept", outcome.Error);
        Assert.Empty(shell.Files());

        // One seed is in the ledger, and is not computed again.
        string[] one = [.. Study.Select((word, i) => Study[Math.Max(0, i - 1)] == "--seeds" ? "1" : word)];
        Assert.Equal(ExitCode.Done, (await shell.Run(one)).Code);
        var cost = JsonDocument.Parse((await shell.Run([.. Study, "--dry-run", "--json"])).Out).RootElement.GetProperty("cost");
        Assert.Equal((4, 12, 4 * 3 * 12 * 16), (Whole("runs"), Whole("steps"), Whole("tokens")));
        Assert.Equal((1, 1), (Whole("workers"), Whole("threads")));
        Assert.Equal(4, cost.GetProperty("groups").GetArrayLength());
        Assert.All(cost.GetProperty("groups").EnumerateArray(), group => Assert.True(group.GetProperty("runSeconds").GetDouble() > 0));
        Assert.True(cost.GetProperty("wallSeconds").GetDouble() > 0);
        Assert.True(cost.GetProperty("cpuHours").GetDouble() > 0);
        Assert.Contains("cost: nothing; the ledger has every run", (await shell.Run([.. one, "--dry-run"])).Out);

        int Whole(string name) => cost.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task A_trial_whose_workers_fail_leaves_the_plan()
    {
        using var shell = new Shell();
        // The shell's command for workers is `false`.
        var outcome = await shell.Run("ablate", "heads=mha,mqa", "--task", "copy", "--dry-run");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("cost: 10 runs to compute, ", outcome.Out);
        Assert.Contains("the time is not known, because the trial failed: the worker process ended with exit code 1", outcome.Out);
    }

    [Fact]
    public async Task The_time_of_a_trial_is_a_time_or_off()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("ablate", "heads=mha,mqa", "--task", "copy", "--dry-run", "--trial", "short");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("--trial: must be a duration above zero (got short)", outcome.Error);
    }

    [Fact]
    public async Task The_audit_warns_where_sizes_differ()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("ablate", "heads=mha,mqa", "--task", "copy", "--dry-run", "--trial", "off");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Contains("audit: mqa: state bytes -75.0 % against the baseline", outcome.Out);
    }

    [Fact]
    public async Task What_the_audit_found_is_said_once()
    {
        using var shell = new Shell();
        var outcome = await shell.Run(["ablate", "heads=mha,mqa", .. Study[3..]]);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        Assert.Equal(2, $"{outcome.Error}{outcome.Out}".Split("mqa: state bytes").Length);
        Assert.Contains("audit: parameters", outcome.Error);
    }

    [Fact]
    public async Task A_study_in_which_nothing_beats_the_shortcut_says_so()
    {
        using var shell = new Shell();
        const string chance = "No variant does better than chance (accuracy 0.03125: any fixed symbol)",
            shortcut = "No variant does better than the shortcut floor (accuracy";
        Assert.Equal(ExitCode.Done, (await shell.Run(Study)).Code);
        // What models of three steps reach is set by hand: below chance, between chance and the shortcut, above both.
        foreach (
            var (accuracy, said, unsaid) in (IEnumerable<(string, string?, string[])>)
                [("0.03", chance, [shortcut]), ("0.06", shortcut, [chance]), ("0.99", null, [chance, shortcut])]
        )
        {
            foreach (var file in Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories))
                File.WriteAllText(
                    file,
                    System.Text.RegularExpressions.Regex.Replace(
                        File.ReadAllText(file),
                        "\"finalMetric\": [^,]+",
                        $"\"finalMetric\": {accuracy}"
                    )
                );
            var outcome = await shell.Run(Study);
            Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
            var report = System.Net.WebUtility.HtmlDecode(File.ReadAllText(shell.In("out", "report.html")));
            foreach (var text in (string[])[outcome.Out, report])
            {
                if (said is not null)
                    Assert.Contains(said, text);
                Assert.All(unsaid, one => Assert.DoesNotContain(one, text));
            }
        }
    }

    [Fact]
    public async Task Train_and_generate_share_a_run()
    {
        using var shell = new Shell();
        shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        string[] train =
        [
            "train",
            "model.layers=1",
            "model.width=16",
            "model.headCount=2",
            "model.context=16",
            "--data",
            "text.txt",
            "--steps",
            "3",
            "--json",
        ];
        var trained = await shell.Run(train);
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        var id = JsonDocument.Parse(trained.Out).RootElement.GetProperty("id").GetString()!;
        Assert.True(JsonDocument.Parse((await shell.Run(train)).Out).RootElement.GetProperty("reused").GetBoolean());

        var text = await shell.Run("generate", id[..12], "--prompt", "one ", "--tokens", "10", "--seed", "1");
        Assert.True(text.Code == ExitCode.Done, text.Error);
        Assert.StartsWith("one ", text.Out);
        Assert.Equal("one ".Length + 10 + 1, text.Out.Length);
        Assert.Equal(text.Out, (await shell.Run("generate", id[..12], "--prompt", "one ", "--tokens", "10", "--seed", "1")).Out);

        // Another alphabet would make other characters of the same tokens.
        shell.Write("text.txt", string.Concat(Enumerable.Repeat("ONE LINE OF A TEXT\n", 200)));
        Assert.Equal(text.Out, (await shell.Run("generate", id[..12], "--prompt", "one ", "--tokens", "10", "--seed", "1")).Out);
        // A run from before runs carried their vocabulary has only the text to ask.
        File.Delete(Directory.EnumerateFiles(shell.Ledger, "task.json", SearchOption.AllDirectories).Single());
        var edited = await shell.Run("generate", id[..12], "--prompt", "ONE ");
        Assert.Equal(ExitCode.BadUsage, edited.Code);
        Assert.Contains("the text is not the one that was trained on", edited.Error);

        var listed = JsonDocument.Parse((await shell.Run("runs", "list", "--json")).Out).RootElement;
        Assert.Equal("completed", Assert.Single(listed.EnumerateArray()).GetProperty("state").GetString());
        var shown = (await shell.Run("runs", "show", id[..12])).Out;
        Assert.Contains("model.context", shown);
        Assert.Matches(@"time: steps \d+\.\d\d s, evaluation \d+\.\d\d s, checkpoint ", shown);
        Assert.Contains("would free", (await shell.Run("runs", "clean", "--all")).Out);
        Assert.Contains("freed", (await shell.Run("runs", "clean", "--all", "--yes")).Out);
        Assert.Equal("no runs\n", (await shell.Run("runs", "list")).Out);
    }
}
