using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Scheduling, with a trainer that takes no time.</summary>
public sealed class StudyRunnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Ledger _ledger;
    private readonly FakeExecutor _executor = new();

    public StudyRunnerTests() => _ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);

    private static readonly Study Grid = new() { Axes = ["placement=pre,post", "position=sinusoidal,rope,alibi"], SeedCount = 3 };

    private StudyOptions Options => new() { Launcher = "in-process", Out = _folder.File("study") };

    public void Dispose()
    {
        _ledger.Dispose();
        _folder.Dispose();
    }

    private StudyRunner Runner(Ledger? other = null, TimeProvider? clock = null, Action<long>? space = null) =>
        new(
            other ?? _ledger,
            new StudyServices
            {
                Resolver = new FakeResolver(),
                Executor = _executor,
                Environment = threads => FakeEnvironment.Of(threads, _executor.Commit),
                Worker = FakeWorker.Command,
                Clock = clock ?? TimeProvider.System,
                Cores = 2,
            }
        )
        {
            RequireSpace = space,
        };

    [Fact]
    public async Task A_study_runs_whole_rows_of_seeds_and_gives_verdicts()
    {
        var seen = new Recorder();
        var result = await Runner().RunAsync(Grid, Options, seen);
        Assert.True(result.IsComplete);
        Assert.Equal(18, _executor.Jobs.Count);
        Assert.Equal(_executor.Jobs.Select(job => job.Config.Seed).Order(), _executor.Jobs.Select(job => job.Config.Seed));
        Assert.Equal((0, 1), (seen.Events.OfType<StudyPlanned>().Single().Finished, seen.Events.OfType<StudyPlanned>().Single().Workers));
        Assert.Equal(18, seen.Events.OfType<RunStarted>().Count());
        Assert.Equal(18, seen.Events.OfType<RunEnded>().Count(ended => ended.Record.State == RunStatus.Completed));
        Assert.Equal(54, seen.Events.OfType<RunProgressed>().Count(progressed => progressed.Loss is not null && progressed.Steps == 1000));

        // Formulas of FakeExecutor: post is 0.3 + 0.002 seed worse, rope 0.1 + 0.001 seed better; epsilon is 1 % of 2.02.
        Assert.Equal(0.0202, result.Epsilon, 10);
        var post = result.AxisVerdicts[0];
        Assert.Equal(("placement", "post", "pre", 3), (post.Axis.Name, post.Value.Label, post.Baseline.Label, post.Combinations));
        Assert.Equal((VerdictWord.Worse, 3), (post.Verdict.Word, post.Verdict.Difference.Count));
        Assert.Equal(0.304, post.Verdict.Difference.Mean, 10);
        Assert.Equal([VerdictWord.Worse, VerdictWord.Better, VerdictWord.Equivalent], result.AxisVerdicts.Select(one => one.Verdict.Word));
        Assert.Equal(-0.102, result.AxisVerdicts[1].Verdict.Difference.Mean, 10);
        Assert.Equal(
            [VerdictWord.Better, VerdictWord.Equivalent, VerdictWord.Worse, VerdictWord.Worse, VerdictWord.Worse],
            result.CellVerdicts.Select(one => one.Verdict.Word)
        );
        Assert.Equal(0.202, result.CellVerdicts[3].Verdict.Difference.Mean, 10);
        Assert.Equal(
            [
                "Intervals are 95 % paired t intervals of variant minus baseline. Uncorrected, about one comparison in twenty excludes 0 by "
                    + "chance alone; \"corrected\" is the verdict after Holm's correction for all 8 comparisons.",
                "epsilon, the difference that does not matter, is 0.0202 nats/token (1% of the baseline's mean 2.02).",
                // Losses of 2.01, 2.02 and 2.03: t(2; 0.975) = 4.3027, times 0.01 and the root of 2.
                "The noise floor is 0.0608 nats/token: two runs of the baseline with different seeds differ by more in one of twenty cases.",
            ],
            result.Reading
        );
        Assert.Equal(
            [
                "pre · alibi has exactly the baseline's loss at every seed: the choice has no effect on what was trained, or the "
                    + "metric is too coarse to show one (try more steps, more train.evaluationWindows).",
            ],
            result.Notes
        );
        Assert.Equal("c0ffee", Assert.Single(result.Environments).Value["commit"]);

        // Axes and cells are corrected together; exact differences stay decided.
        var all = result.AxisVerdicts.Select(one => one.Verdict).Concat(result.CellVerdicts.Select(one => one.Verdict)).ToList();
        Assert.Equal(PairedTests.Holm([.. all.Select(one => one.Evidence!.PValue)]), all.Select(one => one.Evidence!.CorrectedPValue));
        Assert.Equal(all.Select(one => one.Word), all.Select(one => one.CorrectedWord));
    }

    [Fact]
    public async Task A_study_stops_by_itself_when_every_comparison_is_decided()
    {
        var study = Grid with { SeedCount = 20, Until = "decided" };
        var seen = new Recorder();
        var result = await Runner().RunAsync(study, Options, seen);
        Assert.Equal(3, Assert.Single(seen.Events.OfType<StudyDecided>()).Seeds);
        Assert.Equal((18, 3), (_executor.Jobs.Count, result.Plan.Seeds.Count));
        Assert.True(result.IsComplete);
        Assert.Contains("Every comparison was decided after 3 of at most 20 seeds.", result.Notes);
        Assert.StartsWith(
            "Intervals of variant minus baseline are 95 % intervals that hold at every number of seeds at once",
            result.Reading[0]
        );
        Assert.Equal([VerdictWord.Worse, VerdictWord.Better, VerdictWord.Equivalent], result.AxisVerdicts.Select(one => one.Verdict.Word));
        // The differences 0.302, 0.304 and 0.306: wider than Student's interval.
        var interval = result.AxisVerdicts[0].Verdict.Difference.Interval!.Value;
        Assert.Equal(ConfidenceSequence.Of([0.302, 0.304, 0.306])!.Value.Low, interval.Low, 10);

        // The study of more seeds is another one; this one stays what it was.
        var all = await Runner().RunAsync(Grid with { SeedCount = 5 }, Options, new Recorder());
        Assert.Equal((30, 5), (_executor.Jobs.Count, all.Plan.Seeds.Count));
        Assert.Equal(result.AxisVerdicts[0].Verdict, Runner().Load(study).AxisVerdicts[0].Verdict);
        Assert.Equal(3, Runner().Load(study).Plan.Seeds.Count);
        Assert.NotEqual(Runner().Plan(study).Id, Runner().Plan(study with { Until = null }).Id);

        var open = await Runner().RunAsync(study with { SeedCount = 2 }, Options, new Recorder());
        Assert.Contains("Not every comparison was decided before the last of 2 seeds.", open.Notes);
        var refused = Assert.Throws<InvalidInputException>(() => Runner().Plan(study with { Until = "soon" }));
        Assert.Equal("until", Assert.Single(refused.Faults).Path);
    }

    [Fact]
    public async Task The_folder_holds_definition_configs_and_results()
    {
        var result = await Runner().RunAsync(Grid.With("train.evalLengths", "128"), Options, new Recorder());
        Assert.Equal(
            ["resolved.txt", "results.csv", "study.yaml"],
            Directory.EnumerateFiles(_folder.File("study")).Select(Path.GetFileName).Order()
        );
        var lines = File.ReadAllLines(Path.Combine(_folder.File("study"), "results.csv"));
        Assert.Equal(19, lines.Length);
        Assert.Equal(
            "cell,placement,position,baseline,seed,state,metric,value,value_at_64,value_at_128,tokens_per_second,peak_memory_bytes,seconds,parameters,run,environment,error",
            lines[0]
        );
        Assert.StartsWith(
            "0,pre,sinusoidal,1,1,completed,loss,2.01,2.01,3.01,5000,1048576,0.5,1000000,",
            lines[1],
            StringComparison.Ordinal
        );
        Assert.Equal(result.Runs.Select(run => run.Id), lines.Skip(1).Select(line => line.Split(',')[14]));
    }

    [Fact]
    public async Task The_same_study_again_is_answered_from_the_ledger()
    {
        var first = await Runner().RunAsync(Grid, Options, new Recorder());
        var seen = new Recorder();
        var second = await Runner().RunAsync(StudyFolder.ReadStudy(_folder.File("study")), Options, seen);
        Assert.Equal(18, _executor.Jobs.Count);
        Assert.Equal(18, seen.Events.OfType<RunReused>().Count());
        Assert.Equal(first.Runs.Select(run => (run.Id, run.FinalMetric)), second.Runs.Select(run => (run.Id, run.FinalMetric)));
        var loaded = Runner().Load(Grid);
        Assert.Equal(first.AxisVerdicts.Select(one => one.Verdict.Reason), loaded.AxisVerdicts.Select(one => one.Verdict.Reason));
    }

    [Fact]
    public async Task A_changed_axis_and_more_seeds_run_only_what_is_new()
    {
        await Runner().RunAsync(Grid, Options, new Recorder());
        await Runner().RunAsync(Grid with { Axes = ["placement=pre,post", "position=sinusoidal,rope,none"] }, Options, new Recorder());
        Assert.Equal(18 + 6, _executor.Jobs.Count);
        await Runner().RunAsync(Grid with { SeedCount = 4 }, Options, new Recorder());
        Assert.Equal(18 + 6 + 6, _executor.Jobs.Count);
    }

    [Fact]
    public async Task Space_is_required_for_the_runs_to_compute_alone()
    {
        var required = new List<long>();
        await Runner(space: required.Add).RunAsync(Grid, Options, new Recorder());
        Assert.Equal([18 * 12_000_000], required);
        await Runner(space: required.Add).RunAsync(Grid, Options, new Recorder());
        Assert.Single(required);
        await Runner(space: required.Add).RunAsync(Grid with { SeedCount = 4 }, Options, new Recorder());
        Assert.Equal(6 * 12_000_000, required[^1]);
        var full = new InvalidInputException("no room");
        var more = Runner(space: _ => throw full).RunAsync(Grid with { SeedCount = 5 }, Options, new Recorder());
        Assert.Same(full, await Assert.ThrowsAsync<InvalidInputException>(() => more));
        Assert.Equal(24, _executor.Jobs.Count);
    }

    [Fact]
    public async Task In_another_environment_a_whole_row_is_reused_and_a_part_of_one_is_not_paired_with()
    {
        await Runner().RunAsync(Grid, Options, new Recorder());
        _executor.Commit = "another";
        await Runner().RunAsync(Grid, Options, new Recorder());
        Assert.Equal(18, _executor.Jobs.Count);
        // A new value needs its baseline beside it: the row is computed whole in the new environment.
        var result = await Runner().RunAsync(Grid with { Axes = ["position=sinusoidal,none"], SeedCount = 2 }, Options, new Recorder());
        Assert.Equal(18 + 4, _executor.Jobs.Count);
        Assert.Equal("another", Assert.Single(result.Environments).Value["commit"]);
        // Old rows and a new seed: each pair stays within one.
        var mixed = await Runner().RunAsync(Grid with { SeedCount = 4 }, Options, new Recorder());
        Assert.Equal(18 + 4 + 6, _executor.Jobs.Count);
        Assert.Equal(2, mixed.Environments.Count);
        Assert.Contains(mixed.Notes, note => note.StartsWith("The runs come from 2 environments", StringComparison.Ordinal));
        Assert.All(Enumerable.Range(0, 4), seed => Assert.Single(mixed.Cells.Select(cell => cell.Runs[seed].Environment).Distinct()));
        // The report says so first, and names both commits.
        var report = ReportMapping.Of(mixed, new("ablate", default, default, null));
        Assert.Equal(mixed.Notes, report.Notices);
        Assert.Equal(["another", "c0ffee"], report.Provenance.Commit!.Split("; ").Order());
    }

    [Fact]
    public async Task A_divergence_is_kept_and_decides_by_rule()
    {
        _executor.Behaviour = config => config.Model.Position is Workbench.Models.Positions.Alibi && config.Seed == 2 ? "diverge" : null;
        var result = await Runner().RunAsync(Grid, Options, new Recorder());
        _executor.Behaviour = null;
        Assert.Equal(18, _executor.Jobs.Count);
        var again = await Runner().RunAsync(Grid, Options, new Recorder());
        Assert.Equal(18, _executor.Jobs.Count);
        Assert.Equal(2, again.Count(RunStatus.Diverged));
        Assert.Equal("by rule: 1 run diverged against 0 of the baseline", result.CellVerdicts[1].Verdict.Reason);
        Assert.Equal((VerdictWord.Worse, 2), (result.CellVerdicts[1].Verdict.Word, result.CellVerdicts[1].Verdict.Difference.Count));
        Assert.Equal("by rule: 2 runs diverged against 0 of the baseline", result.AxisVerdicts[2].Verdict.Reason);
        // Both placements lost alibi at seed 2: neither is the worse for it, and they are compared where nothing diverged.
        Assert.Equal(
            (2, 3, VerdictWord.Worse),
            (result.AxisVerdicts[0].Combinations, result.AxisVerdicts[0].Verdict.Difference.Count, result.AxisVerdicts[0].Verdict.Word)
        );
        // The report's points are what the interval was made of, not those of all combinations.
        var shown = ReportMapping.Of(result, new("ablate", default, default, null)).AxisEffects[0];
        Assert.Equal(3, shown.Pairs.Count);
        Assert.Equal(shown.Difference!.Value.Mean, shown.Pairs.Average(), 12);
        Assert.Contains(
            "2 runs diverged. A cell with more diverged runs than the baseline is worse by rule; means exclude the metric of diverged runs.",
            result.Notes
        );
        Assert.Contains(
            "placement=post is averaged over 2 of 3 combinations of the other axes: in the remaining ones runs diverged.",
            result.Notes
        );
    }

    [Fact]
    public async Task A_failure_fails_one_run_and_is_tried_again()
    {
        _executor.Behaviour = config => config.Model.Position is Workbench.Models.Positions.Rope && config.Seed == 1 ? "throw" : null;
        var result = await Runner().RunAsync(Grid, Options, new Recorder());
        Assert.False(result.IsComplete);
        Assert.Equal((2, 16), (result.Count(RunStatus.Failed), result.Count(RunStatus.Completed)));
        Assert.Contains("2 runs failed; the same command tries again.", result.Notes);
        Assert.Contains("the fake trainer was told to throw", result.Cells[1].Runs[0].Error, StringComparison.Ordinal);
        _executor.Behaviour = null;
        Assert.True((await Runner().RunAsync(Grid, Options, new Recorder())).IsComplete);
        Assert.Equal(18 + 2, _executor.Jobs.Count);
    }

    [Fact]
    public async Task Cancelling_stops_and_the_same_study_goes_on_from_the_checkpoint()
    {
        using var stop = new CancellationTokenSource();
        _executor.Behaviour = config => config.Seed == 2 ? "wait" : null;
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunProgressed { Step: FakeExecutor.Steps, Run.Seed: 2 })
                    stop.CancelAfter(50);
            },
        };
        await Assert.ThrowsAsync<OperationCanceledException>(() => Runner().RunAsync(Grid, Options, seen, stop.Token));
        Assert.Equal(RunStatus.Interrupted, seen.Events.OfType<RunEnded>().Last().Record.State);
        Assert.Equal(7, _executor.Jobs.Count);
        _executor.Behaviour = null;
        var result = await Runner().RunAsync(Grid, Options, new Recorder());
        Assert.True(result.IsComplete);
        Assert.Equal(7 + 12, _executor.Jobs.Count);
    }

    [Fact]
    public async Task A_spent_budget_finishes_the_row_and_starts_no_other()
    {
        var clock = new ManualClock();
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunEnded { Run: { Seed: 1, Cell.Index: 2 } })
                    clock.Advance(TimeSpan.FromMinutes(11));
            },
        };
        var result = await Runner(clock: clock).RunAsync(Grid, Options with { Budget = Budget.Of(TimeSpan.FromMinutes(10)) }, seen);
        Assert.Equal(6, _executor.Jobs.Count);
        Assert.Equal(2, seen.Events.OfType<BudgetSpent>().Single().RowsLeft);
        Assert.Equal((6, 12), (result.Count(RunStatus.Completed), result.Count(RunStatus.Missing)));
        Assert.Contains("12 of 18 runs are not finished; the same command resumes them.", result.Notes);
        Assert.All(
            result.CellVerdicts,
            one => Assert.Equal("one seed gives no interval: at least 2 are needed, 5 are usual", one.Verdict.Reason)
        );
    }

    [Theory]
    [InlineData("cpu:7s", 12)]
    [InlineData("cpu:6s", 6)]
    [InlineData("tokens:12M", 12)]
    [InlineData("tokens:1", 6)]
    [InlineData("flops:1e30", 18)]
    [InlineData("flops:1", 6)]
    [InlineData("1h,cpu:6s", 6)]
    public async Task Budgets_count_what_they_say(string text, int runs)
    {
        // A run is 1000 steps of 12 x 64 tokens, 0.77 M, and says that it took a second of the processor.
        var result = await Runner().RunAsync(Grid, Options with { Budget = Budgets.Parse(text, "--budget") }, new Recorder());
        Assert.Equal(runs, _executor.Jobs.Count);
        Assert.Equal(18 - runs, result.Count(RunStatus.Missing));
    }

    [Theory]
    [InlineData("10m,20m")]
    [InlineData("steps:5")]
    [InlineData("tokens:many")]
    [InlineData("tokens:-5")]
    [InlineData("cpu:0s")]
    public void A_budget_that_is_none_is_refused(string text) =>
        Assert.Contains(
            "--budget",
            Assert.Throws<InvalidInputException>(() => Budgets.Parse(text, "--budget")).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public async Task Two_studies_at_once_compute_no_run_twice()
    {
        using var other = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        _executor.Behaviour = _ =>
        {
            Thread.Sleep(20);
            return null;
        };
        var seen = new Recorder();
        var results = await Task.WhenAll(
            Runner().RunAsync(Grid, Options, seen),
            Runner(other)
                .RunAsync(
                    Grid with
                    {
                        Axes = ["placement=pre,post", "position=sinusoidal,rope"],
                    },
                    Options with
                    {
                        Out = _folder.File("other"),
                    },
                    seen
                )
        );
        Assert.All(results, result => Assert.True(result.IsComplete));
        Assert.Equal(18, _executor.Jobs.Count);
        Assert.Equal(18, _executor.Jobs.Select(job => job.Config.Id).Distinct().Count());
        Assert.NotEmpty(seen.Events.OfType<RunReused>());
    }

    [Fact]
    public async Task What_another_process_computes_is_waited_for()
    {
        var plan = Runner().Plan(Grid with { SeedCount = 1, Axes = ["position=rope"] });
        var claim = FileLock.TryTake(_ledger.ClaimOf(plan.Runs[0].Id, FakeEnvironment.Of(plan.Threads).Hash), TimeProvider.System)!;
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunAwaited)
                    claim.Dispose();
            },
        };
        var result = await Runner().RunAsync(plan, Options, seen);
        Assert.StartsWith(
            $"process {Environment.ProcessId} since ",
            seen.Events.OfType<RunAwaited>().Single().Holder,
            StringComparison.Ordinal
        );
        Assert.True(result.IsComplete);
    }

    [Fact]
    public async Task Cells_that_are_one_config_are_one_run()
    {
        var result = await Runner()
            .RunAsync(Grid with { Axes = ["position=rope,rope:base=10000"], SeedCount = 2 }, Options, new Recorder());
        Assert.Equal(2, _executor.Jobs.Count);
        Assert.Equal((VerdictWord.Equivalent, 0.0), (result.CellVerdicts[0].Verdict.Word, result.CellVerdicts[0].Verdict.Difference.Mean));
        Assert.Contains("These cells have the same config: rope; rope:base=10000.", result.Notes);
    }

    [Fact]
    public async Task Workers_run_a_study_and_a_killed_one_fails_one_run()
    {
        var study = Grid with { Axes = ["position=sinusoidal,rope"], SeedCount = 2, Data = "crash@2" };
        var result = await Runner().RunAsync(study, Options with { Launcher = "processes" }, new Recorder());
        Assert.Equal((2, 2), (result.Count(RunStatus.Completed), result.Count(RunStatus.Failed)));
        Assert.Contains("was killed (signal 9)", result.Cells[0].Runs[1].Error, StringComparison.Ordinal);
        Assert.Empty(_executor.Jobs);
        // The data's name is no part of a run's identity, its checksum is: the same runs, tried again in peace.
        Assert.True(
            (await Runner().RunAsync(study with { Data = "" }, Options with { Launcher = "processes" }, new Recorder())).IsComplete
        );
    }

    [Fact]
    public async Task What_breaks_the_study_itself_stops_it_and_keeps_what_has_finished()
    {
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunEnded { Run: { Seed: 1, Cell.Index: 3 } })
                    throw new IOException("the terminal is gone");
            },
        };
        await Assert.ThrowsAsync<IOException>(() => Runner().RunAsync(Grid, Options, seen));
        Assert.Equal(4, _executor.Jobs.Count);
        Assert.True((await Runner().RunAsync(Grid, Options, new Recorder())).IsComplete);
        Assert.Equal(18, _executor.Jobs.Count);
    }

    [Fact]
    public async Task Options_and_an_unwritable_folder_are_refused_before_anything_runs()
    {
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Runner().RunAsync(Grid, Options with { Workers = 0, Budget = Budget.Of(TimeSpan.Zero), Launcher = "proceses" }, new Recorder())
        );
        Assert.Equal(
            [
                "workers: a study needs at least one worker (got 0); allowed: auto, or 1 and more; this machine has 2 cores",
                "budget: a budget is above zero (got 00:00:00); allowed: 10m, cpu:2h, tokens:5e8, flops:1e15",
                "launcher: there is no launcher of this name (got \"proceses\"); allowed: in-process, processes, slurm. Did you mean processes?",
            ],
            error.Faults.Select(fault => fault.ToString())
        );
        File.WriteAllText(_folder.File("file"), "");
        var unwritable = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Runner().RunAsync(Grid, Options with { Out = _folder.File("file/study") }, new Recorder())
        );
        Assert.StartsWith("the study's folder must be writable: ", unwritable.Message, StringComparison.Ordinal);
        Assert.Empty(_executor.Jobs);
        Assert.Empty(_ledger.List());
    }

    /// <summary>A clock that moves when told; its timers are those of the system.</summary>
    private sealed class ManualClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }
}
