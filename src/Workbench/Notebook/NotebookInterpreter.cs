using Workbench.Notebook.Scripting;

namespace Workbench.Notebook;

/// <summary>The notebook's language: C# and magics, over one session.</summary>
/// <param name="session">The C#.</param>
/// <param name="format">How a value is shown.</param>
public sealed class NotebookInterpreter(CSharpSession session, Func<object?, MimeBundle> format) : IInterpreter
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
        var cell = new CellContext(request, frontEnd, stop.Token);
        cell.Enter();
        try
        {
            var value = await session.RunAsync(request.Code, cell, $"cell {number}").ConfigureAwait(false);
            if (value.HasValue && !request.Silent)
                frontEnd.Send(new ResultOutput(format(value.Value), number));
            return new(CellStatus.Ok, number);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            var error = new ErrorOutput(exception.GetType().Name, exception.Message, [exception.ToString()]);
            frontEnd.Send(error);
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
