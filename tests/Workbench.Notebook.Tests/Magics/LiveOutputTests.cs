using Workbench.Notebook;
using Workbench.Notebook.Display;
using Workbench.Notebook.Magics.Live;
using Workbench.Notebook.Tests.Scripting;
using Workbench.Operations;
using Workbench.Reporting;

namespace Workbench.Notebook.Tests.Magics;

/// <summary>What is shown of an operation's events, at moments that the test decides.</summary>
public sealed class LiveOutputTests
{
    private readonly RecordingFrontEnd _frontEnd = new();
    private readonly TestClock _clock = new();
    private readonly LiveOutput _live;

    public LiveOutputTests()
    {
        FigureFormatters.Register();
        _live = new LiveOutput(new CellContext(new CellRequest("#!test"), _frontEnd, CancellationToken.None), _clock);
    }

    private IReadOnlyList<DisplayOutput> Shown => [.. _frontEnd.Outputs.OfType<DisplayOutput>()];

    private string Last => Shown[^1].Bundle.Text("text/plain")!;

    private static LiveStudy Study(int completed, bool ended = false, Func<object?>? figure = null) =>
        new(figure ?? (() => null))
        {
            Title = "placement x position",
            Steps = completed * 10,
            TotalSteps = 40,
            Runs = 4,
            Completed = completed,
            Reused = 1,
            Diverged = 0,
            Failed = 0,
            Running = ended ? [] : [new LiveRun("pre · rope", 2, 3, 10, 2.5, null, 1200)],
            Elapsed = TimeSpan.FromSeconds(60),
            Remaining = ended ? null : TimeSpan.FromMinutes(3),
            Ended = ended,
        };

    [Fact]
    public void The_first_event_makes_the_output_and_later_ones_update_it_four_times_a_second()
    {
        _live.Report(new Advanced("fetch", 0, 100));
        var first = Assert.Single(Shown);
        Assert.False(first.Update);
        for (var i = 1; i <= 10; i++)
        {
            _live.Report(new Advanced("fetch", i, 100, $"part {i}"));
            _clock.Advance(TimeSpan.FromMilliseconds(50));
        }
        // 500 ms passed: two states, the second with all that came until then.
        Assert.Equal(3, Shown.Count);
        Assert.All(Shown.Skip(1), one => Assert.Equal((first.DisplayId, true), (one.DisplayId, one.Update)));
        Assert.Equal("fetch: 10 %, about 5 s left; part 10", Last);
        _live.Report(new Advanced("fetch", 50, 100));
        Assert.Equal(3, Shown.Count);
        _live.Close(CellStatus.Ok);
        Assert.StartsWith("fetch: 50 %", Last);
    }

    [Fact]
    public void A_study_is_a_bar_its_running_cells_and_its_curves()
    {
        _live.Report(new StudyChanged(Study(1, figure: () => SampleCharts.Line([1, 2], [3, 2.5], "curve"))));
        _live.Report(new Advanced("study", 10, 40));
        _live.Report(new WarningRaised("rope has more parameters; see variants position"));
        _clock.Advance(LiveOutput.Interval);
        Assert.Equal(
            "placement x position: 1 of 4 runs (1 from the ledger), 25 %, about 3 min left\n  pre · rope, seed 2: step 3 of 10, "
                + "loss 2.500\nwarning: rope has more parameters; see variants position",
            Last.ReplaceLineEndings("\n")
        );
        var html = Shown[^1].Bundle.Text("text/html")!;
        Assert.Contains("width:25%", html);
        Assert.Contains("<td", html);
        Assert.Contains("workbench-figure", html);
        Assert.Contains("curve", html);
        _live.Report(new StudyChanged(Study(4, ended: true)));
        _live.Close(CellStatus.Ok);
        Assert.StartsWith("placement x position: 4 of 4 runs (1 from the ledger), 100 %, 60 s", Last);
    }

    [Fact]
    public void What_changes_nothing_is_not_sent_again()
    {
        var study = Study(1);
        _live.Report(new StudyChanged(study));
        _live.Report(new Advanced("pre · rope, seed 2", 4, 10));
        _clock.Advance(LiveOutput.Interval);
        Assert.Single(Shown);
        _live.Report(new StudyChanged(study with { Steps = 11 }));
        _clock.Advance(LiveOutput.Interval);
        Assert.Equal(2, Shown.Count);
    }

    [Fact]
    public void Where_figures_are_pictures_curves_are_drawn_at_the_end_alone()
    {
        var drawn = 0;
        var headless = new LiveOutput(
            new CellContext(new CellRequest("#!test"), _frontEnd, CancellationToken.None),
            _clock,
            drawsOnTheWay: false
        );
        headless.Report(
            new FigureOffered(() =>
            {
                drawn++;
                return null;
            })
        );
        headless.Report(new Advanced("run", 1, 2));
        _clock.Advance(LiveOutput.Interval);
        Assert.Equal(0, drawn);
        headless.Close(CellStatus.Ok);
        Assert.Equal(1, drawn);
    }

