using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

public sealed class LedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private Ledger Open() => Ledger.Open(_folder.File("ledger"), TimeProvider.System);

    private string Index => Path.Combine(_folder.File("ledger"), "index.sqlite");

    private static RunConfig Config(long seed) => new FakeResolver().Resolve(new() { Seed = seed });

    private static void Put(Ledger ledger, long seed, RunStatus? status = RunStatus.Completed)
    {
        var environment = FakeEnvironment.Of(1);
        var run = new RunFolder(ledger.FolderOf(Config(seed).Id, environment.Hash));
        run.WriteStart(Config(seed), environment);
        if (status is { } ended)
            run.WriteResult(
                new RunResult
                {
                    Status = ended,
                    Metric = "loss",
                    FinalMetric = ended == RunStatus.Completed ? 2.0 + seed : null,
                }
            );
    }

    [Fact]
    public void It_stands_where_the_user_keeps_data()
    {
        Assert.Equal("/data/workbench/ledger", Ledger.DefaultFolder(name => name == "XDG_DATA_HOME" ? "/data" : null));
        Assert.Equal("/home/me/.local/share/workbench/ledger", Ledger.DefaultFolder(name => name == "HOME" ? "/home/me" : null));
    }

    [Fact]
    public void Runs_are_listed_found_and_read_from_their_folders()
    {
        using var ledger = Open();
        Put(ledger, 1);
        Put(ledger, 2, RunStatus.Diverged);
        Put(ledger, 3, RunStatus.Failed);
        Put(ledger, 4, status: null);
        var rows = ledger.List().OrderBy(row => row.Seed).ToList();
        Assert.Equal([RunStatus.Completed, RunStatus.Diverged, RunStatus.Failed, RunStatus.Interrupted], rows.Select(row => row.State));
        Assert.Equal([3.0, null, null, null], rows.Select(row => row.FinalMetric));
        Assert.Equal("4x128 pre layernorm learned mha full gelu char-lm  1000 steps", rows[0].Summary);
        Assert.All(rows, row => Assert.True(row.Bytes > 100));
        Assert.Equal(3.0, ledger.Find(Config(1).Id[..8]).FinalMetric);
        Assert.Equal(3.0, ledger.Find(Config(1).Id).FinalMetric);
        Assert.Equal(
            "run: no run has this identity (got 0123abcd). List them with: runs list",
            Assert.Throws<InvalidInputException>(() => ledger.Find("0123abcd")).Message
        );
        Assert.StartsWith(
            "run: a run is named by the first digits of its identity (got ); allowed: at least 4 digits, enough to be unique. It could be: ",
            Assert.Throws<InvalidInputException>(() => ledger.Find("")).Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(".claim")]
    [InlineData(".writer")]
    public void A_run_that_a_live_process_computes_is_listed_as_running_and_not_cleaned(string held)
    {
        using var ledger = Open();
        Put(ledger, 1, status: null);
        using (FileLock.TryTake(ledger.FolderOf(Config(1).Id, FakeEnvironment.Of(1).Hash) + held, TimeProvider.System))
        {
            Assert.Equal(RunStatus.Running, Assert.Single(ledger.List()).State);
            Assert.Empty(ledger.Clean(everything: true));
        }
        Assert.Equal(RunStatus.Interrupted, Assert.Single(ledger.List()).State);
    }

    [Fact]
    public void Cleaning_shows_first_and_then_frees_exactly_that()
    {
        using var ledger = Open();
        Put(ledger, 1);
        Put(ledger, 2, RunStatus.Failed);
        Put(ledger, 3, status: null);
        var shown = ledger.Cleanable();
        Assert.Equal(["failed", "interrupted"], shown.Select(one => one.Why).Order());
        Assert.Equal(shown.OrderBy(one => one.Path), ledger.Clean().OrderBy(one => one.Path));
        Assert.All(shown, one => Assert.False(Directory.Exists(one.Path)));
        Assert.Equal(1, Assert.Single(ledger.List()).Seed);
        Assert.Equal("every run requested", Assert.Single(ledger.Cleanable(everything: true)).Why);
        ledger.Clean(everything: true);
        Assert.Empty(ledger.List());
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(ledger.Folder, "runs")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_damaged_index_is_kept_aside_and_built_again(bool truncated)
    {
        using (var ledger = Open())
        {
            for (var seed = 1; seed <= 40; seed++)
                Put(ledger, seed);
            Assert.Equal(40, ledger.List().Count);
        }
        // Microsoft.Data.Sqlite has folded the WAL into the file on closing; now one page or all of it is rubbish.
        var bytes = File.ReadAllBytes(Index);
        File.WriteAllBytes(
            Index,
            truncated
                ? "this is no database, whatever its name says"u8.ToArray()
                : [.. bytes[..4096], .. Enumerable.Repeat((byte)0xA5, bytes.Length - 4096)]
        );
        using var again = Open();
        Assert.Equal(40, again.List().Count);
        var notice = Assert.Single(again.Notices);
        Assert.Contains("is kept as", notice, StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(again.Folder, "index.sqlite.damaged-*"));
        Assert.Contains("damaged, set aside", again.Cleanable().Select(one => one.Why));
    }

    [Fact]
    public void A_lost_index_is_built_again()
    {
        using (var ledger = Open())
        {
            Put(ledger, 1);
            ledger.List();
        }
        File.Delete(Index);
        using var again = Open();
        Assert.Single(again.List());
        Assert.Empty(again.Notices);
    }

    [Fact]
    public void A_run_folder_that_is_removed_or_added_by_hand_is_seen()
    {
        using var ledger = Open();
        Put(ledger, 1);
        ledger.List();
        Directory.Delete(Assert.Single(ledger.List()).Folder, recursive: true);
        Put(ledger, 2);
        Assert.Equal(2, Assert.Single(ledger.List()).Seed);
    }

    [Fact]
    public void A_folder_that_has_been_searched_is_searched_again_when_it_changes()
    {
        using var ledger = Open();
        Put(ledger, 1);
        var folder = Path.GetDirectoryName(ledger.FolderOf(Config(1).Id, FakeEnvironment.Of(1).Hash))!;
        // So long ago that a change would have another time.
        Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));
        Assert.Single(ledger.List());
        Assert.Single(ledger.List());
        var other = Directory.CreateDirectory(Path.Combine(folder, "0123456789abcdef"));
        File.Copy(
            Path.Combine(Assert.Single(ledger.List(), row => row.Environment != other.Name).Folder, "config.yaml"),
            other.FullName + "/config.yaml"
        );
        Assert.Equal(2, ledger.List().Count);
        other.Delete(recursive: true);
        Assert.Single(ledger.List());
        // A result that replaces another does not change the folder of the identity.
        Directory.SetLastWriteTimeUtc(folder, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));
        Assert.Equal(RunStatus.Completed, Assert.Single(ledger.List()).State);
        var time = Directory.GetLastWriteTimeUtc(folder);
        Put(ledger, 1, RunStatus.Diverged);
        Assert.Equal(time, Directory.GetLastWriteTimeUtc(folder));
        Assert.Equal(RunStatus.Diverged, Assert.Single(ledger.List()).State);
    }

    [Fact]
    public void A_damaged_result_that_several_threads_read_is_set_aside_once()
    {
        using var ledger = Open();
        Put(ledger, 1);
        var folder = new RunFolder(ledger.FolderOf(Config(1).Id, FakeEnvironment.Of(1).Hash));
        for (var time = 1; time <= 20; time++)
        {
            Put(ledger, 1);
            File.WriteAllText(folder.ResultFile, "{");
            Parallel.For(0, 8, _ => Assert.False(ledger.Read(Config(1).Id, FakeEnvironment.Of(1).Hash, 1).IsFinished));
            Assert.Equal(time, ledger.Notices.Count);
            Assert.False(Directory.Exists(folder.Path));
        }
    }

    [Fact]
    public void A_damaged_result_is_kept_aside_and_its_run_is_missing()
    {
        using var ledger = Open();
        Put(ledger, 1);
        var run = new RunFolder(ledger.List()[0].Folder);
        File.WriteAllText(run.ResultFile, "{ \"status\": \"compl");
        Assert.Equal(RunStatus.Missing, ledger.Read(Config(1).Id, FakeEnvironment.Of(1).Hash, 1).State);
        Assert.Contains("The result of a run was damaged", Assert.Single(ledger.Notices), StringComparison.Ordinal);
        Assert.Equal("damaged, set aside", Assert.Single(ledger.Cleanable()).Why);
    }

    [Fact]
    public void Several_open_it_at_once()
    {
        Parallel.For(
            0,
            8,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            seed =>
            {
                using var ledger = Open();
                Put(ledger, seed);
                ledger.List();
            }
        );
        using var ledger = Open();
        Assert.Equal(8, ledger.List().Count);
        Assert.Empty(ledger.Notices);
    }

    [Fact]
    public async Task A_list_stands_while_another_writes_the_files_of_a_run()
    {
        using var ledger = Open();
        Put(ledger, 1);
        var folder = ledger.List()[0].Folder;
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    for (var i = 0; i < 50; i++)
                        File.WriteAllText(Path.Combine(folder, $".{i}.partial"), "x");
                    for (var i = 0; i < 50; i++)
                        File.Move(Path.Combine(folder, $".{i}.partial"), Path.Combine(folder, "log"), overwrite: true);
                }
            },
            TestContext.Current.CancellationToken
        );
        for (var i = 0; i < 300; i++)
        {
            File.SetLastWriteTimeUtc(new RunFolder(folder).ResultFile, DateTime.UnixEpoch.AddDays(i));
            Assert.Single(ledger.List());
        }
        await stop.CancelAsync();
        await writer;
    }

    [Fact]
    public void What_a_study_has_begun_to_need_since_the_listing_is_not_collected()
    {
        // The claim asks for the time, so that the clock can act as a study does that resumes the run and is killed between two renames.
        string? claimed = null;
        var clock = new ActingClock();
        using var ledger = Ledger.Open(_folder.File("ledger"), clock);
        Put(ledger, 1, status: null);
        var run = new RunFolder(ledger.FolderOf(Config(1).Id, FakeEnvironment.Of(1).Hash));
        Directory.CreateDirectory(run.CheckpointFolder);
        Directory.CreateDirectory(run.CheckpointFolder + ".old");
        Assert.Equal([run.CheckpointFolder + ".old"], ledger.Garbage().Select(one => one.Path));
        clock.Act = () =>
        {
            claimed = FileLock.HolderOf(run.Path + ".claim");
            Directory.Delete(run.CheckpointFolder);
        };
        Assert.Empty(ledger.Collect());
        Assert.NotNull(claimed);
        Assert.True(Directory.Exists(run.CheckpointFolder + ".old"));
        Assert.False(File.Exists(run.Path + ".claim"));
    }

    private sealed class ActingClock : TimeProvider
    {
        public Action? Act { get; set; }

        public override DateTimeOffset GetUtcNow()
        {
            Act?.Invoke();
            return System.GetUtcNow();
        }
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(_folder.File("file"), "");
        var error = Assert.Throws<InvalidInputException>(() => Ledger.Open(_folder.File("file"), TimeProvider.System));
        Assert.StartsWith("the ledger's folder must be writable: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith(". Choose another with --ledger.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_claim_is_held_once_and_given_back()
    {
        var path = _folder.File("a run.claim");
        using (var first = FileLock.TryTake(path, TimeProvider.System))
        {
            Assert.NotNull(first);
            Assert.Null(FileLock.TryTake(path, TimeProvider.System));
            Assert.StartsWith($"process {Environment.ProcessId} since ", FileLock.HolderOf(path), StringComparison.Ordinal);
        }
        Assert.Null(FileLock.HolderOf(path));
        using var second = FileLock.TryTake(path, TimeProvider.System);
        Assert.NotNull(second);
    }
}
