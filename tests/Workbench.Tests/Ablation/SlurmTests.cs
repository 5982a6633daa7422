using System.Diagnostics;
using Workbench.Ablation;
using Workbench.Ablation.Launchers;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Tests that share one cluster, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SlurmTestsCollection : ICollectionFixture<LocalSlurm>
{
    public const string Name = "Slurm";
}

/// <summary>The launcher with the fake trainer, on a real Slurm.</summary>
[Collection(SlurmTestsCollection.Name)]
public sealed class SlurmTests(LocalSlurm cluster) : LauncherContract
{
    internal override LauncherConfig Config => new Slurm { Poll = 0.3 };

    private Task<RunResult> Run(string behaviour, Recorder? seen = null) =>
        Launcher.RunAsync(FakeWorker.Job(Folder, behaviour), seen ?? new Recorder(), CancellationToken.None);

    [Fact]
    public void As_many_runs_in_the_queue_as_workers() => Assert.Equal(2, Launcher.Concurrency);

    [Fact]
    public async Task The_batch_script_passes_shellcheck()
    {
        var script = Path.Combine(Folder, "job.sh");
        await File.WriteAllTextAsync(script, BatchScript.Of("/somebody's folder", FakeWorker.Command, 2));
        Assert.Equal("", await LocalSlurm.Run("shellcheck", script));
    }

