using Workbench.Ablation;
using Workbench.Training;

namespace Workbench.Tests.Ablation;

/// <summary>Studies of several stages, trained for real: tuning, successive halving.</summary>
public sealed class StagedStudyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static readonly Study Tuned = RealStudyTests.Tiny with { Tune = "train.learningRate=1e-5,1e-3,1e-2", TuneSeeds = 2 };

    private static readonly Study Halved = RealStudyTests.Tiny with
    {
        Axes = ["placement=pre,post", "train.learningRate=1e-5,1e-4,1e-3,3e-3,1e-2"],
        Search = "halving:eta=2:rungs=3",
        Settings = [.. RealStudyTests.Tiny.Settings.Select(one => one == "train.steps=10" ? "train.steps=20" : one)],
    };

    public void Dispose() => _folder.Dispose();

    private async Task<StudyResult> Run(Study study, string name, Recorder? seen = null, CancellationToken stop = default)
    {
        using var ledger = Ledger.Open(_folder.File(name), TimeProvider.System);
        return await RealStudyTests
            .Runner(ledger)
            .RunAsync(study, new StudyOptions { Launcher = "in-process", Out = _folder.File("study") }, seen ?? new Recorder(), stop);
    }

    [Fact]
    public async Task Every_variant_trains_with_the_setting_that_was_best_for_it_at_other_seeds()
    {
        var seen = new Recorder();
        var result = await Run(Tuned, "ledger", seen);
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        // Two cells x three values x two seeds, then two cells x two seeds.
        Assert.Equal(12 + 4, seen.Events.OfType<RunEnded>().Count());
        var trials = seen.Events.OfType<RunEnded>().Where(ended => ended.Run.Seed > 1000).ToList();
        Assert.Equal(12, trials.Count);
        var tuning = result.Plan.Tuning!;
        foreach (var chosen in tuning.Chosen!)
        {
            // Copying is scored by accuracy, where more is better.
            var better = trials
                .Where(trial => trial.Run.Cell.Values[0] == chosen.Cell.Values[0])
                .GroupBy(trial => trial.Run.Cell.Values[1])
                .MaxBy(group => (result.Metric.LowerIsBetter ? -1 : 1) * group.Average(trial => trial.Record.FinalMetric!.Value))!;
            Assert.Equal(better.Key.Label, chosen.Value.Label);
            var cell = result.Plan.Cells[chosen.Cell.Index];
            Assert.Equal(
                double.Parse(chosen.Value.Label, System.Globalization.CultureInfo.InvariantCulture),
                cell.Config.Train.LearningRate
            );
            Assert.All(result.Cells[cell.Index].Runs, run => Assert.True(run.Seed is 1 or 2));
        }
        Assert.Contains(result.Plan.Audit.Remarks, remark => remark.StartsWith("train.learningRate of pre: ", StringComparison.Ordinal));
        // Loaded later, and run again: the same choice, and nothing is computed.
        using var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System);
        var again = RealStudyTests.Runner(ledger).Load(Tuned);
        Assert.Equal(result.Runs.Select(run => run.Id), again.Runs.Select(run => run.Id));
        var idle = new Recorder();
        await Run(Tuned, "ledger", idle);
        Assert.Empty(idle.Events.OfType<RunStarted>());
    }

    [Fact]
    public async Task Nothing_is_compared_before_the_trials_have_finished()
    {
        using var stop = new CancellationTokenSource();
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunEnded)
                    stop.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Tuned, "ledger", seen, stop.Token));
        using (var ledger = Ledger.Open(_folder.File("ledger"), TimeProvider.System))
        {
            var result = RealStudyTests.Runner(ledger).Load(Tuned);
            Assert.False(result.IsComplete);
            Assert.All(result.Runs, run => Assert.Equal(RunStatus.Missing, run.State));
            Assert.Contains("trials that tune train.learningRate are not finished", result.Notes[0], StringComparison.Ordinal);
        }
        Assert.True((await Run(Tuned, "ledger")).IsComplete);
    }

    [Fact]
    public async Task Halving_stops_the_worst_and_the_others_end_with_the_bits_of_runs_that_were_never_stopped()
    {
        var seen = new Recorder();
        var result = await Run(Halved, "halved", seen);
        Assert.True(result.IsComplete, string.Join('\n', result.Runs.Select(run => run.Error)));
        var whole = await Run(Halved with { Search = "grid" }, "whole");
        // Of 10 cells 5 go on after step 6 (a quarter of 20, at an evaluation), of those 3 after step 10, and the baseline in any case.
        Assert.Equal([6L, 10L], result.Stopped.Select(one => one.Step).Distinct());
        Assert.InRange(result.Stopped.Count, 6, 7);
        Assert.DoesNotContain(result.Stopped, one => one.Cell.Index == result.Plan.Baseline.Index);
        foreach (var cell in result.Cells)
        {
            var stopped = result.Stopped.FirstOrDefault(one => one.Cell.Index == cell.Cell.Index);
            foreach (var (run, other) in cell.Runs.Zip(whole.Cells[cell.Cell.Index].Runs))
            {
                Assert.Equal(stopped is null ? RunStatus.Completed : RunStatus.Interrupted, run.State);
                var curve = other.ValidationCurve.Where(point => stopped is null || point.Step <= stopped.Step);
                Assert.Equal(curve, run.ValidationCurve);
            }
        }
        // The same decisions from whole runs, which have the same curves.
        using var ledger = Ledger.Open(_folder.File("whole"), TimeProvider.System);
        Assert.Equal(
            result.Stopped.Select(one => (one.Cell.Label, one.Step, one.Place, one.Of)),
            RealStudyTests.Runner(ledger).Load(Halved).Stopped.Select(one => (one.Cell.Label, one.Step, one.Place, one.Of))
        );
        Assert.Equal(result.Stopped.Count, seen.Events.OfType<CellStopped>().Count());
        Assert.All(
            result.CellVerdicts.Where(one => result.Stopped.Any(stopped => stopped.Cell.Index == one.Cell.Index)),
            one => Assert.StartsWith("stopped at step ", one.Verdict.Reason, StringComparison.Ordinal)
        );
        // The places are those of the means over the seeds.
        foreach (var stopped in result.Stopped)
            Assert.All(
                result.Cells.Where(cell =>
                    result.Stopped.All(one => one.Cell.Index != cell.Cell.Index) && cell.Cell != result.Plan.Baseline
                ),
                cell =>
                    Assert.True(Sign(result) * At(cell, stopped.Step) <= Sign(result) * At(result.Cells[stopped.Cell.Index], stopped.Step))
            );

        static int Sign(StudyResult result) => result.Metric.LowerIsBetter ? 1 : -1;

        static double At(CellResult cell, long step) =>
            cell.Runs.Average(run => run.ValidationCurve.Single(point => point.Step == step).Value);
    }

    [Fact]
    public async Task An_interrupted_halving_goes_on()
    {
        using var stop = new CancellationTokenSource();
        var ended = 0;
        var seen = new Recorder
        {
            After = told =>
            {
                if (told is RunEnded && ++ended == 14)
                    stop.Cancel();
            },
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Run(Halved, "cut", seen, stop.Token));
        var result = await Run(Halved, "cut");
        var whole = await Run(Halved, "whole");
        Assert.True(result.IsComplete);
        Assert.Equal(
            whole.Runs.Select(run => (run.Id, run.State, run.FinalMetric)),
            result.Runs.Select(run => (run.Id, run.State, run.FinalMetric))
        );
        Assert.Equal(whole.Stopped.Select(one => one.Cell.Label), result.Stopped.Select(one => one.Cell.Label));
    }

    [Theory]
    [InlineData("decided", "halving", "stops by seeds or by cells")]
    [InlineData(null, "halving:rungs=9", "evaluations every")]
    public void Contradictions_are_refused(string? until, string search, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(() =>
            new Planner(new FakeResolver(), 2).Plan(Halved with { Until = until, Search = search })
        );
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model.width=16,32", "at equal steps and tokens")]
    [InlineData("train.steps=16,32", "at equal steps and tokens")]
    [InlineData("train.learningRate=1e-3", "chooses among values")]
    [InlineData("placement=pre,post", "at equal steps and tokens")]
    [InlineData("train.learningRate=fast,slow", "fast")]
    public void What_cannot_be_tuned_is_refused(string tune, string message)
    {
        var fault = Assert.Throws<InvalidInputException>(() =>
            new Planner(new FakeResolver(), 2).Plan(RealStudyTests.Tiny with { Tune = tune })
        );
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
    }
}
