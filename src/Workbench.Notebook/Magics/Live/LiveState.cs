using Workbench.Operations;

namespace Workbench.Notebook.Magics.Live;

/// <summary>Whether the work runs, or how it ended.</summary>
internal enum LivePhase
{
    Running,
    Ended,
    Interrupted,
    Failed,
}

/// <summary>The progress bar of a task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Share">The finished share, 0 to 1.</param>
/// <param name="Detail">The text beside the bar; null for none.</param>
/// <param name="Remaining">The estimated remaining time; null without an estimate.</param>
internal sealed record LiveBar(string Task, double Share, string? Detail, TimeSpan? Remaining);

/// <summary>The displayed state of an operation.</summary>
/// <param name="Phase">Whether the operation runs, or how it ended.</param>
/// <param name="Study">The state of a study; null for other operations.</param>
/// <param name="Bars">The progress bars; none for a study.</param>
/// <param name="Step">The current step; null for none.</param>
/// <param name="Warnings">The distinct warnings.</param>
/// <param name="Text">Streamed text.</param>
/// <param name="Draw">Draws the progress as a figure; null without a figure.</param>
internal sealed record LiveView(
    LivePhase Phase,
    LiveStudy? Study,
    IReadOnlyList<LiveBar> Bars,
    string? Step,
    IReadOnlyList<string> Warnings,
    string Text,
    Func<object?>? Draw
);

/// <summary>Aggregates an operation's events. Not thread-safe: the owner holds a lock.</summary>
/// <param name="clock">The clock of the estimates.</param>
internal sealed class LiveState(TimeProvider clock)
{
    /// <summary>The maximum number of warnings shown; further ones are counted.</summary>
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

    /// <summary>Whether a study has ended.</summary>
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
        // A study shows its runs instead of bars.
        IReadOnlyList<LiveBar> bars = _study is not null ? [] : [.. _bars.Values.OrderBy(bar => bar.Order).Select(Of)];
        var step = phase == LivePhase.Running ? _step : null;
        // Keep the last ended task or step while nothing else is shown: the output must not be empty.
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
