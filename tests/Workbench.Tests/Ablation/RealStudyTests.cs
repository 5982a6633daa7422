using System.Diagnostics;
using System.Text.RegularExpressions;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Data;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Studies that train: two layers, width 16, ten steps.</summary>
public sealed partial class RealStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    internal static readonly Study Tiny = new()
    {
        Axes = ["placement=pre,post"],
        Task = "copy",
        SeedCount = 2,
        Threads = 1,
        Settings =
        [
            "model.layers=2",
            "model.width=16",
            "model.headCount=2",
            "model.context=16",
            "position=rope",
            "train.steps=10",
            "train.batchSize=2",
            "train.evaluationWindows=4",
            "train.checkpointEvery=2",
        ],
    };

    // Long enough that a run is still under way when its first step has been told and its worker looked up.
    private static readonly Study Longer = Tiny with
    {
        Settings =
        [
            .. Tiny.Settings.Select(one =>
                one switch
                {
                    "train.steps=10" => "train.steps=200",
                    "train.checkpointEvery=2" => "train.checkpointEvery=50",
                    _ => one,
                }
            ),
        ],
    };

    public void Dispose() => _folder.Dispose();

    private static TaskSource Tasks => new(new Catalogue(Path.Combine(Path.GetTempPath(), "no data are needed")));

    private static TrainerExecutor Executor => new(Tasks, TimeProvider.System);

    internal static StudyRunner Runner(Ledger ledger, TimeProvider? clock = null) =>
        new(
            ledger,
            new StudyServices
            {
                Resolver = new TaskResolver(Tasks),
                Executor = Executor,
                Environment = threads => RunEnvironment.Current() with { Threads = threads },
                Worker = RealWorker.Command,
                Clock = clock ?? TimeProvider.System,
                Cores = 2,
            }
        );

    private async Task<StudyResult> Run(
        string ledgerName,
        string launcher,
        Recorder? seen = null,
        CancellationToken stop = default,
        Study? study = null
    )
    {
        using var ledger = Ledger.Open(_folder.File(ledgerName), TimeProvider.System);
        return await Runner(ledger)
            .RunAsync(study ?? Tiny, new StudyOptions { Launcher = launcher, Out = _folder.File("study") }, seen ?? new Recorder(), stop);
    }

    [Fact]
    public async Task Launchers_give_the_same_bits()
    {
        var here = await Run("here", "in-process");
        var there = await Run("there", "processes");
        Assert.True(here.IsComplete && there.IsComplete, string.Join('\n', here.Runs.Concat(there.Runs).Select(run => run.Error)));
        Assert.Equal(
            here.Runs.Select(run => (run.Id, run.FinalMetric, run.Environment)),
            there.Runs.Select(run => (run.Id, run.FinalMetric, run.Environment))
        );
        Assert.Equal(here.Runs.SelectMany(run => run.TrainingCurve), there.Runs.SelectMany(run => run.TrainingCurve));
        Assert.Equal(4, here.Runs.Select(run => run.TrainingCurve[^1].Value).Distinct().Count());
        Assert.All(here.Runs, run => Assert.True(run.TokensPerSecond > 0 && run.TrainingCurve.Count > 0 && run.ValidationCurve.Count > 0));
        Assert.Equal(2, Assert.Single(here.AxisVerdicts).Verdict.Difference.Count);
    }

    [Fact]
    public async Task A_study_that_was_stopped_in_the_midst_of_a_run_ends_with_the_same_bits()
    {
        var whole = await Run("whole", "in-process");
        using var stop = new CancellationTokenSource();
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunProgressed { Step: >= 4, Loss: not null })
                    stop.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run("stopped", "processes", seen, stop.Token));
        Assert.DoesNotContain(seen.Events.OfType<RunEnded>(), ended => ended.Record.State == RunStatus.Failed);
        var resumed = await Run("stopped", "processes");
        Assert.True(resumed.IsComplete, string.Join('\n', resumed.Runs.Select(run => run.Error)));
        Assert.Equal(whole.Runs.Select(run => (run.Id, run.FinalMetric)), resumed.Runs.Select(run => (run.Id, run.FinalMetric)));
        Assert.Equal(whole.Runs.SelectMany(run => run.TrainingCurve), resumed.Runs.SelectMany(run => run.TrainingCurve));
    }

    [Fact]
    public async Task A_worker_that_is_killed_fails_its_run_and_the_next_study_makes_it_good()
    {
        var whole = await Run("whole", "in-process", study: Longer);
        using var ledger = Ledger.Open(_folder.File("killed"), TimeProvider.System);
        var killed = 0;
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is not RunProgressed { Loss: not null } progressed || Interlocked.Exchange(ref killed, 1) != 0)
                    return;
                // Who writes a run's folder says so in its lock.
                var run = ledger.FolderOf(progressed.Run.Id, ledger.EnvironmentsOf(progressed.Run.Id)[0]);
                using var worker = Process.GetProcessById(
                    int.Parse(ProcessId().Match(FileLock.HolderOf(run + ".writer")!).Groups[1].Value)
                );
                worker.Kill();
            },
        };
        var hurt = await Run("killed", "processes", seen, study: Longer);
        Assert.Equal((1, 3), (hurt.Count(RunStatus.Failed), hurt.Count(RunStatus.Completed)));
        Assert.Contains("was killed (signal 9)", hurt.Runs.Single(run => run.State == RunStatus.Failed).Error, StringComparison.Ordinal);
        var healed = await Run("killed", "processes", study: Longer);
        Assert.Equal(whole.Runs.SelectMany(run => run.TrainingCurve), healed.Runs.SelectMany(run => run.TrainingCurve));
        Assert.Equal(whole.Runs.Select(run => (run.Id, run.FinalMetric)), healed.Runs.Select(run => (run.Id, run.FinalMetric)));
    }

    [GeneratedRegex("^process ([0-9]+) ")]
    private static partial Regex ProcessId();
}
