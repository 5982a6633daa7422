using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Studies, trained for real, in bad weather: a full disk, a clock that jumps, a run that needs too much memory.</summary>
public sealed class StudyFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private async Task<StudyResult> Run(
        string ledgerFolder,
        string launcher = "in-process",
        Study? study = null,
        IProgress<StudyEvent>? progress = null,
        TimeProvider? clock = null
    )
    {
        using var ledger = Ledger.Open(ledgerFolder, clock ?? TimeProvider.System);
        return await RealStudyTests
            .Runner(ledger, clock)
            .RunAsync(
                study ?? RealStudyTests.Tiny,
                new StudyOptions { Launcher = launcher, Out = _folder.File("study") },
                progress ?? new Progress<StudyEvent>()
            );
    }

    private static IEnumerable<object?> Bits(StudyResult result) =>
        result.Runs.Select(run =>
            (object?)
                (
                    run.Id,
                    run.State,
                    run.FinalMetric,
                    Convert.ToHexString(File.ReadAllBytes(Path.Combine(run.Folder, "checkpoint", "model.safetensors")))
                )
        );

    [Theory]
    [InlineData("in-process", 60_000)]
    [InlineData("in-process", 150_000)]
    [InlineData("processes", 250_000)]
    public async Task A_full_disk_stops_a_study_and_with_space_it_goes_on_to_the_same_bits(string launcher, int bytes)
    {
        using var disk = new SmallDisk(_folder.File("disk"), bytes);
        var (errors, failed) = (0, 0);
        try
        {
            failed = (await Run(Path.Combine(disk.Path, "ledger"), launcher)).Count(RunStatus.Failed);
        }
        catch (InvalidInputException error)
        {
            errors++;
            Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        }
        // Either the study says so, or the runs that met the full disk failed.
        Assert.True(errors + failed > 0, "the disk was large enough");
        disk.Resize(50_000_000);
        var result = await Run(Path.Combine(disk.Path, "ledger"), launcher);
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        Assert.Equal(Bits(await Run(_folder.File("undisturbed"))), Bits(result));
    }

    [Fact]
    public async Task A_clock_that_jumps_back_and_forth_changes_nothing()
    {
        var clock = new JumpingClock();
        var result = await Run(_folder.File("jumping"), clock: clock);
        Assert.True(clock.Jumps > 20, $"{clock.Jumps} looks at the clock");
        Assert.Equal(Bits(await Run(_folder.File("steady"))), Bits(result));
        // Nothing is computed again, and the listing has every run once, whatever the times are.
        using var ledger = Ledger.Open(_folder.File("jumping"), clock);
        Assert.Equal(4, ledger.List().Count);
        Assert.True(RealStudyTests.Runner(ledger, clock).Load(RealStudyTests.Tiny).IsComplete);
    }

    /// <summary>The wall clock jumps by a year, back and forth; the monotonic one runs on, as the system's does.</summary>
    private sealed class JumpingClock : TimeProvider
    {
        public int Jumps { get; private set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddDays(Jumps++ % 2 == 0 ? -365 : 365);
    }

    [Fact]
    public async Task A_run_that_needs_more_memory_than_there_is_fails_and_the_study_goes_on()
    {
        var study = RealStudyTests.Tiny with
        {
            Axes = ["train.batchSize=2,1500000000"],
            Settings = [.. RealStudyTests.Tiny.Settings.Where(one => !one.StartsWith("train.batchSize", StringComparison.Ordinal))],
        };
        var result = await Run(_folder.File("memory"), "processes", study);
        Assert.Equal((2, 2), (result.Count(RunStatus.Completed), result.Count(RunStatus.Failed)));
        Assert.All(result.Cells[1].Runs, run => Assert.NotEqual("", run.Error));
        Assert.Contains(result.Notes, note => note.StartsWith("2 runs failed", StringComparison.Ordinal));
    }
}
