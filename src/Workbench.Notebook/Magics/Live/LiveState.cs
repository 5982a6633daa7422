using Workbench.Operations;

namespace Workbench.Notebook.Magics.Live;

/// <summary>How a piece of work ended, or that it runs.</summary>
internal enum LivePhase
{
    Running,
    Ended,
    Interrupted,
    Failed,
}

/// <summary>A piece of work with a bar.</summary>
/// <param name="Task">Its name.</param>
/// <param name="Share">What is done, 0 to 1.</param>
/// <param name="Detail">What stands beside the bar.</param>
/// <param name="Remaining">Time that is probably left; null before there is a pace.</param>
internal sealed record LiveBar(string Task, double Share, string? Detail, TimeSpan? Remaining);

/// <summary>What is shown of an operation at one moment.</summary>
/// <param name="Phase">Whether it runs.</param>
/// <param name="Study">The state of a study; null when it is none.</param>
/// <param name="Bars">Pieces of work; of a study, those that are not its runs.</param>
/// <param name="Step">The last step that began; null when it is over and something else is told of it.</param>
/// <param name="Warnings">Everything that was warned of, once each.</param>
/// <param name="Text">Text that streams.</param>
/// <param name="Draw">Draws the work so far; null when it cannot be drawn.</param>
internal sealed record LiveView(
    LivePhase Phase,
    LiveStudy? Study,
    IReadOnlyList<LiveBar> Bars,
    string? Step,
    IReadOnlyList<string> Warnings,
    string Text,
    Func<object?>? Draw
);

/// <summary>Gathers an operation's events. Not safe for several threads: its owner holds a lock.</summary>
/// <param name="clock">The time.</param>
internal sealed class LiveState(TimeProvider clock)
{
    /// <summary>More warnings than a person reads are counted.</summary>
    public const int WarningLimit = 50;

    private readonly Dictionary<string, Bar> _bars = [];
    private readonly List<string> _warnings = [];
    private readonly System.Text.StringBuilder _text = new();
    private int _moreWarnings;
    private string? _step;
    private Bar? _ended;
    private LiveStudy? _study;
    private Func<object?>? _draw;

    private sealed record Bar(int Order, long Began, double First, Advanced Last);

    /// <summary>Whether a study has ended, so that what comes next is something else.</summary>
    public bool StudyEnded => _study is { Ended: true };

    /// <summary>Whether there is anything to show.</summary>
    public bool IsEmpty =>
        _study is null && _bars.Count == 0 && _step is null && _warnings.Count == 0 && _text.Length == 0 && _ended is null;

    public void Take(OperationEvent value)
    {
        switch (value)
        {
            case StepStarted step:
                _step = step.What;
                break;
            case WarningRaised { Text: var text } when !_warnings.Contains(text):
                if (_warnings.Count < WarningLimit)
                    _warnings.Add(text);
                else
                    _moreWarnings++;
                break;
            case Advanced advanced:
                _bars[advanced.Task] = _bars.TryGetValue(advanced.Task, out var bar)
                    ? bar with
                    {
                        Last = advanced,
                    }
                    : new Bar(_bars.Count, clock.GetTimestamp(), advanced.Done, advanced);
                break;
            case TaskEnded ended:
                if (_bars.Remove(ended.Task, out var last))
                    _ended = last;
                break;
            case TextProduced produced:
                _text.Append(produced.Text);
                break;
            case FigureOffered offered:
                _draw = offered.Draw;
                break;
            case StudyChanged changed:
                _study = changed.Study;
                break;
        }
    }

    public LiveView View(LivePhase phase)
    {
        // A study's state says how far its runs are.
        IReadOnlyList<LiveBar> bars = _study is not null ? [] : [.. _bars.Values.OrderBy(bar => bar.Order).Select(Of)];
        var step = phase == LivePhase.Running ? _step : null;
        // What has ended leaves the last that was told of it, until something else is told: an output that says nothing would be a riddle.
        if (_study is null && bars.Count == 0 && _text.Length == 0 && (phase != LivePhase.Running || step is null))
        {
            bars = _ended is { } ended ? [Of(ended) with { Remaining = null }] : [];
            step = _ended is null ? _step : null;
        }
        return new(
            phase,
            _study,
            bars,
            step,
            _moreWarnings == 0 ? [.. _warnings] : [.. _warnings, $"and {_moreWarnings} more"],
            _text.ToString(),
            _study is { } study ? () => study.Figure : _draw
        );
    }

    private LiveBar Of(Bar bar)
    {
        var (done, total) = (bar.Last.Done, bar.Last.Total);
        var taken = done - bar.First;
        TimeSpan? remaining = taken > 0 && total > done ? clock.GetElapsedTime(bar.Began) * ((total - done) / taken) : null;
        return new LiveBar(bar.Last.Task, total > 0 ? Math.Clamp(done / total, 0, 1) : 0, bar.Last.Detail, remaining);
    }
}
