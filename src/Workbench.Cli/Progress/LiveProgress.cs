using Spectre.Console;
using Workbench.Operations;

namespace Workbench.Cli.Progress;

/// <summary>Progress in a terminal: a bar with the remaining time for every task, on standard error.</summary>
/// <param name="terminal">The streams.</param>
public sealed class LiveProgress(Terminal terminal) : ProgressView(terminal)
{
    private readonly Dictionary<string, ProgressTask> _tasks = [];
    private readonly IAnsiConsole _console = terminal.ErrorConsole();
    private ProgressContext? _context;

    /// <inheritdoc/>
    public override Task<T> RunAsync<T>(Func<IProgress<OperationEvent>, Task<T>> work) =>
        _console
            .Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn { Width = 24 },
                new PercentageColumn(),
                new RemainingTimeColumn()
            )
            .StartAsync(async context =>
            {
                _context = context;
                // On another thread, because a synchronous operation would block the drawing of the bars.
                try
                {
                    return await Task.Run(() => work(this));
                }
                finally
                {
                    _context = null;
                }
            });

    /// <inheritdoc/>
    protected override void Show(OperationEvent value)
    {
        switch (value)
        {
            case StepStarted step:
                _console.MarkupLineInterpolated($"[grey]{step.What}[/]");
                break;
            case WarningRaised warning:
                _console.MarkupLineInterpolated($"[yellow]warning:[/] {warning.Text}");
                break;
            case TaskEnded ended when _tasks.Remove(ended.Task, out var task):
                task.StopTask();
                break;
            case Advanced advanced when _context is { } context:
                if (!_tasks.TryGetValue(advanced.Task, out var bar))
                    _tasks[advanced.Task] = bar = context.AddTask(advanced.Task.EscapeMarkup());
                bar.MaxValue = Math.Max(advanced.Total, 1e-9);
                bar.Value = advanced.Done;
                if (advanced.Detail is { } detail)
                    bar.Description = $"{advanced.Task.EscapeMarkup()} [grey]{detail.EscapeMarkup()}[/]";
                break;
        }
    }
}
