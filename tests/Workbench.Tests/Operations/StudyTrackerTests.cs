using System.Text.Json;
using Plotly.NET;
using Workbench.Ablation;
using Workbench.Operations;
using Workbench.Reporting;
using Workbench.Statistics;
using Workbench.Training;

namespace Workbench.Tests.Operations;

/// <summary>The state of a study while it runs: counts, time left, throttled; the figure grows.</summary>
public class StudyTrackerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    private readonly Told _told = new();
    private readonly ManualClock _clock = new();
    private readonly Plan _plan = new Planner(new FakeResolver(), 2).Plan(
        new Study
        {
            Axes = ["placement=pre,post"],
            SeedCount = 2,
            Settings = ["train.steps=10"],
        }
    );

    private StudyTracker Begin(int finished = 0)
    {
        var tracker = new StudyTracker(_told, _clock, new Metric("loss", "nats/token", LowerIsBetter: true));
        tracker.Report(new StudyPlanned(Now, _plan, finished, 1));
        return tracker;
    }

    private LiveStudy Last => _told.Of<StudyChanged>().Last().Study;

    private static RunRecord Record(PlannedRun run, RunStatus state) =>
        new()
        {
            Id = run.Id,
            Environment = "",
            Folder = "",
            State = state,
            Seed = run.Seed,
            TrainingCurve = [new(1, 3.0), new(10, 2.0)],
            ValidationCurve = [new(10, 2.1)],
        };

    [Fact]
    public void Time_left_follows_the_steps_that_were_taken_here()
    {
        var tracker = Begin();
        tracker.Report(new RunReused(Now, _plan.Runs[0], Record(_plan.Runs[0], RunStatus.Completed)));
        tracker.Report(new RunStarted(Now, _plan.Runs[1], ""));
        _clock.Advance(TimeSpan.FromSeconds(5));
        tracker.Report(new RunProgressed(Now, _plan.Runs[1], 5, 10, 2.5, null, 100));
        // 15 of 40 steps stand; the four before the checkpoint and those of the ledger took no time here: one step took five seconds.
        Assert.Equal((15L, 40L, 1, 1), (Last.Steps, Last.TotalSteps, Last.Reused, Last.Completed));
        Assert.Equal(TimeSpan.FromSeconds(5 * 25), Last.Remaining);
        Assert.Equal(new LiveRun("post", 1, 5, 10, 2.5, null, 100), Assert.Single(Last.Running));
    }

    [Fact]
    public void At_most_four_states_a_second_are_told_and_one_at_the_end()
    {
        var tracker = Begin();
        tracker.Report(new RunStarted(Now, _plan.Runs[0], ""));
        for (var step = 1; step <= 10; step++)
        {
            _clock.Advance(TimeSpan.FromMilliseconds(50));
            tracker.Report(new RunProgressed(Now, _plan.Runs[0], step, 10, 2, null, 100));
        }
        Assert.Equal(1 + 2, _told.Of<StudyChanged>().Count());
        tracker.Report(new RunEnded(Now, _plan.Runs[0], Record(_plan.Runs[0], RunStatus.Completed)));
        Assert.Equal(1 + 2, _told.Of<StudyChanged>().Count());
        tracker.End();
        Assert.Equal((true, 1, 0, null), (Last.Ended, Last.Completed, Last.Running.Count, Last.Remaining));
    }

    [Fact]
    public void What_failed_or_diverged_is_counted_and_is_no_work_any_more()
    {
        var tracker = Begin();
        foreach (var (run, state) in _plan.Runs.Zip([RunStatus.Failed, RunStatus.Diverged, RunStatus.Interrupted, RunStatus.Completed]))
        {
            tracker.Report(new RunStarted(Now, run, ""));
            tracker.Report(new RunProgressed(Now, run, 1, 10, 2, null, 100));
            tracker.Report(new RunEnded(Now, run, Record(run, state)));
        }
        tracker.End();
        Assert.Equal((1, 1, 1, 31L), (Last.Failed, Last.Diverged, Last.Completed, Last.Steps));
    }

    [Fact]
    public void The_figure_is_that_of_the_snapshot()
    {
        var tracker = Begin();
        Assert.Null(Last.Figure);
        tracker.Report(new RunStarted(Now, _plan.Runs[0], ""));
        _clock.Advance(StudyTracker.Interval);
        tracker.Report(new RunProgressed(Now, _plan.Runs[0], 1, 10, 3.5, null, 100));
        var early = Last;
        _clock.Advance(StudyTracker.Interval);
        tracker.Report(new RunEnded(Now, _plan.Runs[0], Record(_plan.Runs[0], RunStatus.Completed)));
        Assert.Equal([1L], Steps(early));
        Assert.Equal([1L, 10L], Steps(Last));

        static long[] Steps(LiveStudy study) =>
            [
                .. JsonDocument
                    .Parse(Assert.IsType<GenericChart>(study.Figure, exactMatch: false).ToJson())
                    .RootElement.GetProperty("data")
                    .EnumerateArray()
                    .Last(trace => trace.GetProperty("name").GetString() == "pre")
                    .GetProperty("x")
                    .EnumerateArray()
                    .Select(x => (long)x.GetDouble()),
            ];
    }

    [Fact]
    public void A_study_that_was_never_planned_has_no_state()
    {
        new StudyTracker(_told, _clock, new Metric("loss", "", true)).End();
        Assert.Empty(_told.Events);
    }

    private sealed class ManualClock : TimeProvider
    {
        private long _now;

        public void Advance(TimeSpan time) => _now += time.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;
    }
}
