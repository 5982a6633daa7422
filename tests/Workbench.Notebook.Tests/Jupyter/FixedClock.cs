namespace Workbench.Notebook.Tests.Jupyter;

/// <summary>A time that stands still; its timers go off when a test says so.</summary>
internal sealed class FixedClock : TimeProvider
{
    private readonly List<Alarm> _alarms = [];

    public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    public override long GetTimestamp() => 0;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        lock (_alarms)
            _alarms.Add(alarm);
        return alarm;
    }

    /// <summary>Every timer that is set goes off once.</summary>
    public void Ring()
    {
        Alarm[] due;
        lock (_alarms)
        {
            due = [.. _alarms];
            _alarms.Clear();
        }
        foreach (var alarm in due)
            alarm.GoOff();
    }

    private sealed class Alarm(FixedClock clock, Action callback) : ITimer
    {
        public void GoOff() => callback();

        public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

        public void Dispose()
        {
            lock (clock._alarms)
                clock._alarms.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
