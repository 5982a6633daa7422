using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Studies that train, on a real Slurm. Whatever happens to jobs, metrics have the bits of runs in this process.</summary>
[Collection(SlurmTestsCollection.Name)]
public sealed partial class SlurmStudyTests(LocalSlurm cluster) : IDisposable
{
    private const string Launcher = "slurm:poll=0.3";

    private readonly TemporaryFolder _folder = new();

    /// <summary>Some seconds a run: long enough for something to happen to it.</summary>
    private static readonly Study Long = RealStudyTests.Tiny with
    {
        SeedCount = 1,
        Settings =
        [
            .. RealStudyTests.Tiny.Settings.Select(one =>
                one switch
                {
                    "train.steps=10" => "train.steps=1200",
                    "train.checkpointEvery=2" => "train.checkpointEvery=100",
                    _ => one,
                }
            ),
        ],
    };

    private static readonly Lazy<Task<StudyResult>> Expected = new(async () =>
    {
        using var folder = new TemporaryFolder();
        return await Run(folder, "in-process", Long);
    });

    public void Dispose() => _folder.Dispose();

    private static async Task<StudyResult> Run(
        TemporaryFolder folder,
        string launcher,
        Study study,
        Recorder? seen = null,
        CancellationToken stop = default
    )
    {
        using var ledger = Ledger.Open(folder.File("ledger"), TimeProvider.System);
        return await RealStudyTests
            .Runner(ledger)
            .RunAsync(study, new StudyOptions { Launcher = launcher, Out = folder.File("study") }, seen ?? new Recorder(), stop);
    }

    private Task<StudyResult> Run(string launcher, Study study, Recorder? seen = null, CancellationToken stop = default) =>
        Run(_folder, launcher, study, seen, stop);

    private static void AssertSameBits(StudyResult expected, StudyResult result)
    {
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        Assert.Equal(
            expected.Runs.Select(run => (run.Id, run.FinalMetric, run.Environment)),
            result.Runs.Select(run => (run.Id, run.FinalMetric, run.Environment))
        );
        Assert.Equal(expected.Runs.SelectMany(run => run.TrainingCurve), result.Runs.SelectMany(run => run.TrainingCurve));
    }

    private static List<string> Notices(Recorder seen) => [.. seen.Events.OfType<LauncherReported>().Select(reported => reported.Text)];

    /// <summary>A recorder that does something at the first step that a run reports.</summary>
    private static Recorder AtFirstStep(Func<RunProgressed, Task> act) => AtFirst(act, step => step.Loss is not null);

    /// <summary>A recorder that does something at the first of some events.</summary>
    private static Recorder AtFirst<T>(Func<T, Task> act, Func<T, bool> isMeant)
    {
        var done = 0;
        return new()
        {
            After = told =>
            {
                if (told is T one && isMeant(one) && Interlocked.Exchange(ref done, 1) == 0)
                    act(one).GetAwaiter().GetResult();
            },
        };
    }

    [Fact]
    public async Task It_gives_the_bits_of_processes()
    {
        var seen = new Recorder();
        using var other = new TemporaryFolder();
        var there = await Run(other, "processes", RealStudyTests.Tiny);
        var here = await Run(Launcher, RealStudyTests.Tiny, seen);
        AssertSameBits(there, here);
        Assert.Equal(4, Assert.Single(seen.Events.OfType<StudyPlanned>()).Workers);
        Assert.Matches("^4 runs submitted to Slurm as job ", Assert.Single(Notices(seen)));
    }

    [Fact]
    public async Task A_worker_that_is_killed_fails_its_run_and_the_next_study_makes_it_good()
    {
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var seen = AtFirstStep(async progressed =>
        {
            var run = ledger.FolderOf(progressed.Run.Id, ledger.EnvironmentsOf(progressed.Run.Id)[0]);
            using var worker = Process.GetProcessById(int.Parse(ProcessId().Match(FileLock.HolderOf(run + ".writer")!).Groups[1].Value));
            worker.Kill();
            await worker.WaitForExitAsync();
        });
        var hurt = await Run(Launcher, Long, seen);
        Assert.Equal((1, 1), (hurt.Count(RunStatus.Failed), hurt.Count(RunStatus.Completed)));
        Assert.Contains("was killed (signal 9)", hurt.Runs.Single(run => run.State == RunStatus.Failed).Error, StringComparison.Ordinal);
        AssertSameBits(await Expected.Value, await Run(Launcher, Long));
    }

