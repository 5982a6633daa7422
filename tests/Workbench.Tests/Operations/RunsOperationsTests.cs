using DuckDB.NET.Data;
using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Tests.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Operations;

/// <summary>The ledger's commands, on a study that was trained for real.</summary>
public sealed class RunsOperationsTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string LedgerFolder => _folder.File("ledger");

    private HostEnvironment Host =>
        new(
            new XdgFolders(_folder.Path, _folder.Path, _folder.Path),
            TimeProvider.System,
            _folder.Path,
            _ => null,
            FakeWorkerCommand,
            _folder.Path
        );

    private static WorkerCommand FakeWorkerCommand => new("false", []);

    public async ValueTask InitializeAsync()
    {
        using var ledger = Ledger.Open(LedgerFolder, TimeProvider.System);
        var result = await RealStudyTests
            .Runner(ledger)
            .RunAsync(
                RealStudyTests.Tiny,
                new StudyOptions { Launcher = "in-process", Out = _folder.File("study") },
                new Progress<StudyEvent>()
            );
        Assert.True(result.IsComplete);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private IReadOnlyList<RunListing> Runs()
    {
        using var ledger = Ledger.Open(LedgerFolder, TimeProvider.System);
        return ledger.List();
    }

    private Task<TResult> Do<TOptions, TResult>(Operation<TOptions, TResult> operation, TOptions options)
        where TResult : notnull => operation.RunAsync(options, new Progress<OperationEvent>(), TestContext.Current.CancellationToken);

    private static List<object?[]> Query(string sql)
    {
        using var connection = new DuckDBConnection("DataSource=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i))]);
        return rows;
    }

    [Theory]
    [InlineData("runs.csv", TableFormat.Csv)]
    [InlineData("runs.json", TableFormat.Json)]
    [InlineData("runs.parquet", TableFormat.Parquet)]
    public async Task DuckDB_reads_an_export(string name, TableFormat format)
    {
        var file = _folder.File(name);
        var exported = await Do(new RunsExport(Host), new(file, format, Curves: false, new(), LedgerFolder));
        Assert.Equal(4, exported.Rows);
        var rows = Query($"""SELECT run, seed, state, value, steps, "config.model.placement" FROM '{file}' ORDER BY run""");
        Assert.Equal(
            Runs()
                .OrderBy(run => run.Id, StringComparer.Ordinal)
                .Select(run =>
                    (run.Id, run.Seed, "completed", run.FinalMetric, 10L, new RunFolder(run.Folder).ReadConfig().Model.Placement.ToString())
                ),
            rows.Select(row =>
                (
                    (string)row[0]!,
                    Convert.ToInt64(row[1], null),
                    (string)row[2]!,
                    (double?)Convert.ToDouble(row[3], null),
                    Convert.ToInt64(row[4], null),
                    Capital((string)row[5]!)
                )
            )
        );
        // Times are times, and what a run does not have is nothing.
        Assert.Equal(4L, Query($"SELECT count(*) FROM '{file}' WHERE changed > TIMESTAMP '2020-01-01' AND error IS NULL")[0][0]);

        static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
    }

    [Theory]
    [InlineData("curves.csv", TableFormat.Csv)]
    [InlineData("curves.json", TableFormat.Json)]
    [InlineData("curves.parquet", TableFormat.Parquet)]
    public async Task DuckDB_reads_the_curves(string name, TableFormat format)
    {
        var file = _folder.File(name);
        await Do(new RunsExport(Host), new(file, format, Curves: true, new(Where: ["placement=post"]), LedgerFolder));
        var rows = Query($"SELECT run, step, loss FROM '{file}' WHERE kind = 'train' ORDER BY run, step");
        var expected = Runs()
            .Where(run => new RunFolder(run.Folder).ReadConfig().Model.Placement == Workbench.Models.Blocks.Placement.Post)
            .OrderBy(run => run.Id, StringComparer.Ordinal)
            .SelectMany(run =>
                new RunFolder(run.Folder).ReadEvents().OfType<StepCompleted>().Select(step => (run.Id, step.Step, step.Loss))
            );
        Assert.Equal(expected, rows.Select(row => ((string)row[0]!, Convert.ToInt64(row[1], null), Convert.ToDouble(row[2], null))));
        Assert.Equal(20, rows.Count);
    }

    [Fact]
    public async Task Filters_take_short_names_states_and_times()
    {
        async Task<int> Count(RunFilter filter) => (await Do(new RunsList(Host), new(LedgerFolder, filter, 0))).Count;
        Assert.Equal(4, await Count(new()));
        Assert.Equal(2, await Count(new(Where: ["placement=pre"])));
        Assert.Equal(0, await Count(new(Where: ["placement=pre", "train.steps=11"])));
        Assert.Equal(4, await Count(new(Where: ["train.steps=10"], State: RunStatus.Completed, Since: TimeSpan.FromHours(1))));
        Assert.Equal(0, await Count(new(State: RunStatus.Failed)));
        await Assert.ThrowsAsync<InvalidInputException>(() => Count(new(Where: ["place=pre"])));
    }

    [Fact]
    public async Task A_diff_names_settings_and_the_first_step_that_differs()
    {
        var runs = Runs().OrderBy(run => run.Seed).ThenBy(run => new RunFolder(run.Folder).ReadConfig().Model.Placement).ToList();
        var placed = await Do(new RunsDiff(Host), new(runs[0].Id, runs[1].Id, LedgerFolder));
        Assert.Equal(["model.placement"], placed.Config.Select(one => one.Path));
        Assert.Empty(placed.Environment);
        Assert.Equal(1, placed.FirstDifference);
        var same = await Do(new RunsDiff(Host), new(runs[0].Id, runs[0].Folder, LedgerFolder));
        Assert.Empty(same.Config);
        Assert.Null(same.FirstDifference);
    }

    [Fact]
    public async Task Whole_runs_are_verified_and_every_damage_is_found()
    {
        Task<VerifyResult> Verify() => Do(new RunsVerify(Host), new(new(), LedgerFolder));
        var whole = await Verify();
        Assert.Equal((4, ExitCode.Done), (whole.Runs, whole.ExitCode));
        Assert.Empty(whole.Faults);
        (string File, Func<string, string> Change, string Fault)[] damages =
        [
            ("result.json", text => text[..(text.Length / 2)], "result.json cannot be read"),
            (
                "result.json",
                text => text.Replace("\"steps\": 10", "\"steps\": 11", StringComparison.Ordinal),
                "metrics.jsonl ends at step 10"
            ),
            ("metrics.jsonl", text => string.Join('\n', text.Split('\n')[..5]), "metrics.jsonl lacks the evaluation"),
            ("identity.json", _ => "{}", "identity.json"),
            ("config.yaml", text => text.Replace("batchSize: 2", "batchSize: 3", StringComparison.Ordinal), "config.yaml is that of run"),
            ("environment.json", _ => "not json", "environment.json is missing"),
            ("checkpoint/model.safetensors", text => text[..^1] + (char)(text[^1] ^ 1), "does not have its checksum"),
        ];
        foreach (var (name, change, fault) in damages)
        {
            var file = Path.Combine(Runs()[0].Folder, name);
            var before = File.ReadAllBytes(file);
            var damaged = change(System.Text.Encoding.Latin1.GetString(before));
            Assert.NotEqual(System.Text.Encoding.Latin1.GetString(before), damaged);
            File.WriteAllBytes(file, System.Text.Encoding.Latin1.GetBytes(damaged));
            var result = await Verify();
            Assert.Equal(ExitCode.NotReproduced, result.ExitCode);
            Assert.Contains(result.Faults, one => one.Fault.Contains(fault, StringComparison.Ordinal));
            File.WriteAllBytes(file, before);
        }
        Assert.Empty((await Verify()).Faults);
        File.WriteAllText(Path.Combine(Runs()[0].Folder, "task.json"), "{}");
        Assert.Contains((await Verify()).Faults, one => one.Fault.Contains("task.json cannot be read", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Garbage_goes_and_results_stay()
    {
        var run = Runs()[0].Folder;
        File.WriteAllText(Path.Combine(run, ".0123.partial"), "half");
        Directory.CreateDirectory(Path.Combine(run, "checkpoint.old"));
        Directory.CreateDirectory(Path.Combine(LedgerFolder, "plugins", "unused"));
        var held = Runs()[1].Folder + ".claim";
        using var claim = FileLock.TryTake(held, TimeProvider.System);
        File.WriteAllText(Path.Combine(Runs()[1].Folder, ".0123.partial"), "being written");
        var shown = await Do(new RunsCollect(Host), new(LedgerFolder, Weights: false, Yes: false));
        Assert.False(shown.Done);
        Assert.True(File.Exists(Path.Combine(run, ".0123.partial")));
        var gone = await Do(new RunsCollect(Host), new(LedgerFolder, Weights: false, Yes: true));
        Assert.Equal(shown.Items.Select(item => item.Path).Order(), gone.Items.Select(item => item.Path).Order());
        Assert.False(File.Exists(Path.Combine(run, ".0123.partial")) || Directory.Exists(Path.Combine(run, "checkpoint.old")));
        // What a live process holds is left alone.
        Assert.True(File.Exists(held) && File.Exists(Path.Combine(Runs()[1].Folder, ".0123.partial")));
        Assert.Equal([], Directory.GetDirectories(Path.Combine(LedgerFolder, "plugins")));
        await Do(new RunsCollect(Host), new(LedgerFolder, Weights: true, Yes: true));
        Assert.False(Directory.Exists(Path.Combine(run, "checkpoint")));
        Assert.All(Runs(), one => Assert.Equal(RunStatus.Completed, one.State));
        Assert.Empty((await Do(new RunsVerify(Host), new(new(), LedgerFolder))).Faults);
        // A study is answered from the results alone.
        using var ledger = Ledger.Open(LedgerFolder, TimeProvider.System);
        Assert.True(RealStudyTests.Runner(ledger).Load(RealStudyTests.Tiny).IsComplete);
    }

    [Fact]
    public void A_ledger_of_a_newer_version_is_left_alone()
    {
        File.WriteAllText(Path.Combine(LedgerFolder, "version"), "2\n");
        var error = Assert.Throws<InvalidInputException>(() => Ledger.Open(LedgerFolder, TimeProvider.System));
        Assert.Contains("version 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("--ledger", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidInputException>(() => Ledger.OpenToRead(LedgerFolder, TimeProvider.System));
    }

    [Fact]
    public void A_file_of_an_unknown_ending_is_refused()
    {
        var error = Assert.Throws<InvalidInputException>(() => RunsExport.FormatOf("runs.xlsx"));
        Assert.Contains(".csv, .json, .parquet", error.Message, StringComparison.Ordinal);
    }
}
