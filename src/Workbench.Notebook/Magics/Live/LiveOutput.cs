using System.Text.Json.Nodes;
using Workbench.Notebook.Display;
using Workbench.Operations;

namespace Workbench.Notebook.Magics.Live;

/// <summary>
/// Shows an operation's progress in one output of its cell that is updated in place: bars, running cells, warnings, curves. The first event
/// creates the output. Sends at most four states per second, and always the last one. Thread-safe.
/// </summary>
internal sealed class LiveOutput : IProgress<OperationEvent>
{
    /// <summary>The minimum time between two states: 250 ms.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly CellContext _cell;
    private readonly TimeProvider _clock;
    private readonly bool _drawsOnTheWay;
    private readonly ITimer _timer;

    // Guards the state; never held while sending.
    private readonly Lock _gate = new();

    // Held while a state is formatted and sent, so that states arrive in order.
    private readonly Lock _sending = new();
    private LiveState _state;
    private string? _display;
    private long _sent;
    private bool _dirty;
    private bool _armed;
    private bool _done;
    private LivePhase _phase;
    private string? _last;

    /// <param name="cell">The cell of the output.</param>
    /// <param name="clock">The clock of the interval.</param>
    /// <param name="drawsOnTheWay">Whether curves are drawn during the run; false when figures contain a PNG, which needs a browser and
    /// takes a second.</param>
    public LiveOutput(CellContext cell, TimeProvider clock, bool drawsOnTheWay = true)
    {
        (_cell, _clock, _drawsOnTheWay) = (cell, clock, drawsOnTheWay);
        _state = new LiveState(clock);
        _timer = clock.CreateTimer(_ => Send(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The live output of a cell.</summary>
    public static LiveOutput In(CellContext cell, HostEnvironment host) =>
        new(cell, host.Clock, drawsOnTheWay: host.Variable("WORKBENCH_FIGURE_PNG") != "1");

    /// <inheritdoc/>
    public void Report(OperationEvent value)
    {
        bool next,
            first;
        lock (_gate)
        {
            // A study that has ended keeps its output; later events get a new output.
            next = _state.StudyEnded && value is not TaskEnded;
        }
        if (next)
            Next();
        lock (_gate)
        {
            if (_done)
                return;
            _state.Take(value);
            if (_state.IsEmpty)
                return;
            _dirty = true;
            first = _display is null && !_armed;
            if (!first && !_armed)
            {
                var left = Interval - _clock.GetElapsedTime(_sent);
                _armed = true;
                _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
            }
        }
        if (first)
            Send();
    }

    /// <summary>Sends the state at the end of the cell. Events of tasks that outlive the cell are still shown.</summary>
    public void Close(CellStatus status)
    {
        lock (_gate)
        {
            _phase = status switch
            {
                CellStatus.Interrupted => LivePhase.Interrupted,
                CellStatus.Error => LivePhase.Failed,
                _ => LivePhase.Ended,
            };
            _dirty = !_state.IsEmpty && !_done && !(_state.StudyEnded && _display is null);
        }
        Send();
        lock (_gate)
            _phase = _phase == LivePhase.Ended ? LivePhase.Running : _phase;
    }

    /// <summary>Replaces the progress by the result. The warnings stay above it.</summary>
    /// <param name="result">The operation's result.</param>
    public void Complete(object? result)
    {
        var bundle = Formatting.BundleOf(result);
        lock (_sending)
        {
            LiveView view;
            lock (_gate)
            {
                _done = true;
                _dirty = false;
                view = _state.View(LivePhase.Ended);
            }
            if (view.Warnings.Count > 0)
                bundle = Above(view.Warnings, bundle);
            _cell.FrontEnd.Send(new DisplayOutput(bundle, _display, Update: _display is not null));
        }
        _timer.Dispose();
    }

    private void Next()
    {
        Send();
        lock (_gate)
            (_state, _display, _dirty) = (new LiveState(_clock), null, false);
    }

    private void Send()
    {
        lock (_sending)
        {
            LiveView view;
            lock (_gate)
            {
                _armed = false;
                if (!_dirty || _done)
                    return;
                _dirty = false;
                view = _state.View(_phase);
            }
            var text = LiveText.Of(view);
            var update = _display is not null;
            // Do not redraw the curves for events that change nothing visible.
            if (!update || view.Phase != LivePhase.Running || _last != text)
            {
                _last = text;
                _display ??= Guid.NewGuid().ToString("n");
                _cell.FrontEnd.Send(new DisplayOutput(Bundle(view, text), _display, update));
            }
            lock (_gate)
                _sent = _clock.GetTimestamp();
        }
    }

    private MimeBundle Bundle(LiveView view, string text)
    {
        var figure =
            (_drawsOnTheWay || view.Phase != LivePhase.Running) && view.Draw?.Invoke() is { } curves
                ? Formatting.BundleOf(curves).Text("text/html")
                : null;
        return new MimeBundle(new JsonObject { ["text/html"] = LiveHtml.Of(view, figure), ["text/plain"] = text });
    }

    private static MimeBundle Above(IReadOnlyList<string> warnings, MimeBundle bundle)
    {
        var data = (JsonObject)bundle.Data.DeepClone();
        if (bundle.Text("text/html") is { } html)
            data["text/html"] = LiveHtml.Warnings(warnings) + html;
        data["text/plain"] = string.Join('\n', warnings.Select(warning => $"warning: {warning}").Append(bundle.Text("text/plain") ?? ""));
        return new MimeBundle(data, (JsonObject)bundle.Metadata.DeepClone());
    }
}