    [Fact]
    public async Task A_killed_worker_is_a_failed_run_with_its_last_words()
    {
        var result = await Run("crash");
        Assert.Equal(RunStatus.Failed, result.Status);
        Assert.Matches(
            "^job [0-9]+_0 on n[12] was killed \\(signal 9\\); the system does that when memory runs out; the end of its log:\n",
            result.Error
        );
        Assert.Contains("last words", result.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(Folder, "slurm")), "what a failure left is kept");
    }

    [Fact]
    public async Task Runs_of_a_moment_are_one_array_and_leave_nothing_when_they_end_well()
    {
        Workers = 5;
        var jobs = Enumerable.Range(1, 5).Select(seed => FakeWorker.Job(Path.Combine(Folder, $"{seed}"), seed: seed)).ToList();
        var results = await Task.WhenAll(jobs.Select(job => Launcher.RunAsync(job, new Recorder(), CancellationToken.None)));
        Assert.Equal([2.01, 2.02, 2.03, 2.04, 2.05], results.Select(result => result.FinalMetric!.Value));
        Assert.Matches("^5 runs submitted to Slurm as job [0-9]+ \\(workbench-[0-9a-f-]+\\)$", Assert.Single(Notices));
        await Launcher.DisposeAsync();
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(Folder, "slurm")));
        Assert.Empty(Directory.EnumerateFiles(Folder, "*.slurm", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_job_that_a_person_cancels_is_a_failed_run()
    {
        var seen = new Recorder { After = told => WhenWaiting(told, () => LocalSlurm.Run("scancel", $"--user={Environment.UserName}")) };
        var result = await Run("wait", seen);
        Assert.Contains("was cancelled in Slurm", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_preempted_run_goes_on_from_its_checkpoint()
    {
        var seen = new Recorder
        {
            After = told =>
                WhenWaiting(told, () => LocalSlurm.Run("sbatch", "--partition=high", "--nodes=2", "--exclusive", "--wrap=sleep 1")),
        };
        using var released = new Releaser();
        var result = await Run("wait", seen);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([0L, 1], seen.Events.OfType<Started>().Select(started => started.FirstStep));
        Assert.Single(seen.Events.OfType<Finished>());
        Assert.Contains(
            seen.Events.OfType<Notice>(),
            notice => notice.Text.StartsWith("Slurm has started the run again", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_run_that_is_warned_of_the_end_of_its_time_is_requeued()
    {
        var seen = new Recorder
        {
            After = told =>
                WhenWaiting(told, () => LocalSlurm.Run("scancel", $"--user={Environment.UserName}", "--batch", "--signal=USR1")),
        };
        using var released = new Releaser();
        var result = await Run("wait", seen);
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([0L, 1], seen.Events.OfType<Started>().Select(started => started.FirstStep));
    }

    [Fact]
    public async Task A_node_that_is_lost_computes_on_until_the_next_attempt_has_begun()
    {
        var node = "";
        var seen = new Recorder
        {
            After = told =>
                WhenWaiting(
                    told,
                    async () =>
                    {
                        node = (await LocalSlurm.Run("squeue", "--noheader", "--format=%N")).Trim();
                        await cluster.KillAsync(node);
                    }
                ),
        };
        using var released = new Releaser();
        var result = await Run("wait", seen);
        cluster.StartNode(node);
        await cluster.UntilIdleAsync();
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([0L, 1], seen.Events.OfType<Started>().Select(started => started.FirstStep));
        Assert.Single(seen.Events.OfType<Finished>());
    }

    [Fact]
    public async Task A_job_that_the_controller_has_lost_is_submitted_again()
    {
        var seen = new Recorder
        {
            After = told =>
                WhenWaiting(
                    told,
                    async () =>
                    {
                        await cluster.KillAsync("slurmctld");
                        cluster.ForgetJobs();
                        cluster.StartController();
                    }
                ),
        };
        var result = await Run("wait", seen);
        await cluster.UntilIdleAsync();
        Assert.Equal(RunStatus.Completed, result.Status);
        Assert.Equal([0L, 1], seen.Events.OfType<Started>().Select(started => started.FirstStep));
        Assert.Contains(Notices, notice => notice.StartsWith("Slurm has lost a job (workbench-", StringComparison.Ordinal));
        Assert.Equal(2, Notices.Count(notice => notice.StartsWith("1 run submitted", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_submission_that_gets_no_answer_waits_for_the_controller()
    {
        _ = Launcher;
        await cluster.KillAsync("slurmctld");
        var run = Run("");
        await LocalSlurm.Until(() => Task.FromResult(!Notices.IsEmpty), "a notice");
        Assert.StartsWith("Slurm's controller gave no answer to a submission (", Notices.First(), StringComparison.Ordinal);
        cluster.StartController();
        Assert.Equal(RunStatus.Completed, (await run).Status);
        await cluster.UntilIdleAsync();
    }

    [Fact]
    public async Task Another_environment_than_that_of_the_study_is_a_failed_run()
    {
        await using var launcher = Config.Build(
            1,
            new LauncherServices(new FakeExecutor(), FakeWorker.Command, TimeProvider.System)
            {
                Ledger = Folder,
                Environment = () => FakeEnvironment.Of(1, "another"),
            }
        );
        var result = await launcher.RunAsync(FakeWorker.Job(Folder), new Recorder(), CancellationToken.None);
        Assert.Equal(
            $"the node {Environment.MachineName} is not like the machine of the study (commit c0ffee, not another), and runs are compared "
                + "within one environment only. Submit from a machine that is like the nodes, and choose such nodes with constraint=FEATURE.",
            result.Error
        );
    }

    [Theory]
    [InlineData("slurm:partition=hihg", "launcher.partition: the cluster has no partition of this name (got hihg); allowed: low, high. ")]
    [InlineData("slurm:memory=2G", "launcher.memory: no node of the partition has so much memory (got 2G); allowed: up to 1000M")]
    [InlineData("slurm:memory=much", "launcher.memory: memory is a number with a unit (got much); allowed: 800M, 4G, 1T")]
    [InlineData("slurm:time=601", "launcher.time: the partition gives jobs less time (got 601); allowed: up to 600 minutes")]
    [InlineData("slurm:time=1", "launcher.time: a job needs time for a start and a checkpoint (got 1); allowed: 5 minutes and more")]
    [InlineData("slurm:constraint=gpu", "launcher: Slurm refuses such a job: ")]
    [InlineData("slurm:extra=(--gres=gpu:1)", "launcher: Slurm refuses such a job: ")]
    [InlineData("slurm:extra=--array=1-2", "launcher.extra: further options are those of sbatch that the launcher does not set itself ")]
    [InlineData("slurm:concurrency=0", "launcher.concurrency: at least one job runs at a time (got 0); allowed: 1 and more")]
    public void What_no_node_can_run_is_refused(string launcher, string message)
    {
        var config = Workbench.Configuration.Variants.Parse<LauncherConfig>(launcher);
        var error = Assert.Throws<InvalidInputException>(() => Build(config, 1));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Folder));
    }

    [Fact]
    public void More_threads_than_a_node_has_processors_are_refused() =>
        Assert.Equal(
            "--threads: no node of the partition has so many processors (got 3); allowed: up to 2",
            Assert.Throws<InvalidInputException>(() => Build(Config, 3)).Message
        );

    [Fact]
    public async Task A_controller_that_does_not_answer_is_refused()
    {
        await cluster.KillAsync("slurmctld");
        var error = Assert.Throws<InvalidInputException>(() => Build(Config, 1));
        cluster.StartController();
        await cluster.UntilIdleAsync();
        Assert.StartsWith("launcher: Slurm's controller does not answer: ", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("(got scontrol). See whether scontrol ping finds it.", error.Message, StringComparison.Ordinal);
    }

    private ILauncher Build(LauncherConfig config, int threads) =>
        config.Build(
            1,
            new LauncherServices(new FakeExecutor(), FakeWorker.Command, TimeProvider.System)
            {
                Ledger = Folder,
                Environment = () => FakeEnvironment.Of(threads),
            }
        );

    /// <summary>Does something while a run waits; the run's first attempt has then reached its last step.</summary>
    private int _done;

    private void WhenWaiting(TrainingEvent told, Func<Task> act)
    {
        if (told is StepCompleted { Step: FakeExecutor.Steps } && Interlocked.Exchange(ref _done, 1) == 0)
            // It writes its checkpoint a moment later.
            _ = Task.Run(async () =>
            {
                await Task.Delay(300);
                await act();
            });
    }

    /// <summary>Lets requeued jobs start without Slurm's two minutes.</summary>
    internal sealed class Releaser : IDisposable
    {
        private readonly CancellationTokenSource _stop = new();

        public Releaser() => _ = Task.Run(ReleaseAsync);

        private async Task ReleaseAsync()
        {
            while (!_stop.IsCancellationRequested)
            {
                await LocalSlurm.ReleaseAsync();
                await Task.Delay(500);
            }
        }

        public void Dispose() => _stop.Cancel();
    }
}
