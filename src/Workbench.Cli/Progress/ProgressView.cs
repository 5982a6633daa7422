using Workbench.Operations;

namespace Workbench.Cli.Progress;

/// <summary>Shows what an operation tells. Everything goes to standard error, except text that is itself the result.</summary>
public abstract class ProgressView(Terminal terminal) : IProgress<OperationEvent>
{
    /// <summary>Where it shows.</summary>
    protected Terminal Terminal { get; } = terminal;

    /// <summary>Held while anything is written: events come from several threads.</summary>
    protected Lock Gate { get; } = new();

    /// <summary>Live bars for a person at a terminal, otherwise a plain line every few seconds.</summary>
    public static ProgressView For(Terminal terminal, TimeProvider clock) =>
        terminal.ErrorIsTerminal ? new LiveProgress(terminal) : new PlainProgress(terminal, clock);

    /// <summary>Runs the work while showing what it tells.</summary>
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
