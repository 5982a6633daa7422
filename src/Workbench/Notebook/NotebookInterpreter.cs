using Workbench.Notebook.Display;
using Workbench.Notebook.Magics;
using Workbench.Notebook.Scripting;

namespace Workbench.Notebook;

/// <summary>The notebook's language: C# and magics, over one session.</summary>
/// <param name="session">The C#.</param>
/// <param name="runner">Splits cells and runs their parts.</param>
/// <param name="displays">What has been shown, and which output carries which script.</param>
public sealed class NotebookInterpreter(CSharpSession session, CellRunner runner, DisplaySession displays) : IInterpreter
{
    private readonly Lock gate = new();
    private CancellationTokenSource? running;
    private int count;

    /// <summary>The C# of the notebook.</summary>
    public CSharpSession Session => session;

    /// <inheritdoc/>
    public async Task<CellOutcome> ExecuteAsync(CellRequest request, ICellFrontEnd frontEnd)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var stop = new CancellationTokenSource();
        lock (gate)
            running = stop;
        var counts = request is { Silent: false, StoreHistory: true };
        var number = counts ? Interlocked.Increment(ref count) : count;
        var shown = displays.FrontEndFor(request, frontEnd);
        var cell = new CellContext(request, shown, stop.Token);
        cell.Enter();
        try
        {
            var value = await runner.RunAsync(cell, $"cell {number}").ConfigureAwait(false);
            if (value.HasValue && !request.Silent)
                shown.Send(new ResultOutput(Formatting.BundleOf(value.Value), number));
            return new(CellStatus.Ok, number);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var error = new ErrorOutput(exception.GetType().Name, exception.Message, [exception.ToString()]);
            shown.Send(error);
            return new(CellStatus.Error, number, error);
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    /// <inheritdoc/>
    public void Interrupt()
    {
        lock (gate)
            if (running is { } stop)
                ThreadPool.QueueUserWorkItem(static one => one.Cancel(), stop, preferLocal: false);
    }

    /// <inheritdoc/>
    public Task<CompletionList> CompleteAsync(string code, int cursor, CancellationToken cancellation) => Task.FromResult(new CompletionList(cursor, cursor, []));

    /// <inheritdoc/>
    public Task<MimeBundle?> InspectAsync(string code, int cursor, int detail, CancellationToken cancellation) => Task.FromResult<MimeBundle?>(null);

    /// <inheritdoc/>
    public Completeness IsComplete(string code) => new("unknown");

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
