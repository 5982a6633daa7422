using System.Text.Json;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>A ledger that cannot be written is read from its run folders; only what computes is refused.</summary>
public sealed class ReadOnlyLedgerTests : IDisposable
{
    private static readonly string[] Model = ["model.layers=1", "model.width=16", "model.headCount=2", "model.context=16"];

    private readonly Shell _shell = new();

    public ReadOnlyLedgerTests() => _shell.Write("a.txt", string.Concat(Enumerable.Repeat("one line of a text\n", 200)));

    public void Dispose() => _shell.Dispose();

    private async Task<string> Done(params string[] line)
    {
        var outcome = await _shell.Run(line);
        Assert.True(outcome.Code == ExitCode.Done, outcome.Error);
        return outcome.Out;
    }

    private async Task<string> Train(string ledger) =>
        JsonDocument
            .Parse(await Done(["train", .. Model, "--steps", "2", "--threads", "1", "--data", "a.txt", "--ledger", ledger, "--json"]))
            .RootElement.GetProperty("id")
            .GetString()!;

    [Fact]
    public async Task What_reads_works_and_what_computes_is_refused()
    {
        var run = await Train("ledger");
        string[] study =
        [
            "ablate",
            "norm=layernorm,rmsnorm",
            .. Model,
            "--data",
            "a.txt",
            "--steps",
            "2",
            "--seeds",
            "1",
            "--threads",
            "1",
            "--launcher",
            "in-process",
            "--out",
            "S",
        ];
        await Done([.. study, "--ledger", "ledger"]);
        foreach (var withIndex in new[] { true, false })
        {
            if (!withIndex)
            {
                foreach (var file in Directory.EnumerateFiles(_shell.In("ledger"), "index.sqlite*"))
                    File.Delete(file);
            }
            using var mount = new ReadOnlyMount(_shell.In("ledger"), _shell.In("read only"));
            var ledger = mount.Path;
            Assert.Contains(run[..12], await Done("runs", "list", "--ledger", ledger));
            Assert.Contains("completed", await Done("runs", "show", run, "--ledger", ledger));
            await Done("generate", run, "--ledger", ledger, "--prompt", "one", "--tokens", "3");
            await Done("attention", run, "--ledger", ledger);
            await Done("compare", run, "--all-seeds", "S", "--ledger", ledger);
            await Done("figure", "S", "final-metric", "--ledger", ledger);
            await Done("runs", "clean", "--all", "--ledger", ledger);
            // What the ledger has is an answer too.
            Assert.Equal(run, await Train(ledger));
            await Done([.. study, "--ledger", ledger]);

            foreach (
                var line in (string[][])
                    [
                        ["train", .. Model, "--steps", "3", "--data", "a.txt"],
                        [.. study, "--eval-lengths", "8"],
                        ["runs", "clean", "--all", "--yes"],
                    ]
            )
            {
                var outcome = await _shell.Run([.. line, "--ledger", ledger]);
                Assert.Equal(ExitCode.BadUsage, outcome.Code);
                Assert.Contains("--ledger: this operation needs a writable ledger, and this ledger is read-only", outcome.Error);
                Assert.Contains($"(got {ledger})", outcome.Error);
                Assert.Contains("To compute, choose another with --ledger.", outcome.Error);
            }
        }
    }

    [Fact]
    public async Task An_index_that_cannot_be_opened_is_done_without()
    {
        var run = await Train("ledger");
        foreach (var file in Directory.EnumerateFiles(_shell.In("ledger"), "index.sqlite*"))
            File.Delete(file);
        // A folder in its place is one that nobody can open, whoever he is.
        Directory.CreateDirectory(_shell.In("ledger", "index.sqlite"));
        using var ledger = Ledger.Open(_shell.In("ledger"), TimeProvider.System);
        Assert.True(ledger.CanWrite);
        Assert.Equal(run[..32], Assert.Single(ledger.List()).Id);
        Assert.Equal(RunStatus.Completed, ledger.Find(run[..12]).State);
        // The index is not the ledger: it takes runs all the same.
        await Done(["train", .. Model, "--steps", "3", "--threads", "1", "--data", "a.txt", "--ledger", "ledger"]);
        Assert.Equal(2, ledger.List().Count);
    }

    [Fact]
    public async Task A_ledger_that_was_moved_is_read_where_it_is()
    {
        var run = await Train("ledger");
        Assert.Contains(run[..12], await Done("runs", "list", "--ledger", "ledger"));
        Directory.Move(_shell.In("ledger"), _shell.In("archive"));
        using (var ledger = Ledger.Open(_shell.In("archive"), TimeProvider.System))
            Assert.StartsWith(_shell.In("archive"), Assert.Single(ledger.List()).Folder, StringComparison.Ordinal);
        await Done("generate", run[..12], "--ledger", "archive", "--prompt", "one", "--tokens", "3");
    }

    [Fact]
    public void A_folder_without_runs_is_an_empty_ledger()
    {
        Directory.CreateDirectory(_shell.In("empty"));
        using var ledger = Ledger.Open(_shell.In("empty"), TimeProvider.System);
        Assert.Empty(ledger.List());
        Assert.Empty(ledger.Cleanable(everything: true));
    }

    [Fact]
    public void A_claim_that_may_not_be_written_is_held_by_nobody()
    {
        Directory.CreateDirectory(_shell.In("claims"));
        var path = _shell.In("claims", "one.claim");
        File.WriteAllText(path, "process 1 since long ago");
        using var mount = new ReadOnlyMount(_shell.In("claims"), _shell.In("read only"));
        Assert.Null(FileLock.HolderOf(Path.Combine(mount.Path, "one.claim")));
    }
}