    [Fact]
    public async Task Preempted_runs_lose_nothing_and_count_once()
    {
        var seen = AtFirstStep(_ => LocalSlurm.Run("sbatch", "--partition=high", "--nodes=2", "--exclusive", "--wrap=sleep 1"));
        using var released = new SlurmTests.Releaser();
        AssertSameBits(await Expected.Value, await Run(Launcher, Long, seen));
        Assert.Equal(2, seen.Events.OfType<RunEnded>().Count());
        Assert.Contains(
            seen.Events.OfType<StudyNotice>(),
            notice => notice.Text.EndsWith("Slurm has started the run again; it goes on from its checkpoint", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_controller_that_is_killed_after_the_submission_and_forgets_it_costs_nothing()
    {
        var seen = AtFirst<LauncherReported>(
            async _ =>
            {
                await cluster.KillAsync("slurmctld");
                cluster.ForgetJobs();
                cluster.StartController();
            },
            reported => reported.Text.Contains("submitted to Slurm", StringComparison.Ordinal)
        );
        using var other = new TemporaryFolder();
        AssertSameBits(await Run(other, "in-process", RealStudyTests.Tiny), await Run(Launcher, RealStudyTests.Tiny, seen));
        Assert.Equal(4, seen.Events.OfType<RunEnded>().Count());
        await cluster.UntilIdleAsync();
    }

    [Fact]
    public async Task A_study_that_is_stopped_cancels_its_jobs_and_goes_on_later()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Run(Launcher, Long, AtFirstStep(_ => stop.CancelAsync()), stop.Token)
        );
        await cluster.UntilIdleAsync();
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.slurm", SearchOption.AllDirectories));
        AssertSameBits(await Expected.Value, await Run(Launcher, Long));
    }

    [Fact]
    public async Task Jobs_that_are_left_go_on_and_the_same_study_attaches_to_them()
    {
        // Told together or one by one.
        var left = (await Leave()).Select(text => Left().Match(text)).Where(match => match.Success);
        Assert.Equal(2, left.Sum(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)));
        Assert.NotEmpty(await LocalSlurm.Run("squeue", "--noheader"));
        Assert.Matches("^attached to job [0-9]+ of Slurm \\(workbench-.*\\), which was submitted before$", (await Leave())[0]);
        await LocalSlurm.HoldAsync(false);
        await cluster.UntilIdleAsync();
        // What has ended while nobody followed it is in the ledger.
        var last = new Recorder();
        AssertSameBits(await Expected.Value, await Run(Launcher, Long, last));
        Assert.Empty(Notices(last));
        Assert.Equal(2, last.Events.OfType<RunReused>().Count());
    }

    [GeneratedRegex("^([0-9]+) runs? go(?:es)? on in Slurm; the same command attaches to (?:it|them)$")]
    private static partial Regex Left();

    /// <summary>Runs the study until its jobs are there and leaves them; they stand still from their start on.</summary>
    private async Task<List<string>> Leave()
    {
        using var stop = new CancellationTokenSource();
        var seen = AtFirst<LauncherReported>(
            async _ =>
            {
                await LocalSlurm.HoldAsync(true);
                await stop.CancelAsync();
            },
            _ => true
        );
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run($"{Launcher}:leave=true", Long, seen, stop.Token));
        return Notices(seen);
    }

    [Fact]
    public async Task The_program_submits_itself()
    {
        string[] tiny = [.. RealStudyTests.Tiny.Settings.Where(one => one != "position=rope").SelectMany(one => (string[])["--set", one])];
        var (code, output, error) = await WorkbenchProgram.Run(
            _folder.Path,
            [
                "ablate",
                "position=rope,alibi",
                "--task",
                "copy",
                "--seeds",
                "2",
                "--ledger",
                _folder.File("ledger"),
                "--launcher",
                "slurm:partition=low:memory=200M:time=10:concurrency=3:extra=(--nice=1):poll=0.3",
                .. tiny,
            ]
        );
        Assert.True(code == 0, error);
        Assert.Contains("4 runs submitted to Slurm as job ", error, StringComparison.Ordinal);
        Assert.Contains("report: ", output, StringComparison.Ordinal);
    }

    [GeneratedRegex("^process ([0-9]+) ")]
    private static partial Regex ProcessId();
}