    [Fact]
    public void The_result_takes_the_place_of_the_progress_and_warnings_stay()
    {
        _live.Report(new StepStarted("measuring"));
        _live.Report(new WarningRaised("a <b> thing"));
        _live.Report(new WarningRaised("a <b> thing"));
        _live.Complete(MimeBundleOf("<p>done</p>", "done"));
        Assert.Equal((Shown[0].DisplayId, true), (Shown[^1].DisplayId, Shown[^1].Update));
        Assert.Equal("warning: a <b> thing\ndone", Last);
        Assert.Contains("a &lt;b&gt; thing", Shown[^1].Bundle.Text("text/html"));
        Assert.EndsWith("<p>done</p>", Shown[^1].Bundle.Text("text/html"));
        var count = Shown.Count;
        _live.Report(new StepStarted("late"));
        _clock.Advance(LiveOutput.Interval);
        _live.Close(CellStatus.Ok);
        Assert.Equal(count, Shown.Count);
    }

    [Fact]
    public void A_quick_operation_shows_its_result_alone()
    {
        _live.Complete(MimeBundleOf("<p>x</p>", "x"));
        Assert.False(Assert.Single(Shown).Update);
    }

    [Fact]
    public void Nothing_told_is_nothing_shown()
    {
        _live.Report(new TaskEnded("nothing"));
        _live.Close(CellStatus.Ok);
        Assert.Empty(Shown);
    }

    [Fact]
    public void What_has_ended_leaves_the_last_that_was_told()
    {
        _live.Report(new StepStarted("training 7,000 parameters"));
        _live.Report(new Advanced("run 1f3a", 12, 12, "loss 2.310"));
        _live.Report(new TaskEnded("run 1f3a"));
        _live.Close(CellStatus.Ok);
        Assert.Equal("run 1f3a: 100 %; loss 2.310", Last);
        var other = new LiveOutput(new CellContext(new CellRequest("#!test"), _frontEnd, CancellationToken.None), _clock);
        other.Report(new StepStarted("measuring"));
        other.Close(CellStatus.Ok);
        Assert.Equal("measuring", Last);
    }

    [Fact]
    public void An_output_never_says_nothing()
    {
        _live.Report(new Advanced("run 1f3a", 1, 12));
        _live.Report(new Advanced("run 1f3a", 12, 12, "loss 2.310"));
        _live.Report(new TaskEnded("run 1f3a"));
        _clock.Advance(LiveOutput.Interval);
        _live.Close(CellStatus.Ok);
        Assert.All(Shown, one => Assert.NotEqual("", one.Bundle.Text("text/plain")));
        Assert.Equal("run 1f3a: 100 %; loss 2.310", Last);
        _live.Report(new Advanced("run 2b4c", 3, 12));
        _clock.Advance(LiveOutput.Interval);
        Assert.StartsWith("run 2b4c: 25 %", Last);
    }

    [Fact]
    public void An_interrupt_says_what_is_kept()
    {
        _live.Report(new StudyChanged(Study(2)));
        _live.Close(CellStatus.Interrupted);
        Assert.EndsWith(
            "Interrupted: 2 of 4 runs are finished and kept; unfinished runs continue from their last checkpoint. Run the "
                + "cell again to continue.",
            Last
        );
        Assert.DoesNotContain("<td", Shown[^1].Bundle.Text("text/html"));
    }

    [Fact]
    public void A_second_study_gets_an_output_of_its_own()
    {
        _live.Report(new StudyChanged(Study(4, ended: true)));
        _live.Report(new TaskEnded("study"));
        _live.Report(new StudyChanged(Study(0)));
        _live.Close(CellStatus.Ok);
        Assert.Equal(2, Shown.Select(one => one.DisplayId).Distinct().Count());
        Assert.Contains("100 %", Shown.Last(one => one.DisplayId == Shown[0].DisplayId).Bundle.Text("text/plain"));
    }

    [Fact]
    public void Text_streams_into_the_output()
    {
        _live.Report(new TextProduced("My fellow"));
        _live.Report(new TextProduced(" <citizens>"));
        _clock.Advance(LiveOutput.Interval);
        Assert.Equal("My fellow <citizens>", Last);
        Assert.Contains("My fellow &lt;citizens&gt;</pre>", Shown[^1].Bundle.Text("text/html"));
    }

    [Fact]
    public void Events_of_many_threads_end_in_the_last_state()
    {
        Parallel.For(0, 1000, i => _live.Report(new Advanced($"task {i % 4}", 100, 100)));
        _live.Close(CellStatus.Ok);
        Assert.Equal(4, Last.Split('\n').Length);
        Assert.Single(Shown, one => !one.Update);
    }

    private static MimeBundle MimeBundleOf(string html, string text) =>
        new(new System.Text.Json.Nodes.JsonObject { ["text/html"] = html, ["text/plain"] = text });

    /// <summary>A clock that moves when told, with its timers.</summary>
    private sealed class TestClock : TimeProvider
    {
        private readonly List<TestTimer> _timers = [];
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new TestTimer(this, () => callback(state));
            timer.Change(dueTime, period);
            _timers.Add(timer);
            return timer;
        }

        public void Advance(TimeSpan by)
        {
            Interlocked.Add(ref _ticks, by.Ticks);
            foreach (var timer in _timers)
                timer.RunIfDue();
        }

        private sealed class TestTimer(TestClock clock, Action callback) : ITimer
        {
            private long? _due;

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.GetTimestamp() + dueTime.Ticks;
                return true;
            }

            public void RunIfDue()
            {
                if (_due > clock.GetTimestamp())
                    return;
                if (_due is not null)
                {
                    _due = null;
                    callback();
                }
            }

            public void Dispose() => _due = null;

            public ValueTask DisposeAsync() => default;
        }
    }
}
