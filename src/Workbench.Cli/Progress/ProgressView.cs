using Workbench.Operations;

namespace Workbench.Cli.Progress;

/// <summary>
/// Shows the events of an operation, on standard error. Only generated text goes to standard output, because it is part of the result.
/// </summary>
public abstract class ProgressView(Terminal terminal) : IProgress<OperationEvent>
{
    /// <summary>The streams.</summary>
    protected Terminal Terminal { get; } = terminal;

    /// <summary>Held while an event is written, because events come from several threads.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Live bars when standard error is a terminal, otherwise plain lines.</summary>
    public static ProgressView For(Terminal terminal, TimeProvider clock) =>
        terminal.ErrorIsTerminal ? new LiveProgress(terminal) : new PlainProgress(terminal, clock);

    /// <summary>Runs work and shows its events.</summary>
    public abstract Task<T> RunAsync<T>(Func<IProgress<OperationEvent>, Task<T>> work);

    /// <inheritdoc/>
    public void Report(OperationEvent value)
    {
        lock (Gate)
        {
            if (value is TextProduced produced)
            {
                Terminal.Out.Write(produced.Text);
                Terminal.Out.Flush();
            }
            else
            {
                Show(value);
            }
        }
    }

    /// <summary>Shows one event; called under <see cref="Gate"/>.</summary>
    protected abstract void Show(OperationEvent value);
}
