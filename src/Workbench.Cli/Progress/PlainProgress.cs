using System.Globalization;
using Workbench.Operations;

namespace Workbench.Cli.Progress;

/// <summary>Progress in a log: steps and warnings at once, and a line with the progress every <see cref="Interval"/>.</summary>
/// <param name="terminal">The streams.</param>
/// <param name="clock">The time source.</param>
public sealed class PlainProgress(Terminal terminal, TimeProvider clock) : ProgressView(terminal)
{
    /// <summary>The time between two lines of progress: 5 s.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // The first task is the complete work. Later tasks are its parts, which only the live view shows.
    private string? _main;
    private (long At, double Done) _first;
    private long _lastLine = clock.GetTimestamp();

    /// <inheritdoc/>
    public override Task<T> RunAsync<T>(Func<IProgress<OperationEvent>, Task<T>> work) => work(this);

    /// <inheritdoc/>
    protected override void Show(OperationEvent value)
    {
        switch (value)
        {
            case StepStarted step:
                Terminal.Error.WriteLine(step.What);
                break;
            case WarningRaised warning:
                Terminal.Error.WriteLine($"warning: {warning.Text}");
                break;
            case Advanced advanced:
                Advance(advanced);
                break;
            case TaskEnded ended when ended.Task == _main:
                _main = null;
                break;
        }
    }

    private void Advance(Advanced advanced)
    {
        var now = clock.GetTimestamp();
        if (_main is null)
        {
            _main = advanced.Task;
            _first = (now, advanced.Done);
        }
        if (_main != advanced.Task || clock.GetElapsedTime(_lastLine, now) < Interval)
            return;
        _lastLine = now;
        var share = advanced.Total > 0 ? advanced.Done / advanced.Total : 0;
        var line = string.Create(CultureInfo.InvariantCulture, $"{advanced.Task}: {share:0 %}");
        if (Remaining(advanced, now) is { } remaining)
            line += $", about {Durations.Short(remaining)} left";
        Terminal.Error.WriteLine(advanced.Detail is null ? line : $"{line}; {advanced.Detail}");
    }

    private TimeSpan? Remaining(Advanced advanced, long now)
    {
        var done = advanced.Done - _first.Done;
        return done <= 0 ? null : clock.GetElapsedTime(_first.At, now) * ((advanced.Total - advanced.Done) / done);
    }
}
